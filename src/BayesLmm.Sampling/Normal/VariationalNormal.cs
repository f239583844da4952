using BayesLmm.Numerics;
using BayesLmm.Sampling.Densities;
using BayesLmm.Sampling.Normal;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Sampling.Normal;

/// <summary>
/// The normal distribution that is nearest to a density by the Kullback-Leibler divergence from it: the one with the largest lower bound E_q[log π(x) − log
/// q(x)] of log ∫π (Opper &amp; Archambeau 2009). Unlike the normal approximation at the mode it follows where the density's mass is.
/// </summary>
/// <remarks>
/// Expectations are averages over a fixed set of points (<see cref="VariationalNormalOptions.Points"/>), so that a fit is a function of density, start and
/// options; its error is that of the family, a few hundredths of a standard deviation of means for densities as skewed as those of variance parameters in good
/// coordinates, and that of the averages. A step is taken only if it does not lower the bound. Where the density has symmetries
/// (<see cref="ILogDensity.Symmetries"/>) the family is of normal distributions folded by them: two equal humps are one normal distribution and its reflection,
/// also where they overlap.
/// </remarks>
internal static class VariationalNormal
{
    private const int PointsPerCoordinate = 16;
    private const int Shrinkings = 8;          // of a start so wide that the density is zero at one of its points
    private const int Halvings = 8;            // of a step that does not raise the bound
    private const ulong ModeSeed = 1;          // of the points that the search for the mode tries after the density's own starting point
    private const double LeastGain = 1e-5;     // of the bound, for another step

    /// <summary>Fits the normal distribution.</summary>
    /// <param name="density">The target, with its gradient.</param>
    /// <param name="start">Where to begin; null to search for the mode and begin with the curvature there.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Receives each step.</param>
    /// <param name="cancellationToken">Ends the fit early with its current result.</param>
    /// <param name="timeProvider">The clock that durations are measured with; null for the system's.</param>
    /// <returns>The fit; null where the density is zero, or cannot be computed, around the start, or no mode was found.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or the start is not one for this density.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before the first average.</exception>
    public static VariationalNormalFit? Fit(
        ILogDensity density,
        ImportanceStart? start,
        VariationalNormalOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(density);
        options ??= new VariationalNormalOptions();
        options.Validate(density.Dimension);
        start?.Validate(density.Dimension);
        TimeProvider time = timeProvider ?? TimeProvider.System;
        long begin = time.GetTimestamp();
        Averages averages = new(density, options);
        start ??= AtMode(density, averages, cancellationToken);
        if (start is null || Begin(density, start, averages, cancellationToken) is not { } at)
        {
            return null;
        }

        List<double> bounds = [at.Bound];
        NormalStep step = NormalStep.Of(at.Slope, at.Products);
        bool gains = true, interrupted = false;
        while (step.Length > options.Tolerance && (gains || step.Length > options.Slack) && bounds.Count <= options.MaxSteps)
        {
            Average? next = TryImprove(at, step, averages, cancellationToken);
            if (next is null)
            {
                interrupted = cancellationToken.IsCancellationRequested;
                gains = false;
                break;
            }

            gains = next.Bound > at.Bound + LeastGain;
            at = next;
            bounds.Add(at.Bound);
            step = NormalStep.Of(at.Slope, at.Products);
            progress?.Report(new Progress(IsSampling: true, bounds.Count - 1, options.MaxSteps, Progress.ShareOf(step.Length, options.Tolerance)));
        }

        bool converged = step.Length <= options.Tolerance || (!gains && !interrupted && step.Length <= options.Slack);
        return new VariationalNormalFit(
            EquatableArray.Create<double>(at.Normal.Mean),
            EquatableArray.Create<double>(at.Normal.Covariance()),
            EquatableArray.Create<double>([.. bounds]),
            step.Length,
            converged,
            interrupted,
            averages.Evaluations,
            time.GetElapsedTime(begin));
    }

    /// <summary>The mode with the curvature there; null where none was found.</summary>
    private static ImportanceStart? AtMode(ILogDensity density, Averages averages, CancellationToken cancellationToken)
    {
        ModeSearchResult search = PosteriorMode.Search(density, new RandomStream(ModeSeed, RandomStreams.ModeSearch), cancellationToken);
        averages.Evaluations += search.Evaluations;
        return search.Start;
    }

    /// <summary>The averages after the longest part of a step that does not lower the bound; null if no part does, and after a cancellation.</summary>
    private static Average? TryImprove(Average at, NormalStep step, Averages averages, CancellationToken cancellationToken)
    {
        double part = 1;
        for (int i = 0; i < Halvings && !cancellationToken.IsCancellationRequested; i++, part /= 2)
        {
            FoldedNormal? normal = step.Take(at.Normal, part);
            if (normal is not null && averages.TryAt(normal, cancellationToken) is { } there && there.Bound >= at.Bound)
            {
                return there;
            }
        }

        return null;
    }

    /// <summary>The averages at the start, or at a narrower one.</summary>
    private static Average? Begin(ILogDensity density, ImportanceStart start, Averages averages, CancellationToken cancellationToken)
    {
        double[] covariance = [.. start.Covariance];
        for (int i = 0; i < Shrinkings; i++)
        {
            FoldedNormal normal = FoldedNormal.Create([.. start.Center], covariance, density.Symmetries)
                ?? throw new ArgumentException("The covariance matrix of the start is not positive definite.", nameof(start));
            Average? average = averages.TryAt(normal, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (average is not null)
            {
                return average;
            }

            covariance = Array.ConvertAll(covariance, value => value / 4);
        }

        return null;
    }

    /// <summary>A distribution with its bound, E ∇_z and E[∇_z zᵀ] of log π − log of the sum of reflections.</summary>
    private sealed record Average(FoldedNormal Normal, double Bound, double[] Slope, double[] Products);

    /// <summary>Averages over the points; the density is evaluated in parallel, sums are in the points' order.</summary>
    private sealed class Averages
    {
        /// <summary>Squares of averages up to this size are still numbers.</summary>
        private const double Largest = 1e150;

        private readonly int d;
        private readonly int count;
        private readonly double[] z;
        private readonly double[] gradients;
        private readonly double[] values;
        private readonly EvaluationTeam team;

        public Averages(ILogDensity density, VariationalNormalOptions options)
        {
            d = density.Dimension;
            count = options.Points ?? PointsPerCoordinate * (d + 1);
            z = NormalPoints.Create(count, d);
            gradients = new double[count * d];
            values = new double[count];
            team = new EvaluationTeam(density, options.MaxThreads);
        }

        public int Evaluations { get; set; }

        /// <summary>
        /// Null if the density is zero or cannot be computed at a point or on average, and after a cancellation. If it is an estimate, each point has its own
        /// random numbers, the same in every average.
        /// </summary>
        public Average? TryAt(FoldedNormal normal, CancellationToken cancellationToken)
        {
            int done = team.Run(count, (evaluator, x, i) =>
            {
                ReadOnlySpan<double> standard = z.AsSpan(i * d, d);
                Span<double> gradient = gradients.AsSpan(i * d, d);
                normal.Place(standard, x);
                (evaluator as IEstimatedDensityEvaluator)?.UseStream(RandomStreams.OfEstimates(i));
                values[i] = evaluator.Evaluate(x, gradient);
                normal.ToStandard(gradient);
                values[i] -= normal.SubtractReflections(x, standard, gradient);
            }, cancellationToken);
            Evaluations += done;
            if (done < count || !values.All(double.IsFinite) || !gradients.All(double.IsFinite))
            {
                return null;
            }

            double[] slope = new double[d], products = new double[d * d];
            for (int p = 0; p < count; p++)
            {
                for (int i = 0; i < d; i++)
                {
                    double part = gradients[(p * d) + i] / count;
                    slope[i] += part;
                    for (int j = 0; j < d; j++)
                    {
                        products[(i * d) + j] += part * z[(p * d) + j];
                    }
                }
            }

            if (!slope.Concat(products).All(value => Math.Abs(value) < Largest))
            {
                return null;
            }

            return new Average(normal, values.Average() + normal.Entropy + (normal.Folds * Math.Log(2)), slope, products);
        }
    }
}
