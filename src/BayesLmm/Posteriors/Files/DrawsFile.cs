using System.Globalization;
using System.Text;
using BayesLmm.Data.Files.DuckDb;
using BayesLmm.Posteriors.Files;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>
/// Writes the draws of a posterior: as CSV in CmdStan's layout, one file per chain, which ArviZ, posterior and bayesplot read, or as one Parquet file. All
/// files are first written under other names and then renamed, so that a file with the final name is complete and all chains are of one run, whatever ends the
/// program.
/// </summary>
/// <remarks>
/// The first columns are the sampler's, if it has any: those of the No-U-Turn sampler, or the log densities and the point of importance sampling. Gibbs
/// sampling and draws of an approximation have none, not even <c>lp__</c>: neither engine ever evaluates the density of its draws. ArviZ and cmdstanr
/// require no particular column; rstan's old <c>read_stan_csv</c> wants <c>lp__</c>.
/// </remarks>
public static class DrawsFile
{
    /// <summary>The line of the header that marks a file as one of this class.</summary>
    private const string Mark = "# model = BayesLmm";

    /// <summary>The most lines of a header in which <see cref="Mark"/> is looked for.</summary>
    private const int MostHeaderLines = 100;

    /// <summary>
    /// Why draws cannot be written to a file of this name, in a sentence; null if nothing is known to prevent it. To know, an empty file is created in the
    /// folder and deleted again.
    /// </summary>
    public static string? Problem(string path)
    {
        if (!IsText(path) && !IsParquet(path))
        {
            return $"draws are written to files that end in .csv or .parquet, not to '{path}'.";
        }

        return WritableFiles.Problem("draws", path, path, IsText(path) ? PathOfChain(path, 0) : path);
    }

    /// <summary>
    /// Writes the draws of all parameters and, unless they are too many to be kept (<see cref="Posterior.GroupEffectThinning"/>), group effects.
    /// </summary>
    /// <param name="posterior">The draws.</param>
    /// <param name="path">
    /// A name ending in <c>.csv</c>, to which the chain's number is added (<c>draws.csv</c> becomes <c>draws_1.csv</c>, <c>draws_2.csv</c> …), or in
    /// <c>.parquet</c>.
    /// </param>
    /// <returns>The files written.</returns>
    /// <exception cref="ArgumentException">The name ends in something else.</exception>
    /// <exception cref="IOException">
    /// The files cannot be written; the message says why. What stood there is as it was, unless the disk failed while files were renamed.
    /// </exception>
    public static IReadOnlyList<string> Write(Posterior posterior, string path)
    {
        if (!IsText(path) && !IsParquet(path))
        {
            throw new ArgumentException($"Draws are written to files that end in .csv or .parquet, not to '{path}'.", nameof(path));
        }

        try
        {
            return IsText(path) ? WriteChains(posterior, path) : WriteParquet(posterior, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DuckDbException)
        {
            throw new IOException($"The draws could not be written to '{path}': {WritableFiles.Cause(exception)}.", exception);
        }
    }

    private static bool IsText(string path) => Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);

    private static bool IsParquet(string path) => Path.GetExtension(path).Equals(".parquet", StringComparison.OrdinalIgnoreCase);

    /// <summary>The file of a chain, counted from 1 in its name.</summary>
    private static string PathOfChain(string path, int chain) =>
        Path.Combine(Path.GetDirectoryName(path) ?? "",
            FormattableString.Invariant($"{Path.GetFileNameWithoutExtension(path)}_{chain + 1}{Path.GetExtension(path)}"));

    private static string[] WriteChains(Posterior posterior, string path)
    {
        DrawColumn[] columns = Columns(posterior);
        string[] names = CmdStanNames.Of(columns.Select(column => column.Name));
        string[] files = [.. Enumerable.Range(0, posterior.Chains).Select(chain => PathOfChain(path, chain))];
        using PendingFiles pending = new();
        for (int chain = 0; chain < files.Length; chain++)
        {
            pending.Write(files[chain], writer =>
            {
                writer.Write(Header(posterior, chain, columns, names));
                writer.WriteLine(string.Join(',', posterior.Draws.Origin.Columns.Concat(names)));
                WriteRows(writer, posterior, columns, chain, _ => "");
                writer.WriteLine("# ");
            });
        }

        pending.Commit(() => EarlierChains(path));
        return files;
    }

    /// <summary>The files of chains that an earlier run of this program wrote under the same name; others with such a name are left alone.</summary>
    private static string[] EarlierChains(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path) + "_", extension = Path.GetExtension(path);
        return [.. Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(path))!)
            .Where(file => Path.GetFileName(file) is var found && found.StartsWith(name, StringComparison.Ordinal)
                && found.EndsWith(extension, StringComparison.Ordinal) && found.Length > name.Length + extension.Length
                && found.AsSpan(name.Length..^extension.Length).IndexOfAnyExceptInRange('0', '9') < 0 && IsOurs(file))];
    }

    private static bool IsOurs(string file)
    {
        try
        {
            return File.ReadLines(file).Take(MostHeaderLines).TakeWhile(line => line.StartsWith('#')).Contains(Mark);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The parameters, and the group effects where all of their draws are kept.</summary>
    private static DrawColumn[] Columns(Posterior posterior) =>
        posterior.GroupEffectThinning == 1 ? [.. posterior.Parameters, .. posterior.GroupEffects] : [.. posterior.Parameters];

    /// <summary>The comments that CmdStan writes about a run, as far as readers use them, and the names of the columns here.</summary>
    private static string Header(Posterior posterior, int chain, DrawColumn[] columns, string[] names)
    {
        Origin origin = posterior.Draws.Origin;
        int thinning = origin.Thinning;
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture,
            $"# method = sample (Default)\n#   sample\n#     num_samples = {posterior.DrawsPerChain * thinning}\n#     num_warmup = {origin.Warmup(chain)}\n");
        text.Append(CultureInfo.InvariantCulture,
            $"#     save_warmup = 0\n#     thin = {thinning}{(thinning == 1 ? " (Default)" : "")}\n# id = {origin.NumberOf(chain) + 1}\n");
        text.Append(CultureInfo.InvariantCulture, $"# random\n#   seed = {posterior.Options.Seed}\n");
        text.Append(origin.StepSize(chain) is { } stepSize
            ? string.Create(CultureInfo.InvariantCulture, $"# stepsize = {stepSize:R}\n")
            : $"# engine = {Engine(posterior)}\n").Append(Mark).Append('\n');
        if (posterior.GroupEffectThinning > 1)
        {
            text.Append("# group effects are not here: there are too many of them to keep all their draws\n");
        }

        if (posterior.Draws.Interrupted)
        {
            text.Append("# interrupted: fewer draws than asked for\n");
        }

        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i].Name != names[i])
            {
                text.Append("# column ").Append(names[i]).Append(": ").Append(columns[i].Name.ReplaceLineEndings(" ")).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>The engine, and for message passing how far its answer is refined.</summary>
    private static string Engine(Posterior posterior) =>
        posterior.MessagePassing is { IsBuiltIn: true } messages ? $"{posterior.Engine}, refined by {Refiner(messages.Stage)}" : posterior.Engine;

    private static string Refiner(Refinement stage) => stage switch
    {
        Refinement.Importance => "importance",
        Refinement.LinearResponse => "linear response",
        Refinement.Collapsed => "the collapsed approximation",
        _ => "nothing",
    };

    /// <summary>The draws of one chain, a line each.</summary>
    private static void WriteRows(TextWriter writer, Posterior posterior, DrawColumn[] columns, int chain, Func<int, string> prefix)
    {
        for (int draw = 0; draw < posterior.DrawsPerChain; draw++)
        {
            writer.Write(prefix(draw));
            int row = (chain * posterior.DrawsPerChain) + draw;
            writer.Write(SamplerValues(posterior.Draws.Origin, row));
            for (int i = 0; i < columns.Length; i++)
            {
                writer.Write(i == 0 ? "" : ",");
                writer.Write(columns[i].Values[row].ToString("R", CultureInfo.InvariantCulture));
            }

            writer.WriteLine();
        }
    }

    /// <summary>The columns that the origin of the draws adds to a row, each followed by a comma.</summary>
    private static string SamplerValues(Origin origin, int row) => string.Concat(
        Enumerable.Range(0, origin.Columns.Count).Select(column => origin.Value(column, row).ToString("R", CultureInfo.InvariantCulture) + ","));

    /// <summary>
    /// One table of all chains, columns <c>chain</c> and <c>draw</c> (counted from 1) first, then the sampler's, then the quantities under their own names.
    /// </summary>
    private static string[] WriteParquet(Posterior posterior, string path)
    {
        DrawColumn[] columns = Columns(posterior);
        using PendingFiles tables = new(), pending = new();
        string table = tables.Add(path), file = pending.Add(path);
        using (StreamWriter writer = new(table, append: false, new UTF8Encoding(false)) { NewLine = "\n" })
        {
            writer.WriteLine(string.Join(',', ((string[])["chain", "draw"]).Concat(posterior.Draws.Origin.Columns)
                .Concat(columns.Select(column => column.Name)).Select(SqlText.Name)));
            for (int chain = 0; chain < posterior.Chains; chain++)
            {
                WriteRows(writer, posterior, columns, chain, draw => FormattableString.Invariant($"{chain + 1},{draw + 1},"));
            }
        }

        string types = string.Join(
            ", ", columns.Select(column => column.Name).Concat(posterior.Draws.Origin.Columns).Select(name => $"{SqlText.Text(name)}: 'DOUBLE'"));
        using (DuckDbSession session = new(isSmall: true))
        {
            session.Query($"COPY (SELECT * FROM read_csv({SqlText.Path(table)}, header = true, delim = ',', quote = '\"', hive_partitioning = false, "
                + $"types = {{{types}}})) TO {SqlText.Target(file)} (FORMAT parquet, USE_TMP_FILE false)").Dispose();
        }

        pending.Commit(() => []);
        return [path];
    }
}
