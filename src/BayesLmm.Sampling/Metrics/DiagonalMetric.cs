using System.Numerics.Tensors;
using BayesLmm.Numerics;

namespace BayesLmm.Sampling.Metrics;

/// <summary>A metric with each coordinate's scale and no correlations; a step costs O(d).</summary>
internal sealed class DiagonalMetric : EuclideanMetric
{
    private readonly double[] variances;
    private readonly double[] standardDeviations;

    /// <summary>Makes a metric.</summary>
    /// <param name="variances">The variance of each coordinate; copied.</param>
    /// <exception cref="ArgumentException">A variance is not a positive finite number.</exception>
    public DiagonalMetric(ReadOnlySpan<double> variances)
        : base(variances.Length)
    {
        for (int i = 0; i < variances.Length; i++)
        {
            if (!(variances[i] > 0) || !double.IsFinite(variances[i]))
            {
                throw new ArgumentException($"Variance {i} of a metric is positive and finite, not {variances[i]}.", nameof(variances));
            }
        }

        this.variances = variances.ToArray();
        standardDeviations = [.. this.variances.Select(Math.Sqrt)];
    }

    /// <summary>The metric of <paramref name="dimension"/> independent coordinates of variance 1.</summary>
    public static DiagonalMetric Unit(int dimension) => new([.. Enumerable.Repeat(1.0, dimension)]);

    /// <inheritdoc/>
    public override double[] ToCovariance()
    {
        double[] covariance = new double[Dimension * Dimension];
        for (int i = 0; i < Dimension; i++)
        {
            covariance[(i * Dimension) + i] = variances[i];
        }

        return covariance;
    }

    /// <inheritdoc/>
    public override double[] ToVariances() => [.. variances];

    internal override void Multiply(ReadOnlySpan<double> vector, Span<double> product) => TensorPrimitives.Multiply(vector, variances, product);

    internal override void Solve(ReadOnlySpan<double> vector, Span<double> product) => TensorPrimitives.Divide(vector, variances, product);

    internal override void DrawMomentum(RandomStream random, Span<double> momentum, Span<double> velocity)
    {
        random.FillNormal(momentum);
        TensorPrimitives.Multiply(momentum, standardDeviations, velocity);
        TensorPrimitives.Divide(momentum, standardDeviations, momentum);
    }
}
