using System.Numerics.Tensors;
using BayesLmm.Sampling.Convergence;
using MathNet.Numerics.Distributions;

namespace BayesLmm.Sampling;

/// <summary>
/// Monte Carlo standard errors: how far an estimate from these draws lies from what infinitely many would give. In the unit of the quantity.
/// All functions take the draws of one quantity, chain by chain; they are NaN where the effective sample size is.
/// </summary>
/// <remarks>Definitions of Vehtari et al. 2021 (Bayesian Analysis 16:667) and R's posterior package.</remarks>
public static class MonteCarloError
{
    /// <summary>The standard error of the mean: sd / √ESS.</summary>
    /// <param name="draws">Chains × draws, chain by chain.</param>
    /// <param name="chains">The number of chains.</param>
    /// <exception cref="ArgumentException">The draws are not <paramref name="chains"/> chains of one length.</exception>
    public static double OfMean(ReadOnlySpan<double> draws, int chains)
    {
        double ess = EffectiveSampleSize.Mean(draws, chains);
        return Math.Sqrt(PotentialScaleReduction.SampleVariance(draws, TensorPrimitives.Average(draws)) / ess);
    }

    /// <summary>
    /// The standard error of the standard deviation, by the delta method from that of the variance: √((m₄ − m₂²) / ESS / (4 m₂)) with central
    /// moments m and the ESS of (x − mean)².
    /// </summary>
    /// <remarks>Needs a finite fourth moment.</remarks>
    /// <inheritdoc cref="OfMean" path="/param|/exception"/>
    public static double OfStandardDeviation(ReadOnlySpan<double> draws, int chains)
    {
        SplitChains.CheckShape(draws, chains);
        if (SplitChains.SaysNothing(draws))
        {
            return double.NaN;
        }

        double[] squares = SquaredDeviations(draws);
        return FromSquaredDeviations(squares, EffectiveSampleSize.Mean(squares, chains));
    }

    /// <summary>(x − mean)² of every draw.</summary>
    internal static double[] SquaredDeviations(ReadOnlySpan<double> draws)
    {
        double[] squares = draws.ToArray();
        TensorPrimitives.Subtract(squares, TensorPrimitives.Average(draws), squares);
        TensorPrimitives.Multiply(squares, squares, squares);
        return squares;
    }

    /// <summary>The standard error of the standard deviation, √((m₄ − m₂²) / S / (4 m₂)).</summary>
    /// <param name="squares">(x − mean)².</param>
    /// <param name="size">S, how many independent draws they are worth.</param>
    internal static double FromSquaredDeviations(ReadOnlySpan<double> squares, double size)
    {
        double m2 = TensorPrimitives.Average(squares), m4 = TensorPrimitives.SumOfSquares(squares) / squares.Length;
        return Math.Sqrt((m4 - (m2 * m2)) / size / (4 * m2));
    }

    /// <summary>
    /// The standard error of a quantile: half the distance between the order statistics at the 15.9 % and 84.1 % points of the
    /// beta(ESS p + 1, ESS (1 − p) + 1) distribution that the true probability below the estimate has (§4.4).
    /// </summary>
    /// <param name="draws">Chains × draws, chain by chain.</param>
    /// <param name="chains">The number of chains.</param>
    /// <param name="probability">Which quantile, from 0 to 1.</param>
    /// <exception cref="ArgumentException">The shape does not fit or the probability is out of range.</exception>
    public static double OfQuantile(ReadOnlySpan<double> draws, int chains, double probability)
    {
        const double MinusOneSd = 0.1586553;   // Φ(−1) and Φ(1) with the digits that R's posterior has
        const double PlusOneSd = 0.8413447;
        SplitChains.CheckShape(draws, chains);
        double[] sorted = DrawOrder.Sorted(draws);
        double ess = EffectiveSampleSize.OfQuantile(draws, chains, sorted, probability);
        if (double.IsNaN(ess))
        {
            return double.NaN;
        }

        double a = (ess * probability) + 1;
        double b = (ess * (1 - probability)) + 1;
        int S = sorted.Length;
        int low = Math.Max((int)Math.Floor(Beta.InvCDF(a, b, MinusOneSd) * S), 1);
        int high = Math.Min((int)Math.Ceiling(Beta.InvCDF(a, b, PlusOneSd) * S), S);
        return (sorted[high - 1] - sorted[low - 1]) / 2;
    }
}
