using System.Numerics.Tensors;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Posteriors.Checks;

/// <summary>Statistics of a sample.</summary>
internal static class SampleStatistics
{
    /// <summary>The arithmetic mean.</summary>
    public static double Mean(ReadOnlySpan<double> x) => TensorPrimitives.Average(x);

    /// <summary>The standard deviation, with divisor n − 1; 0 for a single number.</summary>
    public static double Sd(ReadOnlySpan<double> x)
    {
        double mean = Mean(x), squares = 0;
        foreach (double value in x)
        {
            squares += (value - mean) * (value - mean);
        }

        return Math.Sqrt(squares / x.Length * x.Length / Math.Max(1, x.Length - 1));
    }

    /// <summary>The third standardised moment; 0 where all numbers are equal.</summary>
    public static double Skewness(ReadOnlySpan<double> x) => SkewnessAndKurtosis(x).Skewness;

    /// <summary>The fourth standardised moment less 3; 0 where all numbers are equal.</summary>
    public static double Kurtosis(ReadOnlySpan<double> x) => SkewnessAndKurtosis(x).Kurtosis;

    /// <summary>The third and the fourth standardised moment, the latter less 3; 0 where all numbers are equal.</summary>
    public static (double Skewness, double Kurtosis) SkewnessAndKurtosis(ReadOnlySpan<double> x)
    {
        (double second, double third, double fourth) = Moments(x);
        return second > 0 ? (third / (second * Math.Sqrt(second)), (fourth / (second * second)) - 3) : (0, 0);
    }

    /// <summary>The share of numbers that are 0.</summary>
    public static double Zeros(ReadOnlySpan<double> x) => (double)x.Count(0.0) / x.Length;

    /// <summary>A quantile, as R's default.</summary>
    public static double Quantile(ReadOnlySpan<double> x, double probability)
    {
        double[] values = [.. x], quantile = new double[1];
        Quantiles.OfUnsorted(values, [probability], quantile);
        return quantile[0];
    }

    /// <summary>The correlation of two columns; 0 where one of them does not vary.</summary>
    public static double Correlation(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double meanX = Mean(x), meanY = Mean(y), xy = 0, xx = 0, yy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double a = x[i] - meanX, b = y[i] - meanY;
            xy += a * b;
            xx += a * a;
            yy += b * b;
        }

        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }

    /// <summary>The second to fourth central moments.</summary>
    private static (double Second, double Third, double Fourth) Moments(ReadOnlySpan<double> x)
    {
        double mean = Mean(x), second = 0, third = 0, fourth = 0;
        foreach (double value in x)
        {
            double deviation = value - mean, square = deviation * deviation;
            second += square;
            third += square * deviation;
            fourth += square * square;
        }

        return (second / x.Length, third / x.Length, fourth / x.Length);
    }
}
