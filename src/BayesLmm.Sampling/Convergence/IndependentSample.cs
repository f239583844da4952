using System.Numerics.Tensors;

namespace BayesLmm.Sampling.Convergence;

/// <summary>
/// Errors of means over independent, equally weighted draws: equal to those of chains whose effective sample size is the number of draws.
/// </summary>
internal static class IndependentSample
{
    /// <summary>The Monte Carlo standard error of the mean: sd / √S.</summary>
    /// <param name="draws">The draws of one quantity.</param>
    public static double ErrorOfMean(ReadOnlySpan<double> draws) => SplitChains.SaysNothing(draws)
        ? double.NaN
        : Math.Sqrt(PotentialScaleReduction.SampleVariance(draws, TensorPrimitives.Average(draws)) / draws.Length);

    /// <summary>
    /// The Monte Carlo standard error of the standard deviation, by the delta method from that of the variance: √((m₄ − m₂²) / S / (4 m₂)) with central moments
    /// m.
    /// </summary>
    /// <inheritdoc cref="ErrorOfMean" path="/param"/>
    public static double ErrorOfStandardDeviation(ReadOnlySpan<double> draws) =>
        SplitChains.SaysNothing(draws) ? double.NaN : MonteCarloError.FromSquaredDeviations(MonteCarloError.SquaredDeviations(draws), draws.Length);

    /// <summary>Bulk and tail effective sample size, both the number of draws; R̂ is NaN, because there are no chains. All are NaN for a constant.</summary>
    /// <inheritdoc cref="ErrorOfMean" path="/param"/>
    public static ConvergenceSummary Summarize(ReadOnlySpan<double> draws)
    {
        double size = SplitChains.SaysNothing(draws) ? double.NaN : draws.Length;
        return new ConvergenceSummary(double.NaN, size, size);
    }
}
