using System.Numerics.Tensors;
using BayesLmm.Sampling.Metrics;

namespace BayesLmm.Sampling.NoUTurn.Adaptation;

/// <summary>
/// Estimates the metric from the draws of a warm-up window with Welford's running moments (Welford 1962, Technometrics 4:419). Mutable;
/// owned by a chain.
/// </summary>
internal sealed class CovarianceEstimator(int dimension, bool dense)
{
    private const double Ridge = 1e-3;
    private const double RidgeDraws = 5;
    private const int FewestDraws = 10;

    private readonly double[] mean = new double[dimension];
    private readonly double[] before = new double[dimension];
    private readonly double[] after = new double[dimension];
    private readonly double[] squares = new double[dense ? dimension * dimension : dimension];   // Σ (x − mean)(x − mean)ᵀ or its diagonal
    private int count;

    /// <summary>The mean of the draws so far.</summary>
    public ReadOnlySpan<double> Mean => mean;

    /// <summary>Forgets all draws.</summary>
    public void Clear()
    {
        Array.Clear(mean);
        Array.Clear(squares);
        count = 0;
    }

    /// <summary>Takes in a draw.</summary>
    public void Add(ReadOnlySpan<double> draw)
    {
        count++;
        TensorPrimitives.Subtract(draw, mean, before);
        TensorPrimitives.MultiplyAdd(before, 1.0 / count, mean, mean);
        TensorPrimitives.Subtract(draw, mean, after);
        if (!dense)
        {
            TensorPrimitives.MultiplyAdd(before, after, squares, squares);
            return;
        }

        for (int i = 0; i < dimension; i++)
        {
            Span<double> row = squares.AsSpan(i * dimension, dimension);
            TensorPrimitives.MultiplyAdd(before, after[i], row, row);
        }
    }

    /// <summary>
    /// The metric of the draws so far, or <paramref name="fallback"/> where they do not determine one: fewer than 10 draws, or a coordinate
    /// that did not move.
    /// </summary>
    /// <remarks>
    /// A dense estimate S gets a ridge of 10⁻³ · 5/(n + 5) times its own diagonal. Stan adds that multiple of the identity instead, which is
    /// not invariant to the coordinates' units and spoils the metric of a coordinate whose variance is far below 10⁻³.
    /// </remarks>
    public EuclideanMetric Estimate(EuclideanMetric fallback)
    {
        if (count < FewestDraws)
        {
            return fallback;
        }

        double scale = 1.0 / (count - 1);
        if (!dense)
        {
            double[] variances = [.. squares.Select(s => s * scale)];
            return Array.TrueForAll(variances, v => v > 0 && double.IsFinite(v)) ? new DiagonalMetric(variances) : fallback;
        }

        double inflation = 1 + (Ridge * RidgeDraws / (count + RidgeDraws));
        double[] covariance = new double[squares.Length];
        for (int i = 0; i < dimension; i++)
        {
            for (int j = 0; j < dimension; j++)
            {
                double symmetric = 0.5 * (squares[(i * dimension) + j] + squares[(j * dimension) + i]) * scale;
                covariance[(i * dimension) + j] = i == j ? inflation * symmetric : symmetric;
            }
        }

        return DenseMetric.TryCreate(dimension, covariance) ?? fallback;
    }
}
