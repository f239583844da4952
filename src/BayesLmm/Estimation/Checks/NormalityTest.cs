namespace BayesLmm.Estimation.Checks;

/// <summary>
/// The Anderson–Darling test that values are normal, mean and variance estimated (Stephens 1986, in D'Agostino &amp; Stephens, <i>Goodness-of-Fit
/// Techniques</i>, table 4.9). It takes the values as independent, which residuals and predicted effects are only nearly; and with many values it finds
/// departures that no inference would notice.
/// </summary>
/// <param name="Count">Number of values, n.</param>
/// <param name="Statistic">A² = −n − Σ (2i − 1)/n · (log Φ(z_i) + log Φ(−z_{n+1−i})), z sorted and standardised.</param>
/// <param name="PValue">From A²(1 + 0.75/n + 2.25/n²); values beyond 10 have the p of 10, 3.7e-24, where the approximation ends.</param>
internal readonly record struct NormalityTest(int Count, double Statistic, double PValue)
{
    /// <summary>The fewest values that the approximation of p is for.</summary>
    public const int SmallestCount = 8;

    private const double LargestStatistic = 10;

    /// <summary>Tests some values; null when there are fewer than <see cref="SmallestCount"/>, or all are equal.</summary>
    /// <param name="values">The values, finite.</param>
    public static NormalityTest? Of(IReadOnlyCollection<double> values)
    {
        int n = values.Count;
        double mean = n == 0 ? 0 : values.Average(), sd = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, n - 1));
        if (n < SmallestCount || !(sd > 0))
        {
            return null;
        }

        double[] z = [.. values.Select(value => (value - mean) / sd).Order()];
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            sum += ((2 * i) + 1.0) / n * (LogNormalCdf(z[i]) + LogNormalCdf(-z[n - 1 - i]));
        }

        double statistic = -n - sum;
        return new NormalityTest(n, statistic, P(statistic * (1 + (0.75 / n) + (2.25 / ((double)n * n)))));
    }

    private static double P(double a) => a switch
    {
        < 0.2 => 1 - Math.Exp(-13.436 + (101.14 * a) - (223.73 * a * a)),
        < 0.34 => 1 - Math.Exp(-8.318 + (42.796 * a) - (59.938 * a * a)),
        < 0.6 => Math.Exp(0.9177 - (4.279 * a) - (1.38 * a * a)),
        < LargestStatistic => Math.Exp(1.2937 - (5.709 * a) + (0.0186 * a * a)),
        _ => P(Math.BitDecrement(LargestStatistic)),
    };

    /// <summary>log Φ(z); by the tail's asymptotic series where Φ underflows.</summary>
    private static double LogNormalCdf(double z)
    {
        const double Underflow = -35;
        if (z > Underflow)
        {
            return Math.Log(0.5 * MathNet.Numerics.SpecialFunctions.Erfc(-z / Math.Sqrt(2)));
        }

        double square = 1 / (z * z);
        return (-0.5 * z * z) - Math.Log(-z * Math.Sqrt(2 * Math.PI)) + Math.Log(1 - square + (3 * square * square));
    }
}
