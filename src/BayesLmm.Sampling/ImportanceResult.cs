namespace BayesLmm.Sampling;

/// <summary>
/// Draws by importance sampling: weighted points, and from them equally weighted draws by systematic resampling, shuffled and arranged as chains. Immutable.
/// </summary>
/// <remarks>
/// A resampled point may occur several times, so that diagnostics for Markov chains, which look for dependence between neighbours only, would overstate what the draws are worth: use
/// <see cref="Convergence.ResampledDraws"/> with <see cref="Parents"/>. Where the target has symmetries (<see cref="ILogDensity.Symmetries"/>) all draws are on the side where the pivots are not negative.
/// </remarks>
public sealed class ImportanceResult : DrawSet
{
    private readonly double[] points;
    private readonly double[] logDensities;
    private readonly double[] logRatios;
    private readonly double[] weights;
    private readonly int[] parents;

    internal ImportanceResult(
        int dimension,
        double[] draws,
        int chains,
        StartReport start,
        bool interrupted,
        TimeSpan elapsed,
        double[] points,
        double[] logDensities,
        double[] logRatios,
        double[] weights,
        int[] parents)
        : base(dimension, draws, chains, start, interrupted, elapsed)
    {
        this.points = points;
        this.logDensities = logDensities;
        this.logRatios = logRatios;
        this.weights = weights;
        this.parents = parents;
    }

    /// <summary>The weighted points, one after the other.</summary>
    public ReadOnlySpan<double> Points => points;

    /// <summary>For each point the log density of the target, up to its constant.</summary>
    public ReadOnlySpan<double> LogDensities => logDensities;

    /// <summary>For each point log target − log proposal, not smoothed.</summary>
    public ReadOnlySpan<double> LogRatios => logRatios;

    /// <summary>The points' Pareto-smoothed weights; they sum to 1.</summary>
    public ReadOnlySpan<double> Weights => weights;

    /// <summary>For each resampled draw, chain by chain, the number of the point that it is.</summary>
    public ReadOnlySpan<int> Parents => parents;

    /// <summary>k̂, the shape of the weights' tail; see <see cref="Convergence.ParetoSmoothing"/>. −∞ if all weights are the same.</summary>
    public required double ParetoShape { get; init; }

    /// <summary>Kish's effective sample size of the weights, 1 / Σw².</summary>
    public required double EffectiveSampleSize { get; init; }

    /// <summary>The smallest effective sample size of the mean of a coordinate, Σ w (x − x̄)² / Σ w² (x − x̄)².</summary>
    public required double SmallestCoordinateSize { get; init; }

    /// <summary>The number of values of the density that it took, adaptation included; gradients of the search for the mode are in <see cref="DrawSet.Start"/>.</summary>
    public required int Evaluations { get; init; }

    /// <summary>
    /// The logarithm of the integral of the density as it is given: log p(y), the log marginal likelihood, if the density is a likelihood times proper priors with all their constants, and of no meaning where
    /// a prior is improper.
    /// </summary>
    public required double LogEvidence { get; init; }

    /// <summary>The standard error of <see cref="LogEvidence"/>, by the delta method from the weights as they are; of meaning only where k̂ is below ½.</summary>
    public required double LogEvidenceError { get; init; }
}
