using System.Numerics.Tensors;

namespace BayesLmm.Sampling.Convergence;

/// <summary>Errors of means over independent, equally weighted draws, as of <see cref="IndependentDraws"/>: what those of chains are when their effective sample size is the number of draws.</summary>
public static class IndependentSample
{
    /// <summary>The Monte Carlo standard error of the mean: sd / √S.</summary>
    /// <param name="draws">The draws of one quantity.</param>
    public static double ErrorOfMean(ReadOnlySpan<double> draws) => SplitChains.SaysNothing(draws)
        ? double.NaN
        : Math.Sqrt(PotentialScaleReduction.SampleVariance(draws, TensorPrimitives.Average(draws)) / draws.Length);

    /// <summary>The Monte Carlo standard error of the standard deviation, by the delta method from that of the variance: √((m₄ − m₂²) / S / (4 m₂)) with central moments m.</summary>
    /// <inheritdoc cref="ErrorOfMean" path="/param"/>
    public static double ErrorOfStandardDeviation(ReadOnlySpan<double> draws)
    {
        if (SplitChains.SaysNothing(draws))
        {
            return double.NaN;
        }

        double[] squares = draws.ToArray();
        TensorPrimitives.Subtract(squares, TensorPrimitives.Average(draws), squares);
        TensorPrimitives.Multiply(squares, squares, squares);
        double m2 = TensorPrimitives.Average<double>(squares), m4 = TensorPrimitives.SumOfSquares<double>(squares) / squares.Length;
        return Math.Sqrt((m4 - (m2 * m2)) / squares.Length / (4 * m2));
    }

    /// <summary>Bulk and tail effective sample size, both the number of draws; R̂ is NaN, for there are no chains. All are NaN for a constant.</summary>
    /// <inheritdoc cref="ErrorOfMean" path="/param"/>
    public static ConvergenceSummary Summarize(ReadOnlySpan<double> draws)
    {
        double size = SplitChains.SaysNothing(draws) ? double.NaN : draws.Length;
        return new ConvergenceSummary(double.NaN, size, size);
    }
}
