using System.Numerics.Tensors;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Sampling.Convergence;

/// <summary>
/// Errors of means over draws that were resampled from weighted points. Draws of one parent point belong together: with N_i draws of point i among S, whose
/// mean is f̄_i, the variance of the overall mean f̄ is Σ (N_i/S)² (f̄_i − f̄)². This accounts for the weights, the duplicates, and whatever was drawn anew for
/// each of them given the point.
/// </summary>
/// <remarks>
/// The sandwich (delta-method) variance of a self-normalised importance estimate (Owen 2013, <i>Monte Carlo theory, methods and examples</i>, eq. 9.8) with the
/// weights that resampling left. It is slightly too large, because systematic resampling adds less variance than independent choice would.
/// </remarks>
internal static class ResampledDraws
{
    /// <summary>The Monte Carlo standard error of the mean; NaN for a constant, and where all draws have the same parent.</summary>
    /// <param name="draws">The draws of one quantity.</param>
    /// <param name="parents">For each draw the number of the point that it comes from, <see cref="Weighted.Parents"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double ErrorOfMean(ReadOnlySpan<double> draws, ReadOnlySpan<int> parents)
    {
        if (draws.Length != parents.Length)
        {
            throw new ArgumentException($"{draws.Length} draws do not have {parents.Length} parents.", nameof(parents));
        }

        if (SplitChains.SaysNothing(draws) || !parents.ContainsAnyExcept(parents[0]))
        {
            return double.NaN;   // one parent does not show how others would differ from it
        }

        double mean = TensorPrimitives.Average(draws);
        double[] deviations = new double[TensorPrimitives.Max(parents) + 1];
        for (int s = 0; s < draws.Length; s++)
        {
            deviations[parents[s]] += draws[s] - mean;
        }

        return TensorPrimitives.Norm<double>(deviations) / draws.Length;
    }

    /// <summary>The Monte Carlo standard error of the standard deviation, by the delta method from that of the variance.</summary>
    /// <inheritdoc cref="ErrorOfMean" path="/param|/exception"/>
    public static double ErrorOfStandardDeviation(ReadOnlySpan<double> draws, ReadOnlySpan<int> parents)
    {
        double[] squares = draws.ToArray();
        TensorPrimitives.Subtract(squares, TensorPrimitives.Average(draws), squares);
        TensorPrimitives.Multiply(squares, squares, squares);
        return ErrorOfMean(squares, parents) / (2 * Math.Sqrt(TensorPrimitives.Average<double>(squares)));
    }

    /// <summary>
    /// Bulk and tail effective sample size, defined as for chains (of the mean of normal scores; the smaller of those of the 5 % and the 95 % quantile), with
    /// the variance of independent parents in place of that of a chain. R̂ is NaN.
    /// </summary>
    /// <inheritdoc cref="ErrorOfMean" path="/param|/exception"/>
    public static ConvergenceSummary Summarize(ReadOnlySpan<double> draws, ReadOnlySpan<int> parents)
    {
        if (SplitChains.SaysNothing(draws))
        {
            return new ConvergenceSummary(double.NaN, double.NaN, double.NaN);
        }

        double[] sorted = DrawOrder.Sorted(draws);
        double[] scores = draws.ToArray();
        RankNormalization.ToNormalScores(scores);
        double tail = Math.Min(OfIndicator(draws, parents, Quantiles.Of(sorted, 0.05)), OfIndicator(draws, parents, Quantiles.Of(sorted, 0.95)));
        return new ConvergenceSummary(double.NaN, OfMean(scores, parents), tail);
    }

    private static double OfIndicator(ReadOnlySpan<double> draws, ReadOnlySpan<int> parents, double quantile)
    {
        double[] indicators = new double[draws.Length];
        for (int s = 0; s < draws.Length; s++)
        {
            indicators[s] = draws[s] <= quantile ? 1 : 0;
        }

        return OfMean(indicators, parents);
    }

    private static double OfMean(ReadOnlySpan<double> values, ReadOnlySpan<int> parents)
    {
        double error = ErrorOfMean(values, parents);
        return PotentialScaleReduction.SampleVariance(values, TensorPrimitives.Average(values)) / (error * error);
    }
}
