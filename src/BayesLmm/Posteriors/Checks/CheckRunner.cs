using BayesLmm.Design;
using BayesLmm.Families;
using BayesLmm.Language.Syntax;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Rows;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.Checks;

/// <summary>
/// Replicates the data at draws of the posterior, with the groups' own effects, and compares. One replication is in memory at a time on each thread.
/// </summary>
internal sealed class CheckRunner
{
    /// <summary>Rows × draws that replications may take; beyond that there are fewer, but not below <see cref="FewestDraws"/>.</summary>
    private const long MostWork = 100_000_000;

    private const int FewestDraws = 200;

    /// <summary>Levels × draws up to which the mean of each level is compared.</summary>
    private const long MostLevelMeans = 10_000_000;

    private readonly Posterior posterior;
    private readonly BoundModel model;
    private readonly KeptDraws draws;
    private readonly LinearPredictor predictor;
    private readonly IReadOnlyList<ResponseStatistic> statistics;
    private readonly Discrepancies discrepancies;
    private readonly EffectDiscrepancies effects;
    private readonly RandomTermDesign? grouping;
    private readonly int[] levelSizes;
    private readonly ulong seed;

    private CheckRunner(Posterior posterior, CheckOptions options)
    {
        this.posterior = posterior;
        model = posterior.Model;
        statistics = Statistics(model, options);
        draws = new KeptDraws(posterior, (int)Math.Max(FewestDraws, MostWork / model.Design.RowCount));
        predictor = model.CreateWrittenPredictor();
        discrepancies = new Discrepancies(model.Design);
        effects = new EffectDiscrepancies(model, draws);
        grouping = model.Design.RandomTerms.FirstOrDefault() is { } term && (long)term.Levels.Count * draws.Count <= MostLevelMeans ? term : null;
        levelSizes = new int[grouping?.Levels.Count ?? 0];
        foreach (int code in grouping?.Codes ?? [])
        {
            levelSizes[code]++;
        }

        seed = options.Seed ?? posterior.Options.Seed;
    }

    /// <summary>The word for the response in statistics: its column, or <c>y</c> where it is an expression.</summary>
    private static string ResponseWord(BoundModel model) => model.Specification.Formula.Response is NameExpression name ? name.Name : "y";

    /// <summary>Refuses statistics that cannot be read, or that the data do not have.</summary>
    /// <exception cref="ModelException">A statistic cannot be read or computed, or is not finite.</exception>
    public static void Require(BoundModel model, CheckOptions options)
    {
        foreach (ResponseStatistic statistic in Statistics(model, options))
        {
            statistic.OfData(model.Design.Response);
        }
    }

    private static IReadOnlyList<ResponseStatistic> Statistics(BoundModel model, CheckOptions options) =>
        [.. ResponseStatistic.Usual, .. options.Statistics.Select(text => ResponseStatistic.Parse(text, ResponseWord(model)))];

    /// <summary>Checks.</summary>
    /// <exception cref="ModelException">A statistic cannot be read or computed.</exception>
    public static PosteriorChecks Run(Posterior posterior, CheckOptions options, IProgress<Progress>? progress, CancellationToken cancellationToken) =>
        new CheckRunner(posterior, options).Run(progress, cancellationToken);

    private PosteriorChecks Run(IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        double[] observedStatistics = [.. statistics.Select(statistic => statistic.OfData(model.Design.Response))];   // says what is wrong before anything else
        Replication[] replications = new Replication[draws.Count];
        int done = 0;
        ParallelOptions parallel =
            new() { MaxDegreeOfParallelism = posterior.Options.Threads == 0 ? -1 : posterior.Options.Threads, CancellationToken = cancellationToken };
        Parallel.For(0, draws.Count, parallel, () => new Worker(this), (draw, _, worker) =>
        {
            replications[draw] = worker.Replicate(draw);
            progress?.Report(new Progress(isSampling: true, Interlocked.Increment(ref done), draws.Count));
            return worker;
        }, _ => { });
        string[] assumptions = [.. discrepancies.Names, .. effects.Names];
        return new PosteriorChecks(
            statistics.Select((statistic, i) => Compare(
                statistic.Name, _ => observedStatistics[i], replication => replication.Statistics[i], replications)).ToEquatableArray(),
            Levels(replications).ToEquatableArray(),
            assumptions.Select((name, i) => Compare(
                name, replication => replication.Observed[i], replication => replication.Replicated[i], replications)).ToEquatableArray(),
            draws.Count);
    }

    private static PosteriorCheck Compare(
        string name, Func<Replication, double> observed, Func<Replication, double> replicated, Replication[] replications)
    {
        double[] theirs = [.. replications.Select(replicated)];
        int atLeast = replications.Count(replication => replicated(replication) >= observed(replication));
        double p = Array.Exists(theirs, double.IsNaN) ? double.NaN : (double)atLeast / replications.Length;
        return new PosteriorCheck(name, replications.Average(observed), SampleStatistics.Mean(theirs), SampleStatistics.Sd(theirs), p);
    }

    private IEnumerable<GroupCheck> Levels(Replication[] replications)
    {
        if (grouping is null)
        {
            yield break;
        }

        double[] observed = LevelMeans(model.Design.Response);
        for (int level = 0; level < observed.Length; level++)
        {
            PosteriorCheck check =
                Compare(grouping.Levels[level], _ => observed[level], replication => replication.Levels[level], replications);
            yield return new GroupCheck(grouping.Group, grouping.Levels[level], check.Observed, check.Mean, check.Sd, check.PValue);
        }
    }

    private double[] LevelMeans(double[] response)
    {
        double[] means = new double[levelSizes.Length];
        for (int row = 0; means.Length > 0 && row < response.Length; row++)
        {
            means[grouping!.Codes[row]] += response[row] / levelSizes[grouping.Codes[row]];
        }

        return means;
    }

    /// <summary>What is kept of a replication.</summary>
    /// <param name="Statistics">Statistics of the replicated response.</param>
    /// <param name="Levels">The mean of each level.</param>
    /// <param name="Observed">Discrepancies of the data at the draw.</param>
    /// <param name="Replicated">The same of the replication.</param>
    private sealed record Replication(double[] Statistics, double[] Levels, double[] Observed, double[] Replicated);

    /// <summary>Replicates with memory of its own.</summary>
    private sealed class Worker(CheckRunner runner)
    {
        private readonly int n = runner.model.Design.RowCount;
        private readonly Replicator replicator = new(runner.model, runner.draws, runner.predictor);
        private readonly double[] fitted = new double[runner.model.Design.RowCount];
        private readonly double[] replicated = new double[runner.model.Design.RowCount];
        private readonly double[] residuals = new double[runner.model.Design.RowCount];
        private readonly double[] theirs = new double[runner.model.Design.RowCount];

        public Replication Replicate(int draw)
        {
            RandomStream random = Replicator.StreamOf(runner.seed, draw);
            replicator.Locate(draw, fitted);
            replicator.Simulate(fitted, random, replicated);
            IReadOnlyList<double[]> theta = replicator.FamilyParameters;
            RowDistribution family = runner.model.Family.Rows;
            double[] y = runner.model.Design.Response;
            Span<double> one = stackalloc double[1], variance = stackalloc double[1];
            for (int row = 0; row < n; row++)
            {
                double weight = runner.model.Design.WeightOf(row);
                one[0] = fitted[row];
                family.Scales(weight, one, theta, variance);
                family.Means(one, theta);
                fitted[row] = one[0];
                residuals[row] = (y[row] - one[0]) / variance[0];
                theirs[row] = (replicated[row] - one[0]) / variance[0];
            }

            int assumptions = runner.discrepancies.Count + runner.effects.Count;
            double[] ofData = new double[assumptions], ofReplication = new double[assumptions];
            runner.discrepancies.Compute(residuals, fitted, ofData);
            runner.discrepancies.Compute(theirs, fitted, ofReplication);
            runner.effects.Compute(draw, random, ofData.AsSpan(runner.discrepancies.Count), ofReplication.AsSpan(runner.discrepancies.Count));
            return new Replication(
                [.. runner.statistics.Select(statistic => statistic.OfReplication(replicated))], runner.LevelMeans(replicated), ofData, ofReplication);
        }
    }
}
