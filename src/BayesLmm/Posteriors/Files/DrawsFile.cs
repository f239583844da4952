using System.Globalization;
using System.Text;
using BayesLmm.Data.Files.DuckDb;
using BayesLmm.Posteriors.Files;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>
/// Writes the draws of a posterior: as CSV in CmdStan's layout, a file a chain, which ArviZ, posterior and bayesplot read, or as one Parquet file. A file is
/// first written under another name and then renamed, so that a file with the final name is complete, whatever ends the program.
/// </summary>
/// <remarks>
/// The first columns are the sampler's, if it has any: those of the No-U-Turn sampler, or the log densities and the point of importance sampling. Gibbs
/// sampling and draws of an approximation have none, not even <c>lp__</c>: neither engine ever evaluates the density of its draws. ArviZ and cmdstanr
/// require no particular column; rstan's old <c>read_stan_csv</c> wants <c>lp__</c>.
/// </remarks>
public static class DrawsFile
{
    /// <summary>Why draws cannot be written to a file of this name, in a sentence; null if nothing is known to prevent it.</summary>
    public static string? Problem(string path)
    {
        string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
        return Path.GetExtension(path).ToUpperInvariant() is not (".CSV" or ".PARQUET")
            ? $"draws are written to files that end in .csv or .parquet, not to '{path}'."
            : !Directory.Exists(folder) ? $"there is no folder '{folder}' to write draws to."
            : null;
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
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(Posterior posterior, string path)
    {
        switch (Path.GetExtension(path).ToUpperInvariant())
        {
            case ".CSV":
                return [.. Enumerable.Range(0, posterior.Chains).Select(chain => WriteChain(posterior, chain, PathOfChain(path, chain)))];
            case ".PARQUET":
                WriteParquet(posterior, path);
                return [path];
            default:
                throw new ArgumentException($"Draws are written to files that end in .csv or .parquet, not to '{path}'.", nameof(path));
        }
    }

    /// <summary>The file of a chain, counted from 1 in its name.</summary>
    private static string PathOfChain(string path, int chain) =>
        Path.Combine(Path.GetDirectoryName(path) ?? "",
            FormattableString.Invariant($"{Path.GetFileNameWithoutExtension(path)}_{chain + 1}{Path.GetExtension(path)}"));

    private static string WriteChain(Posterior posterior, int chain, string path)
    {
        DrawColumn[] columns = Columns(posterior);
        string[] names = CmdStanNames.Of(columns.Select(column => column.Name));
        Replace(path, writer =>
        {
            writer.Write(Header(posterior, chain, columns, names));
            writer.WriteLine(string.Join(',', posterior.Draws.Origin.Columns.Concat(names)));
            WriteRows(writer, posterior, columns, chain, _ => "");
            writer.WriteLine("# ");
        });
        return path;
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
            : $"# engine = {Engine(posterior)}\n").Append("# model = BayesLmm\n");
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
        posterior.MessagePassing is { Fit: not null } messages ? $"{posterior.Engine}, refined by {Refiner(messages.Stage)}" : posterior.Engine;

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
    private static void WriteParquet(Posterior posterior, string path)
    {
        DrawColumn[] columns = Columns(posterior);
        string table = path + ".partial.csv", partial = path + ".partial";
        try
        {
            using (StreamWriter writer = NewWriter(table))
            {
                writer.WriteLine(string.Join(',', ((string[])["chain", "draw"]).Concat(posterior.Draws.Origin.Columns)
                    .Concat(columns.Select(column => column.Name)).Select(Quoted)));
                for (int chain = 0; chain < posterior.Chains; chain++)
                {
                    WriteRows(writer, posterior, columns, chain, draw => FormattableString.Invariant($"{chain + 1},{draw + 1},"));
                }
            }

            string types = string.Join(
                ", ", columns.Select(column => column.Name).Concat(posterior.Draws.Origin.Columns).Select(name => $"{SqlText.Text(name)}: 'DOUBLE'"));
            using DuckDbSession session = new(isSmall: true);
            session.Query($"COPY (SELECT * FROM read_csv({SqlText.Path(table)}, header = true, delim = ',', quote = '\"', hive_partitioning = false, "
                + $"types = {{{types}}})) TO {SqlText.Target(partial)} (FORMAT parquet)").Dispose();
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(table);
            File.Delete(partial);
        }
    }

    private static void Replace(string path, Action<TextWriter> write)
    {
        string partial = path + ".partial";
        try
        {
            using (StreamWriter writer = NewWriter(partial))
            {
                write(writer);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static StreamWriter NewWriter(string path) => new(path, append: false, new UTF8Encoding(false)) { NewLine = "\n" };

    private static string Quoted(string name) => SqlText.Name(name);
}
