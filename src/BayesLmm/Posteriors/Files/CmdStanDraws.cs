using System.Globalization;
using System.Text;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Metrics;
using BayesLmm.Sampling.NoUTurn;

namespace BayesLmm.Posteriors.Files;

/// <summary>
/// A file a chain in CmdStan's layout: the settings as comments, the names of the columns, what the sampler adapted, the draws, and the times. Engines without
/// transitions write what CmdStan's <c>fixed_param</c> does: <c>lp__</c> is 0 where no density was evaluated, because rstan requires the column.
/// </summary>
internal sealed class CmdStanDraws : DrawsWriter
{
    /// <summary>The line of the header that marks a file as one of this class.</summary>
    private const string Mark = "# model = BayesLmm";

    /// <summary>The most lines of a header in which <see cref="Mark"/> is looked for.</summary>
    private const int MostHeaderLines = 100;

    /// <inheritdoc/>
    public override string Ending => ".csv";

    /// <inheritdoc/>
    public override string? Problem(string path) => WritableFiles.Problem("draws", path, path, PathOfChain(path, 0));

    /// <inheritdoc/>
    public override IReadOnlyList<string> Write(Posterior posterior, string path)
    {
        DrawColumn[] columns = Columns(posterior);
        string[] names = CmdStanNames.Of(columns.Select(column => column.Name));
        string[] files = [.. Enumerable.Range(0, posterior.Chains).Select(chain => PathOfChain(path, chain))];
        Origin origin = posterior.Draws.Origin;
        bool hasColumns = origin.Columns.Count > 0;
        using PendingFiles pending = new();
        for (int chain = 0; chain < files.Length; chain++)
        {
            pending.Write(files[chain], writer =>
            {
                writer.Write(Header(posterior, chain, columns, names));
                writer.WriteLine(string.Join(',', (hasColumns ? origin.Columns : ["lp__"]).Concat(names)));
                writer.Write(Adaptation(origin, chain));
                WriteRows(writer, posterior, columns, chain, (_, row) => hasColumns ? SamplerValues(origin, row) : "0,");
                writer.Write(Times(posterior, chain));
            });
        }

        pending.Commit(() => EarlierChains(path));
        return files;
    }

    /// <summary>The file of a chain, counted from 1 in its name.</summary>
    private static string PathOfChain(string path, int chain) =>
        Path.Combine(Path.GetDirectoryName(path) ?? "",
            FormattableString.Invariant($"{Path.GetFileNameWithoutExtension(path)}_{chain + 1}{Path.GetExtension(path)}"));

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

    /// <summary>The comments that CmdStan writes about a run, as far as readers use them, and the names of the columns here.</summary>
    private static string Header(Posterior posterior, int chain, DrawColumn[] columns, string[] names)
    {
        Origin origin = posterior.Draws.Origin;
        int thinning = origin.Thinning;
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture,
            $"# method = sample (Default)\n#   sample\n#     num_samples = {posterior.DrawsPerChain * thinning}\n#     num_warmup = {origin.Warmup(chain)}\n");
        text.Append(CultureInfo.InvariantCulture, $"#     save_warmup = 0\n#     thin = {thinning}{(thinning == 1 ? " (Default)" : "")}\n");
        text.Append(Algorithm(origin, chain));
        text.Append(CultureInfo.InvariantCulture, $"# id = {origin.NumberOf(chain) + 1}\n# random\n#   seed = {posterior.Options.Seed}\n");
        text.Append(origin is Trajectories ? "" : $"# engine = {Engine(posterior)}\n").Append(Mark).Append('\n');
        if (posterior.GroupEffectThinning > 1)
        {
            text.Append("# group effects are not here: there are too many of them to keep all their draws\n");
        }

        if (origin.Columns.Count == 0)
        {
            text.Append("# lp__ is 0: this engine evaluates no density\n");
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

    private static string Algorithm(Origin origin, int chain)
    {
        if (origin is not Trajectories trajectories)
        {
            return "#     algorithm = fixed_param\n";
        }

        string metric = trajectories.ChainReports[chain].Metric is DenseMetric ? "dense_e" : "diag_e";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"#     adapt\n#       engaged = {(origin.Warmup(chain) > 0 ? 1 : 0)}\n#       delta = {Number(trajectories.Options.TargetAcceptance)}\n"
                + $"#     algorithm = hmc (Default)\n#       hmc\n#         engine = nuts (Default)\n#           nuts\n"
                + $"#             max_depth = {trajectories.Options.MaxTreeDepth}\n#         metric = {metric}\n"
                + $"#         stepsize = {Number(trajectories.ChainReports[chain].StepSize)}\n");
    }

    /// <summary>What warm-up adapted: the step size, and the metric by rows.</summary>
    private static string Adaptation(Origin origin, int chain)
    {
        if (origin is not Trajectories trajectories)
        {
            return "";
        }

        ChainReport report = trajectories.ChainReports[chain];
        int d = report.Metric.Dimension;
        StringBuilder text = new($"# Adaptation terminated\n# Step size = {Number(report.StepSize)}\n");
        if (report.Metric is not DenseMetric)
        {
            return text.Append("# Diagonal elements of inverse mass matrix:\n# ").AppendJoin(", ", report.Metric.ToVariances().Select(Number)).Append('\n')
                .ToString();
        }

        text.Append("# Elements of inverse mass matrix:\n");
        double[] covariance = report.Metric.ToCovariance();
        for (int i = 0; i < d; i++)
        {
            text.Append("# ").AppendJoin(", ", covariance[(i * d)..((i + 1) * d)].Select(Number)).Append('\n');
        }

        return text.ToString();
    }

    private static string Times(Posterior posterior, int chain)
    {
        (double warmup, double sampling) = posterior.Draws.Origin is Trajectories { ChainReports: var reports }
            ? (reports[chain].WarmupTime.TotalSeconds, reports[chain].SamplingTime.TotalSeconds)
            : (0, posterior.Draws.Elapsed.TotalSeconds);
        return FormattableString.Invariant(
            $"# \n#  Elapsed Time: {warmup:0.######} seconds (Warm-up)\n#                {sampling:0.######} seconds (Sampling)\n")
            + FormattableString.Invariant($"#                {warmup + sampling:0.######} seconds (Total)\n# \n");
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
}
