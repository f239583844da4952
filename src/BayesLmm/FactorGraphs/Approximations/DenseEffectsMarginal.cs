using System.Numerics.Tensors;

namespace BayesLmm.FactorGraphs.Approximations;

// V = L Lᵀ; where a pivot is zero the element has no variance left given those before it, and its column of L is zero.

/// <summary>A normal distribution of coefficients and group effects with a dense covariance matrix. Immutable.</summary>
internal sealed class DenseEffectsMarginal : EffectsMarginal
{
    /// <summary>A pivot below this part of its variance is zero.</summary>
    private const double PivotTolerance = 1e-13;

    private readonly double[] mean;
    private readonly double[] covariance;
    private readonly double[] variances;
    private readonly double[] factor;

    /// <summary>N(mean, covariance).</summary>
    /// <param name="mean">D numbers, in the order of <see cref="EffectsMarginal.Means"/>; copied.</param>
    /// <param name="covariance">D × D by rows, symmetric and positive semi-definite; rows of constants are 0. Copied.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, a number is not finite, or a variance is negative.</exception>
    public DenseEffectsMarginal(ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance)
    {
        int order = mean.Length;
        if (covariance.Length != order * order)
        {
            throw new ArgumentException($"{order} means need a covariance matrix of {order * order} numbers; this one has {covariance.Length}.",
                nameof(covariance));
        }

        this.mean = mean.ToArray();
        this.covariance = covariance.ToArray();
        variances = new double[order];
        factor = new double[order * order];
        for (int i = 0; i < order; i++)
        {
            variances[i] = covariance[(i * order) + i];
            if (!double.IsFinite(mean[i]) || !double.IsFinite(variances[i]) || variances[i] < 0)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"Element {i} has mean {mean[i]} and variance {variances[i]}, which no normal distribution has."), nameof(covariance));
            }
        }

        Factor();
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Means => mean;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Variances => variances;

    /// <summary>The covariance matrix, D × D by rows.</summary>
    public ReadOnlySpan<double> Covariance => covariance;

    /// <inheritdoc/>
    public override void Draw(Span<double> normals, Span<double> draw)
    {
        int order = mean.Length;
        for (int i = 0; i < order; i++)
        {
            draw[i] = mean[i] + TensorPrimitives.Dot(factor.AsSpan(i * order, i + 1), normals[..(i + 1)]);
        }
    }

    /// <inheritdoc/>
    public override double VarianceOf(ReadOnlySpan<double> weights)
    {
        int order = mean.Length;
        double variance = 0;
        for (int i = 0; i < order; i++)
        {
            if (weights[i] != 0)
            {
                variance += weights[i] * TensorPrimitives.Dot(covariance.AsSpan(i * order, order), weights[..order]);
            }
        }

        return variance;
    }

    private void Factor()
    {
        int order = mean.Length;
        for (int j = 0; j < order; j++)
        {
            Span<double> row = factor.AsSpan(j * order, j + 1);
            double pivot = variances[j] - TensorPrimitives.Dot(row[..j], row[..j]);
            if (pivot <= PivotTolerance * variances[j])
            {
                continue;
            }

            row[j] = Math.Sqrt(pivot);
            for (int i = j + 1; i < order; i++)
            {
                Span<double> below = factor.AsSpan(i * order, order);
                below[j] = (covariance[(i * order) + j] - TensorPrimitives.Dot(row[..j], below[..j])) / row[j];
            }
        }
    }
}
