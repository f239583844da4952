using BayesLmm.Sampling;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm;

/// <summary>What a posterior says of one quantity, with an interval of any level.</summary>
/// <param name="Name">The quantity.</param>
/// <param name="Mean">The posterior mean.</param>
/// <param name="Sd">The posterior standard deviation.</param>
/// <param name="Median">The posterior median.</param>
/// <param name="Lower">The lower end of the equal-tailed interval.</param>
/// <param name="Upper">Its upper end.</param>
/// <param name="Level">The interval's probability.</param>
/// <param name="ProbabilityOfDirection">The probability that the quantity has the sign of its median, from ½ to 1 (Makowski et al. 2019).</param>
/// <param name="MeanError">Monte Carlo standard error of the mean; NaN for a constant.</param>
/// <param name="BulkEss">Bulk effective sample size; NaN for a constant.</param>
/// <param name="RHat">Rank-normalised split R̂; NaN for a constant, and for draws that are no chains.</param>
public sealed record DrawnEstimate(
    string Name, double Mean, double Sd, double Median, double Lower, double Upper, double Level, double ProbabilityOfDirection, double MeanError,
    double BulkEss, double RHat)
{
    /// <summary>Summarises draws.</summary>
    /// <param name="name">The quantity.</param>
    /// <param name="values">Its draws, chain by chain: every <paramref name="thinning"/>th of the posterior's.</param>
    /// <param name="draws">The posterior's draws.</param>
    /// <param name="thinning">The thinning k.</param>
    /// <param name="level">The interval's probability, between 0 and 1.</param>
    internal static DrawnEstimate Of(string name, double[] values, Draws draws, int thinning, double level)
    {
        QuantitySummary summary = QuantitySummary.Of(new DrawColumn(name, values), draws, thinning);
        double[] ends = new double[2];
        double positive = 0, negative = 0;
        foreach (double value in values)
        {
            positive += value > 0 ? 1 : 0;
            negative += value < 0 ? 1 : 0;
        }

        Quantiles.OfUnsorted([.. values], [0.5 * (1 - level), 0.5 * (1 + level)], ends);
        return new DrawnEstimate(
            name, summary.Mean, summary.Sd, summary.Median, ends[0], ends[1], level, Math.Max(positive, negative) / values.Length, summary.MeanError,
            summary.BulkEss, summary.RHat);
    }
}
