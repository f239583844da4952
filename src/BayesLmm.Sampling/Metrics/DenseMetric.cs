using System.Numerics.Tensors;
using BayesLmm.Numerics;

namespace BayesLmm.Sampling.Metrics;

/// <summary>A metric with scales and correlations; a step costs O(d²).</summary>
internal sealed class DenseMetric : EuclideanMetric
{
    // Sigma = L Lᵀ, both d × d row by row. With z ~ N(0, I): v = L z, p = L⁻ᵀ z, so that v = Sigma p.
    private readonly double[] Sigma;
    private readonly double[] L;
    private readonly double[] LTransposed;

    private DenseMetric(int dimension, double[] Sigma, double[] L)
        : base(dimension)
    {
        this.Sigma = Sigma;
        this.L = L;
        LTransposed = new double[L.Length];
        for (int i = 0; i < dimension; i++)
        {
            for (int j = 0; j < dimension; j++)
            {
                LTransposed[(j * dimension) + i] = L[(i * dimension) + j];
            }
        }
    }

    /// <summary>Makes a metric, if the covariance is positive definite to working precision.</summary>
    /// <param name="dimension">The number of coordinates d.</param>
    /// <param name="covariance">Σ, d × d row by row; only the lower triangle is read. Copied.</param>
    /// <returns>The metric, or null if Σ is not positive definite or not finite.</returns>
    public static DenseMetric? TryCreate(int dimension, ReadOnlySpan<double> covariance)
    {
        if (covariance.Length != dimension * dimension)
        {
            throw new ArgumentException($"A covariance of dimension {dimension} has {dimension * dimension} entries, not {covariance.Length}.",
                nameof(covariance));
        }

        double[] Sigma = covariance.ToArray();
        double[] L = new double[Sigma.Length];
        for (int j = 0; j < dimension; j++)
        {
            for (int i = j; i < dimension; i++)
            {
                double dot = TensorPrimitives.Dot(L.AsSpan(i * dimension, j), L.AsSpan(j * dimension, j));
                double rest = Sigma[(i * dimension) + j] - dot;
                if (i == j && !(rest > 0 && double.IsFinite(rest)))
                {
                    return null;
                }

                L[(i * dimension) + j] = i == j ? Math.Sqrt(rest) : rest / L[(j * dimension) + j];
                Sigma[(j * dimension) + i] = Sigma[(i * dimension) + j];
            }
        }

        return Array.TrueForAll(L, double.IsFinite) ? new DenseMetric(dimension, Sigma, L) : null;
    }

    /// <inheritdoc/>
    public override double[] ToCovariance() => [.. Sigma];

    /// <inheritdoc/>
    public override double[] ToVariances() => [.. Enumerable.Range(0, Dimension).Select(i => Sigma[(i * Dimension) + i])];

    internal override void Multiply(ReadOnlySpan<double> vector, Span<double> product)
    {
        for (int i = 0; i < vector.Length; i++)
        {
            product[i] = TensorPrimitives.Dot(Sigma.AsSpan(i * vector.Length, vector.Length), vector);
        }
    }

    internal override void Solve(ReadOnlySpan<double> vector, Span<double> product)
    {
        for (int i = 0; i < Dimension; i++)
        {
            product[i] = (vector[i] - TensorPrimitives.Dot(L.AsSpan(i * Dimension, i), product[..i])) / L[(i * Dimension) + i];
        }

        SolveTransposed(product);
    }

    internal override void DrawMomentum(RandomStream random, Span<double> momentum, Span<double> velocity)
    {
        random.FillNormal(momentum);
        MultiplyByFactor(momentum, velocity);
        SolveTransposed(momentum);
    }

    /// <summary>x ← L⁻ᵀ x, from the last row up.</summary>
    private void SolveTransposed(Span<double> x)
    {
        int d = Dimension;
        for (int i = d - 1; i >= 0; i--)
        {
            int rest = d - i - 1;
            double known = TensorPrimitives.Dot(LTransposed.AsSpan((i * d) + i + 1, rest), x.Slice(i + 1, rest));
            x[i] = (x[i] - known) / L[(i * d) + i];
        }
    }

    /// <summary>L · <paramref name="z"/>: turns standard normal numbers into a draw from N(0, Σ).</summary>
    internal void MultiplyByFactor(ReadOnlySpan<double> z, Span<double> product)
    {
        for (int i = 0; i < Dimension; i++)
        {
            product[i] = TensorPrimitives.Dot(L.AsSpan(i * Dimension, i + 1), z[..(i + 1)]);
        }
    }
}
