using System.Numerics.Tensors;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm;

/// <summary>A posterior quantity in numbers.</summary>
/// <param name="Name">The quantity.</param>
/// <param name="Mean">The posterior mean.</param>
/// <param name="Sd">The posterior standard deviation.</param>
/// <param name="Median">The posterior median.</param>
/// <param name="Lower">The 2.5 % quantile.</param>
/// <param name="Upper">The 97.5 % quantile.</param>
/// <param name="RHat">Rank-normalised split R̂; NaN for a constant, and for draws that are no chains.</param>
/// <param name="BulkEss">Bulk effective sample size; NaN for a constant.</param>
/// <param name="TailEss">Tail effective sample size; NaN for a constant.</param>
/// <param name="MeanError">Monte Carlo standard error of the mean; NaN for a constant.</param>
/// <param name="SdError">Monte Carlo standard error of the standard deviation; NaN for a constant.</param>
public sealed record QuantitySummary(
    string Name,
    double Mean,
    double Sd,
    double Median,
    double Lower,
    double Upper,
    double RHat,
    double BulkEss,
    double TailEss,
    double MeanError,
    double SdError)
{
    /// <summary>Summarises draws of chains.</summary>
    /// <param name="column">The draws.</param>
    /// <param name="chains">The number of chains.</param>
    public static QuantitySummary Of(DrawColumn column, int chains) => Of(column, ColumnPrecision.OfChains(column.Values, chains));

    /// <summary>
    /// Summarises draws with the errors that their <see cref="Origin"/> gives them.
    /// </summary>
    /// <param name="column">The draws, one for each of <paramref name="draws"/>.</param>
    /// <param name="draws">The draws of the sampler's coordinates that they belong to.</param>
    /// <param name="thinning">The thinning k: the column has every k-th of these draws.</param>
    public static QuantitySummary Of(DrawColumn column, Draws draws, int thinning = 1) => Of(column, draws.Origin.Assess(column.Values, draws, thinning));

    private static QuantitySummary Of(DrawColumn column, ColumnPrecision precision)
    {
        ReadOnlySpan<double> draws = column.Values;
        double[] sorted = DrawOrder.Sorted(draws);
        double mean = TensorPrimitives.Average(draws);
        double squares = 0;
        foreach (double draw in draws)
        {
            squares += (draw - mean) * (draw - mean);
        }

        return new QuantitySummary(
            column.Name,
            mean,
            Math.Sqrt(squares / Math.Max(1, draws.Length - 1)),
            Quantiles.Of(sorted, 0.5),
            Quantiles.Of(sorted, 0.025),
            Quantiles.Of(sorted, 0.975),
            precision.Convergence.RHat,
            precision.Convergence.BulkEss,
            precision.Convergence.TailEss,
            precision.MeanError,
            precision.SdError);
    }
}
