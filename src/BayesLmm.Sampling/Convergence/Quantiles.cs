using System.Numerics.Tensors;

namespace BayesLmm.Sampling.Convergence;

/// <summary>Sample quantiles.</summary>
internal static class Quantiles
{
    private const double Fuzz = 4 * 2.220446049250313e-16;   // R's: a position this near an order statistic is that order statistic

    /// <summary>The quantile of sorted values by linear interpolation between order statistics (Hyndman &amp; Fan 1996, type 7; R's default).</summary>
    /// <param name="sorted">The values in ascending order, at least one.</param>
    /// <param name="probability">Which quantile, from 0 to 1.</param>
    public static double Of(ReadOnlySpan<double> sorted, double probability)
    {
        (int below, double fraction) = Position(sorted.Length, probability);
        return fraction == 0 ? sorted[below] : ((1 - fraction) * sorted[below]) + (fraction * sorted[below + 1]);
    }

    /// <summary>The same quantiles of values that are not sorted, in time that is linear in how many there are.</summary>
    /// <param name="values">The values, at least one; they are reordered.</param>
    /// <param name="probabilities">Which quantiles, each from 0 to 1.</param>
    /// <param name="quantiles">Receives them.</param>
    public static void OfUnsorted(Span<double> values, ReadOnlySpan<double> probabilities, Span<double> quantiles)
    {
        for (int q = 0; q < probabilities.Length; q++)
        {
            (int below, double fraction) = Position(values.Length, probabilities[q]);
            Selection.Place(values, below);
            quantiles[q] = fraction == 0
                ? values[below]
                : ((1 - fraction) * values[below]) + (fraction * TensorPrimitives.Min<double>(values[(below + 1)..]));
        }
    }

    /// <summary>The order statistic below a quantile, and the weight of the next one.</summary>
    private static (int Below, double Fraction) Position(int count, double probability)
    {
        double h = (count - 1) * probability;
        int below = (int)Math.Floor(h + Fuzz);
        double fraction = h - below;
        return below + 1 >= count || Math.Abs(fraction) < Fuzz ? (Math.Min(below, count - 1), 0) : (below, fraction);
    }
}
