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
        double h = (sorted.Length - 1) * probability;
        int below = (int)Math.Floor(h + Fuzz);
        double fraction = h - below;
        return below + 1 >= sorted.Length || Math.Abs(fraction) < Fuzz
            ? sorted[Math.Min(below, sorted.Length - 1)]
            : ((1 - fraction) * sorted[below]) + (fraction * sorted[below + 1]);
    }
}
