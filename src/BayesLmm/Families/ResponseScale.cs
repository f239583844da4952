using MathNet.Numerics.Statistics;

namespace BayesLmm.Families;

/// <summary>Robust location and spread of a response, which default priors follow, as in brms 2.18 (Bürkner 2017).</summary>
/// <param name="Median">median(y), rounded to one decimal.</param>
/// <param name="Spread">s = max(2.5, mad(y)), mad rounded to one decimal.</param>
internal readonly record struct ResponseScale(double Median, double Spread)
{
    /// <summary>1 / Φ⁻¹(3/4): makes the median absolute deviation of a normal sample estimate its standard deviation.</summary>
    private const double NormalConsistency = 1.4826;

    private const double SmallestSpread = 2.5;

    /// <summary>What is taken in place of a count of 0 before its logarithm.</summary>
    private const double InPlaceOfZero = 0.1;

    /// <summary>The scale of a linear predictor whose size does not depend on the response's: that of a probability.</summary>
    public static ResponseScale Standard => new(0, SmallestSpread);

    /// <summary>The scale of a response.</summary>
    /// <param name="response">y; at least one value.</param>
    public static ResponseScale Of(ReadOnlySpan<double> response) => OfValues(response.ToArray());

    /// <summary>The scale of the logarithm of a response, 0 taken as 0.1.</summary>
    /// <param name="response">y, not negative; at least one value.</param>
    public static ResponseScale OfLogarithm(ReadOnlySpan<double> response) =>
        OfValues(Array.ConvertAll(response.ToArray(), value => Math.Log(value == 0 ? InPlaceOfZero : value)));

    private static ResponseScale OfValues(double[] values)
    {
        double median = ArrayStatistics.MedianInplace(values);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Math.Abs(values[i] - median);
        }

        double mad = NormalConsistency * ArrayStatistics.MedianInplace(values);
        return new ResponseScale(Round(median), Math.Max(SmallestSpread, Round(mad)));
    }

    private static double Round(double value) => Math.Abs(value) < 1e15 ? Math.Round(value, 1) : value;
}
