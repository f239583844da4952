using BayesLmm.Numerics;
using BayesLmm.Sampling.Densities;
using BayesLmm.Sampling.Importance;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Sampling;

/// <summary>
/// Importance sampling from the mode: for densities of few coordinates that are near normal. It needs one value of the density a draw, where a chain needs
/// several gradients, and its draws are independent.
/// </summary>
/// <remarks>
/// The proposal is a split t (<see cref="ProposalKind"/>) at the mode with the curvature's principal axes, fitted once to weighted draws that are then thrown
/// away, so that the final weights are independent, and mixed with the one at the mode. Random numbers are plain: quasi-random ones would have smaller errors
/// that could not be estimated from one run. Weights are Pareto-smoothed. When k̂ (<see cref="Weighted.ParetoShape"/>) is above 0.7 the proposal misses part of
/// the target, and the draws must not be trusted. A mode that is not found and that no draw comes near cannot be noticed.
/// </remarks>
public static class ImportanceSampler
{
    private const int FewestProposals = 200;    // from which a tail can be fitted
    private const double Margin = 1.1;          // of a batch beyond what is expected to suffice
    private const double EqualWeights = 1e-9;   // on the log scale

    /// <summary>
    /// Draws from the density; the draws are a function of the density, the options and the machine's arithmetic, not of the number of threads.
    /// </summary>
    /// <param name="density">The target.</param>
    /// <param name="options">How to sample.</param>
    /// <param name="progress">Receives progress while it runs.</param>
    /// <param name="cancellationToken">Ends sampling early. What was drawn is kept, and <see cref="Draws.Interrupted"/> is set.</param>
    /// <param name="timeProvider">The clock that durations are measured with; null for the system's.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the density has no coordinates.</exception>
    /// <exception cref="InvalidOperationException">No mode was found, or no draw has a positive density.</exception>
    /// <exception cref="OperationCanceledException">Sampling was cancelled before any draw was kept.</exception>
    public static Draws Sample(
        ILogDensity density,
        ImportanceOptions options,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default,
        TimeProvider? timeProvider = null) =>
        TrySample(density, options, out string explanation, progress, cancellationToken, timeProvider) ?? throw new InvalidOperationException(explanation);

    /// <summary>As <see cref="Sample"/>, but null, with an explanation in a sentence, where no mode is found or no draw has a positive density.</summary>
    /// <param name="density">The target.</param>
    /// <param name="options">How to sample.</param>
    /// <param name="explanation">Why the result is null; otherwise empty.</param>
    /// <param name="progress">Receives progress while it runs.</param>
    /// <param name="cancellationToken">Ends sampling early with what was drawn.</param>
    /// <param name="timeProvider">The clock that durations are measured with; null for the system's.</param>
    /// <param name="start">Where the proposal begins; null to search for the mode.</param>
    /// <exception cref="ArgumentException">An option is out of range, the density has no coordinates, or the start is not one for it.</exception>
    /// <exception cref="OperationCanceledException">Sampling was cancelled before any draw was kept.</exception>
    internal static Draws? TrySample(
        ILogDensity density,
        ImportanceOptions options,
        out string explanation,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default,
        TimeProvider? timeProvider = null,
        ImportanceStart? start = null)
    {
        ArgumentNullException.ThrowIfNull(density);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (density.Dimension < 1)
        {
            throw new ArgumentException($"A density to sample has at least 1 coordinate, not {density.Dimension}.", nameof(density));
        }

        TimeProvider time = timeProvider ?? TimeProvider.System;
        long begin = time.GetTimestamp();
        explanation = "";
        EvaluationTeam team = new(density, options.MaxThreads);
        (ImportanceStart? from, StartReport report) = Begin(density, options, team, start, cancellationToken);
        if (from is null)
        {
            explanation = report.Explanation;
            return null;
        }

        int evaluations = 0;
        FoldedMixture proposal = ProposalBuilder.Build(density, from, report.LogDensityAtMode, options, team, ref evaluations, cancellationToken);
        WeightedPoints sample = new(proposal, density.Dimension, new RandomStream(options.Seed, RandomStreams.OfProposals(0)));
        Draw(sample, density.Dimension, options, team, progress, cancellationToken);
        if (sample.Smooth() is not var (weights, smoothing))
        {
            cancellationToken.ThrowIfCancellationRequested();
            explanation = $"The density is zero, or cannot be computed, at all of {sample.Count} points around its mode.";
            return null;
        }

        bool interrupted = cancellationToken.IsCancellationRequested && SmallestSize(sample, density.Dimension) < options.EffectiveSize;
        return Collect(density, options, sample, weights, smoothing, evaluations + sample.Count, report, interrupted, () => time.GetElapsedTime(begin));
    }

    /// <summary>The given start, or the mode; null if no mode was found, with the reason.</summary>
    private static (ImportanceStart? Start, StartReport Report) Begin(
        ILogDensity density, ImportanceOptions options, EvaluationTeam team, ImportanceStart? given, CancellationToken cancellationToken)
    {
        if (given is not null)
        {
            given.Validate(density.Dimension);
            double logDensity = team.First.Evaluate(given.Center.Span);
            return double.IsFinite(logDensity)
                ? (given, new StartReport(StartKind.Auto, given.Explanation, given.Center, logDensity, 0))
                : (null, new StartReport(StartKind.Auto, "The density is zero, or cannot be computed, at the start that was given.", [], logDensity, 0));
        }

        ModeSearchResult search = PosteriorMode.Search(density, new RandomStream(options.Seed, RandomStreams.ModeSearch), cancellationToken);
        StartReport report = new(StartKind.Mode, search.Explanation, EquatableArray.Create<double>(search.Mode), search.LogDensity, search.Evaluations);
        return (search.Start, report);
    }

    /// <summary>Draws batch after batch, each sized by the efficiency so far, until the effective sample size is large enough.</summary>
    private static void Draw(
        WeightedPoints sample, int d, ImportanceOptions options, EvaluationTeam team, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        int most = options.MaxProposals ?? Math.Max(FewestProposals, ImportanceOptions.ProposalsPerEffective * options.EffectiveSize);
        int least = Math.Min(FewestProposals, most);
        double size = 0;
        while (sample.Count < most && size < options.EffectiveSize && !cancellationToken.IsCancellationRequested)
        {
            double efficiency = sample.Count == 0 ? 1 : Math.Max(size / sample.Count, 1.0 / ImportanceOptions.ProposalsPerEffective);
            double wanted = sample.Count == 0 ? Math.Max(least, 0.5 * options.EffectiveSize) : Margin * (options.EffectiveSize - size) / efficiency;
            sample.Extend((int)Math.Clamp(Math.Ceiling(wanted), 1, most - sample.Count), team, cancellationToken);
            size = SmallestSize(sample, d);
            progress?.Report(new Progress(IsSampling: true, sample.Count, most, Math.Min(1, size / options.EffectiveSize)));
        }
    }

    private static double SmallestSize(WeightedPoints sample, int d) =>
        sample.Smooth() is var (weights, _) ? Math.Min(Kish(weights), SmallestCoordinateSize(sample.Points, weights, d)) : 0;

    private static double Kish(double[] weights) => 1 / weights.Sum(w => w * w);

    private static double SmallestCoordinateSize(double[] points, double[] weights, int d)
    {
        double smallest = double.PositiveInfinity;
        for (int j = 0; j < d; j++)
        {
            double mean = 0, variance = 0, errorSquare = 0;
            for (int i = 0; i < weights.Length; i++)
            {
                mean += weights[i] * points[(i * d) + j];
            }

            for (int i = 0; i < weights.Length; i++)
            {
                double square = weights[i] * (points[(i * d) + j] - mean) * (points[(i * d) + j] - mean);
                variance += square;
                errorSquare += weights[i] * square;
            }

            smallest = errorSquare > 0 ? Math.Min(smallest, variance / errorSquare) : 0;
        }

        return smallest;
    }

    private static Draws Collect(
        ILogDensity density,
        ImportanceOptions options,
        WeightedPoints sample,
        double[] weights,
        ParetoSmoothing smoothing,
        int evaluations,
        StartReport start,
        bool interrupted,
        Func<TimeSpan> elapsed)
    {
        int d = density.Dimension;
        double[] points = sample.Points, ratios = sample.LogRatios;
        int[] parents = Resampling.Systematic(weights, options.Chains * options.Draws, new RandomStream(options.Seed, RandomStreams.Resampling));
        double[] draws = new double[parents.Length * d];
        for (int s = 0; s < parents.Length; s++)
        {
            points.AsSpan(parents[s] * d, d).CopyTo(draws.AsSpan(s * d));
        }

        // Points lie on one side of each symmetry, which holds half of the integral.
        (double logMean, double error) = LogMean(ratios, smoothing);
        bool allEqual = ratios.Max() - ratios.Min() < EqualWeights;
        Weighted origin = new(points, sample.LogDensities, ratios, weights, parents, start)
        {
            ParetoShape = allEqual ? double.NegativeInfinity : smoothing.Shape,
            EffectiveSampleSize = Kish(weights),
            SmallestCoordinateSize = SmallestCoordinateSize(points, weights, d),
            Evaluations = evaluations,
            Evidence = (logMean + (density.Symmetries.Count * Math.Log(2)), error),
        };
        return new Draws(origin, d, draws, options.Chains, interrupted, elapsed());
    }

    /// <summary>log of the mean smoothed weight, and sd(w) / (mean(w) √n) of the raw ones.</summary>
    private static (double LogMean, double Error) LogMean(double[] ratios, ParetoSmoothing smoothing)
    {
        double largest = ratios.Max();
        int n = ratios.Length;
        double smoothed = smoothing.LogWeights.Sum(w => Math.Exp(w - largest)) / n;
        double mean = ratios.Sum(w => Math.Exp(w - largest)) / n;
        double variance = ratios.Sum(w => (Math.Exp(w - largest) - mean) * (Math.Exp(w - largest) - mean)) / Math.Max(1, n - 1);
        return (largest + Math.Log(smoothed), Math.Sqrt(variance / n) / mean);
    }
}
