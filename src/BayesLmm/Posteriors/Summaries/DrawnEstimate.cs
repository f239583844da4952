using BayesLmm.Posteriors.Summaries;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>What a posterior says of one quantity, with an interval of any level.</summary>
/// <param name="Name">The quantity.</param>
/// <param name="Mean">The posterior mean.</param>
/// <param name="Sd">The posterior standard deviation.</param>
/// <param name="Median">The posterior median.</param>
/// <param name="Lower">The lower end of the interval: equal-tailed unless <see cref="IsHighestDensity"/>.</param>
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
    /// <summary>Whether the interval is the shortest one.</summary>
    public bool IsHighestDensity { get; internal init; }

    /// <summary>The share of the draws in the region of practical equivalence; null without such a region.</summary>
    public double? ShareInRope { get; internal init; }

    /// <summary>Monte Carlo standard error of <see cref="ShareInRope"/>; NaN if every draw or none is in the region, null without one.</summary>
    public double? ShareInRopeError { get; internal init; }

    /// <summary>Tail effective sample size; NaN for a constant.</summary>
    public double TailEss { get; internal init; } = double.NaN;

    /// <summary>Monte Carlo standard error of the standard deviation; NaN for a constant.</summary>
    public double SdError { get; internal init; } = double.NaN;

    /// <summary>Monte Carlo standard error of the interval's lower end; NaN if unknown.</summary>
    public double LowerError { get; internal init; } = double.NaN;

    /// <summary>Monte Carlo standard error of the interval's upper end; NaN if unknown.</summary>
    public double UpperError { get; internal init; } = double.NaN;

    /// <summary>Summarises draws with an equal-tailed interval.</summary>
    /// <param name="name">The quantity.</param>
    /// <param name="values">Its draws, chain by chain: every <paramref name="thinning"/>th of the posterior's.</param>
    /// <param name="draws">The posterior's draws.</param>
    /// <param name="thinning">The thinning k.</param>
    /// <param name="level">The interval's probability, between 0 and 1.</param>
    internal static DrawnEstimate Of(string name, double[] values, Draws draws, int thinning, double level) =>
        Of(name, values, draws, thinning, new SummaryOptions { Level = level });

    /// <summary>Summarises draws.</summary>
    /// <param name="name">The quantity.</param>
    /// <param name="values">Its draws, chain by chain: every <paramref name="thinning"/>th of the posterior's.</param>
    /// <param name="draws">The posterior's draws.</param>
    /// <param name="thinning">The thinning k.</param>
    /// <param name="options">Which interval, and which region.</param>
    internal static DrawnEstimate Of(string name, double[] values, Draws draws, int thinning, SummaryOptions options)
    {
        QuantitySummary summary = QuantitySummary.Of(new DrawColumn(name, values), draws, thinning);
        double positive = 0, negative = 0;
        foreach (double value in values)
        {
            positive += value > 0 ? 1 : 0;
            negative += value < 0 ? 1 : 0;
        }

        double[] sorted = [.. values];
        Array.Sort(sorted);
        CredibleInterval interval = options.HighestDensity
            ? CredibleInterval.Shortest(values, sorted, options.Level)
            : CredibleInterval.EqualTailed(sorted, options.Level, summary.Sd, summary.TailEss);
        DrawnEstimate estimate = new(
            name, summary.Mean, summary.Sd, summary.Median, interval.Lower, interval.Upper, options.Level, Math.Max(positive, negative) / values.Length,
            summary.MeanError, summary.BulkEss, summary.RHat)
        {
            IsHighestDensity = options.HighestDensity,
            TailEss = summary.TailEss,
            SdError = summary.SdError,
            LowerError = interval.LowerError,
            UpperError = interval.UpperError,
        };
        if (options.Rope is not { } rope)
        {
            return estimate;
        }

        double[] inside = Array.ConvertAll(values, value => value >= rope.Lower && value <= rope.Upper ? 1.0 : 0);
        QuantitySummary share = QuantitySummary.Of(new DrawColumn(name, inside), draws, thinning);
        return estimate with { ShareInRope = share.Mean, ShareInRopeError = share.MeanError };
    }
}
