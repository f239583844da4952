using BayesLmm.Numerics;
using BayesLmm.Sampling.Densities;
using BayesLmm.Sampling.Metrics;
using BayesLmm.Sampling.NoUTurn.Adaptation;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Sampling.NoUTurn;

/// <summary>Where chains start, with which metric, and how long they warm up.</summary>
/// <param name="Center">The centre of the distribution of starting points; null to start at random.</param>
/// <param name="Spread">The normal approximation's covariance at <paramref name="Center"/>; null to start at random.</param>
/// <param name="Metric">The metric to start with.</param>
/// <param name="Schedule">The phases of warm-up.</param>
/// <param name="Report">How the starting points were found.</param>
internal sealed record StartingPoints(double[]? Center, DenseMetric? Spread, EuclideanMetric Metric, WarmupSchedule Schedule, StartReport Report)
{
    private const int Attempts = 100;
    private const double Overdispersion = 1.5;        // starting points have 1.5 times the approximation's standard deviations …
    private const double Contraction = 0.9;           // … and come closer with each failed attempt
    private const double RandomHalfWidth = 2;         // Stan's (−2, 2)

    /// <summary>Draws a starting point at which the log density is finite.</summary>
    /// <exception cref="InvalidOperationException">No starting point was found in 100 attempts.</exception>
    public double[] Draw(ILogDensity target, RandomStream random)
    {
        ILogDensityEvaluator density = target.CreateEvaluator();
        double[] origin = target.StartingPoint();
        double[] point = new double[target.Dimension];
        double[] z = new double[target.Dimension];
        double[] gradient = new double[target.Dimension];
        double scale = Overdispersion, halfWidth = RandomHalfWidth;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (Center is not null && Spread is not null)
            {
                random.FillNormal(z);
                Spread.MultiplyByFactor(z, point);
                for (int i = 0; i < point.Length; i++)
                {
                    point[i] = Center[i] + (scale * point[i]);
                }

                scale *= Contraction;
            }
            else
            {
                for (int i = 0; i < point.Length; i++)
                {
                    point[i] = origin[i] + (halfWidth * ((2 * random.NextUniform()) - 1));
                }

                halfWidth *= Contraction;
            }

            double logDensity = density.Evaluate(point, gradient);
            bool near = Center is null || logDensity > Report.LogDensityAtMode - FarthestDrop(point.Length);
            if (double.IsFinite(logDensity) && near && Array.TrueForAll(gradient, double.IsFinite))
            {
                return point;
            }
        }

        throw new InvalidOperationException(
            $"The log density was not finite, or its gradient was not, at any of {Attempts} starting points; the last was ({string.Join(", ", point)}).");
    }

    /// <summary>
    /// How far below the mode's log density a start may lie. Under the approximation the drop is 1.5²/2 times a χ² of d degrees of freedom;
    /// where the density falls off much faster the point would be in a place from which chains come back slowly.
    /// </summary>
    private static double FarthestDrop(int dimension) => 50 + (5 * dimension);

    /// <summary>Starting points for a target under the given options; looks for the posterior mode if they ask for it.</summary>
    public static StartingPoints Find(ILogDensity target, SamplingOptions options, CancellationToken cancellationToken)
    {
        int d = target.Dimension;
        bool dense = options.Metric == MetricKind.Dense || (options.Metric == MetricKind.Auto && d <= SamplingOptions.LargestDenseDimension);
        if (options.Start == StartKind.Random)
        {
            return AtRandom(d, dense, options, "Random starting points were asked for.", 0);
        }

        if (options.Start == StartKind.Auto && d > SamplingOptions.LargestModeDimension)
        {
            return AtRandom(d, dense, options, $"With {d} coordinates, more than {SamplingOptions.LargestModeDimension}, the mode is not typical.", 0);
        }

        ModeSearchResult search = PosteriorMode.Search(target, new RandomStream(options.Seed, RandomStreams.ModeSearch), cancellationToken);
        if (search.Curvature is null)
        {
            return AtRandom(d, dense, options, search.Explanation, search.Evaluations);
        }

        bool isUnit = options.Metric == MetricKind.Unit;
        EuclideanMetric metric = dense ? search.Curvature : isUnit ? DiagonalMetric.Unit(d) : new DiagonalMetric(search.Curvature.ToVariances());
        int firstWindow = Math.Max(75, dense ? 2 * d : 0);   // longer than Stan's: what it replaces is already good
        WarmupSchedule schedule = WarmupSchedule.Create(
            options.Warmup ?? SamplingOptions.WarmupFromMode, firstWindow: firstWindow, hasWindows: !isUnit);
        StartReport report = new(StartKind.Mode, search.Explanation, EquatableArray.Create<double>(search.Mode), search.LogDensity, search.Evaluations);
        return new StartingPoints(search.Mode, search.Curvature, metric, schedule, report);
    }

    private static StartingPoints AtRandom(int d, bool dense, SamplingOptions options, string explanation, int evaluations)
    {
        DiagonalMetric unit = DiagonalMetric.Unit(d);
        EuclideanMetric metric = dense ? DenseMetric.TryCreate(d, unit.ToCovariance())! : unit;
        int firstWindow = Math.Max(25, dense ? 2 * d : 0);
        WarmupSchedule schedule = WarmupSchedule.Create(
            options.Warmup ?? SamplingOptions.WarmupFromRandom, firstWindow: firstWindow, hasWindows: options.Metric != MetricKind.Unit);
        return new StartingPoints(null, null, metric, schedule, new StartReport(StartKind.Random, explanation, [], double.NaN, evaluations));
    }
}
