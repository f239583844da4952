using System.Numerics.Tensors;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Posteriors;

/// <summary>A posterior quantity in numbers.</summary>
/// <param name="Name">The quantity.</param>
/// <param name="Mean">The posterior mean.</param>
/// <param name="Sd">The posterior standard deviation.</param>
/// <param name="Median">The posterior median.</param>
/// <param name="Lower">The 2.5 % quantile.</param>
/// <param name="Upper">The 97.5 % quantile.</param>
/// <param name="RHat">Rank-normalised split R̂; NaN for a constant.</param>
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
    /// <summary>Summarises draws.</summary>
    /// <param name="column">The draws.</param>
    /// <param name="chains">The number of chains.</param>
    public static QuantitySummary Of(DrawColumn column, int chains)
    {
        ReadOnlySpan<double> draws = column.Values;
        double[] sorted = draws.ToArray();
        Array.Sort(sorted);
        double mean = TensorPrimitives.Average(draws);
        double squares = 0;
        foreach (double draw in draws)
        {
            squares += (draw - mean) * (draw - mean);
        }

        ConvergenceSummary convergence = ConvergenceSummary.Of(draws, chains);
        return new QuantitySummary(
            column.Name,
            mean,
            Math.Sqrt(squares / Math.Max(1, draws.Length - 1)),
            Quantiles.Of(sorted, 0.5),
            Quantiles.Of(sorted, 0.025),
            Quantiles.Of(sorted, 0.975),
            convergence.RHat,
            convergence.BulkEss,
            convergence.TailEss,
            MonteCarloError.OfMean(draws, chains),
            MonteCarloError.OfStandardDeviation(draws, chains));
    }
}
