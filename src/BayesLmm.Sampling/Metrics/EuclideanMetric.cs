using BayesLmm.Numerics;

namespace BayesLmm.Sampling.Metrics;

/// <summary>
/// A Euclidean metric: the covariance Σ that the sampler takes the target to have. Momenta are drawn from N(0, M) with mass matrix M = Σ⁻¹, so
/// a step moves each direction in proportion to its standard deviation. Immutable.
/// </summary>
internal abstract class EuclideanMetric
{
    private protected EuclideanMetric(int dimension) => Dimension = dimension;

    /// <summary>The number of coordinates d.</summary>
    public int Dimension { get; }

    /// <summary>The covariance Σ = M⁻¹, d × d, row by row.</summary>
    public abstract double[] ToCovariance();

    /// <summary>The variances: the diagonal of Σ.</summary>
    public abstract double[] ToVariances();

    /// <summary>Σ · <paramref name="vector"/> into <paramref name="product"/>, which must not overlap.</summary>
    internal abstract void Multiply(ReadOnlySpan<double> vector, Span<double> product);

    /// <summary>Σ⁻¹ · <paramref name="vector"/> into <paramref name="product"/>, which must not overlap.</summary>
    internal abstract void Solve(ReadOnlySpan<double> vector, Span<double> product);

    /// <summary>Draws a momentum p ~ N(0, Σ⁻¹) and the velocity v = Σp that belongs to it.</summary>
    internal abstract void DrawMomentum(RandomStream random, Span<double> momentum, Span<double> velocity);
}
