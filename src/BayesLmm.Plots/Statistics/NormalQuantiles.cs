using MathNet.Numerics.Distributions;

namespace BayesLmm.Plots.Statistics;

/// <summary>A sample's order statistics beside those of a standard normal sample of its size.</summary>
internal static class NormalQuantiles
{
    /// <summary>The quantile of 0.975: within this of 0 lie 95 % of standard normal numbers.</summary>
    public const double Of975 = 1.959963984540054;

    /// <summary>The probability of the i-th smallest of n: (i − ½)/n.</summary>
    /// <param name="place">i − 1.</param>
    /// <param name="count">n.</param>
    public static double ProbabilityOf(int place, int count) => (place + 0.5) / count;

    /// <summary>The normal quantile of the i-th smallest of n.</summary>
    /// <param name="place">i − 1.</param>
    /// <param name="count">n.</param>
    public static double Of(int place, int count) => Normal.InvCDF(0, 1, ProbabilityOf(place, count));

    /// <summary>
    /// The interval in which the i-th smallest of n standard normal numbers lies with a probability: Φ⁻¹ of quantiles of the beta distribution with parameters
    /// i and n + 1 − i, which the i-th smallest of n uniform numbers has.
    /// </summary>
    /// <param name="place">i − 1.</param>
    /// <param name="count">n.</param>
    /// <param name="level">The probability.</param>
    public static (double Lower, double Upper) Interval(int place, int count, double level)
    {
        double tail = (1 - level) / 2;
        double Quantile(double probability) => Normal.InvCDF(0, 1, Beta.InvCDF(place + 1, count - place, probability));
        return (Quantile(tail), Quantile(1 - tail));
    }
}
