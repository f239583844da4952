using System.Numerics.Tensors;
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
        string[] assumptions = [.. discrepancies.Names, .. effects.Names];
        Replications all = new(statistics.Count, levelSizes.Length, assumptions.Length, draws.Count);
        int done = 0;
        ParallelOptions parallel =
            new() { MaxDegreeOfParallelism = posterior.Options.Threads == 0 ? -1 : posterior.Options.Threads, CancellationToken = cancellationToken };
        Parallel.For(0, draws.Count, parallel, () => new Worker(this, all), (draw, _, worker) =>
        {
            worker.Replicate(draw);
            progress?.Report(new Progress(isSampling: true, Interlocked.Increment(ref done), draws.Count));
            return worker;
        }, _ => { });
        return new PosteriorChecks(
            statistics.Select((statistic, i) => Compare(statistic.Name, observedStatistics[i], all.Statistics[i])).ToEquatableArray(),
            Levels(all).ToEquatableArray(),
            assumptions.Select((name, i) => Compare(name, all.Observed[i], all.Replicated[i])).ToEquatableArray(),
            draws.Count);
    }

    private static PosteriorCheck Compare(string name, double observed, double[] replicated)
    {
        double[] same = new double[replicated.Length];
        Array.Fill(same, observed);
        return Compare(name, same, replicated);
    }

    private static PosteriorCheck Compare(string name, double[] observed, double[] replicated)
    {
        int atLeast = 0, equal = 0;
        double sum = 0;
        for (int draw = 0; draw < observed.Length; draw++)
        {
            atLeast += replicated[draw] >= observed[draw] ? 1 : 0;
            equal += replicated[draw] == observed[draw] ? 1 : 0;
            sum += observed[draw];
        }

        double p = Array.Exists(replicated, double.IsNaN) ? double.NaN : (double)atLeast / replicated.Length;
        return new PosteriorCheck(name, sum / observed.Length, SampleStatistics.Mean(replicated), SampleStatistics.Sd(replicated), p)
        {
            Ties = (double)equal / replicated.Length,
        };
    }

    private IEnumerable<GroupCheck> Levels(Replications all)
    {
        if (grouping is null)
        {
            yield break;
        }

        double[] observed = new double[levelSizes.Length];
        ComputeLevelMeans(model.Design.Response, observed);
        for (int level = 0; level < observed.Length; level++)
        {
            PosteriorCheck check = Compare(grouping.Levels[level], observed[level], all.Levels[level]);
            yield return new GroupCheck(grouping.Group, grouping.Levels[level], check.Observed, check.Mean, check.Sd, check.PValue);
        }
    }

    private void ComputeLevelMeans(double[] response, double[] means)
    {
        Array.Clear(means);
        for (int row = 0; means.Length > 0 && row < response.Length; row++)
        {
            means[grouping!.Codes[row]] += response[row] / levelSizes[grouping.Codes[row]];
        }
    }

    /// <summary>What is kept of replications: columns, a number a draw.</summary>
    private sealed class Replications(int statistics, int levels, int assumptions, int draws)
    {
        /// <summary>Statistics of the replicated response.</summary>
        public double[][] Statistics { get; } = Columns(statistics, draws);

        /// <summary>The mean of each level.</summary>
        public double[][] Levels { get; } = Columns(levels, draws);

        /// <summary>Discrepancies of the data at the draw.</summary>
        public double[][] Observed { get; } = Columns(assumptions, draws);

        /// <summary>The same of the replication.</summary>
        public double[][] Replicated { get; } = Columns(assumptions, draws);

        /// <summary>Sets a draw of all columns.</summary>
        public static void Set(double[][] columns, int draw, ReadOnlySpan<double> values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                columns[i][draw] = values[i];
            }
        }

        private static double[][] Columns(int count, int draws) => [.. Enumerable.Range(0, count).Select(_ => new double[draws])];
    }

    /// <summary>Replicates with memory of its own.</summary>
    private sealed class Worker(CheckRunner runner, Replications all)
    {
        private readonly int n = runner.model.Design.RowCount;
        private readonly Replicator replicator = new(runner.model, runner.draws, runner.predictor);
        private readonly double[] fitted = new double[runner.model.Design.RowCount];
        private readonly double[] replicated = new double[runner.model.Design.RowCount];
        private readonly double[] residuals = new double[runner.model.Design.RowCount];
        private readonly double[] theirs = new double[runner.model.Design.RowCount];
        private readonly double[] scales = new double[runner.model.Design.RowCount];
        private readonly double[] levelMeans = new double[runner.levelSizes.Length];
        private readonly double[] ofData = new double[all.Observed.Length];
        private readonly double[] ofReplication = new double[all.Replicated.Length];

        public void Replicate(int draw)
        {
            RandomStream random = Replicator.StreamOf(runner.seed, draw);
            replicator.Locate(draw, fitted);
            replicator.Simulate(fitted, random, replicated);
            if (runner.model.Design.Weights is null)
            {
                Standardize(0, n, 1);
            }
            else
            {
                for (int row = 0; row < n; row++)
                {
                    Standardize(row, 1, runner.model.Design.WeightOf(row));
                }
            }

            TensorPrimitives.Subtract(runner.model.Design.Response, fitted, residuals);
            TensorPrimitives.Divide(residuals, scales, residuals);
            TensorPrimitives.Subtract(replicated, fitted, theirs);
            TensorPrimitives.Divide(theirs, scales, theirs);
            int ofResiduals = runner.discrepancies.Count;
            runner.discrepancies.Compute(residuals, fitted, ofData);
            runner.discrepancies.Compute(theirs, fitted, ofReplication);
            runner.effects.Compute(draw, replicator.Effects, random, ofData.AsSpan(ofResiduals), ofReplication.AsSpan(ofResiduals));
            runner.ComputeLevelMeans(replicated, levelMeans);
            Replications.Set(all.Observed, draw, ofData);
            Replications.Set(all.Replicated, draw, ofReplication);
            Replications.Set(all.Levels, draw, levelMeans);
            for (int i = 0; i < all.Statistics.Length; i++)
            {
                all.Statistics[i][draw] = runner.statistics[i].OfReplication(replicated);
            }
        }

        /// <summary>The means and scales of rows of one weight, in place of their linear predictors.</summary>
        private void Standardize(int first, int count, double weight)
        {
            RowDistribution family = runner.model.Family.Rows;
            Span<double> predictor = fitted.AsSpan(first, count);
            family.Scales(weight, predictor, replicator.FamilyParameters, scales.AsSpan(first, count));
            family.Means(weight, predictor, replicator.FamilyParameters);
        }
    }
}
