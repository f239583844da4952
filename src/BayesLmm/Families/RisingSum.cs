using System.Numerics.Tensors;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Families;

/// <summary>
/// P(y) = Σ_{i&lt;y} log(1 + i/κ) = log Γ(y + κ) − log Γ(κ) − y log κ of a negative binomial count, and its derivative by log κ, which is
/// −Σ_{i&lt;y} i/(κ + i). Nothing in it grows with κ.
/// </summary>
internal static class RisingSum
{
    /// <summary>Counts up to here are looked up in a table of sums that every evaluation makes anew.</summary>
    public const int TableLength = 256;

    /// <summary>Larger counts take so many steps of the sum, and the rest from Stirling's series, which is exact to working precision from there.</summary>
    private const int Steps = 32;

    /// <summary>P(y) at one shape.</summary>
    public static double Log(double y, double kappa)
    {
        Span<double> logs = stackalloc double[Steps + 1], slopes = stackalloc double[Steps + 1];
        int length = (int)Math.Min(y, Steps) + 1;
        Fill(kappa, logs[..length], slopes[..length]);
        return At(y, kappa, logs[..length], slopes[..length]).Value;
    }

    /// <summary>P(y) and its derivative by log κ, up to the largest count or the end of the table; returns the number of entries.</summary>
    public static int Tabulate(double kappa, ReadOnlySpan<double> response, Span<double> logs, Span<double> slopes)
    {
        double largest = response.IsEmpty ? 0 : TensorPrimitives.Max(response);
        int length = largest < TableLength ? (int)largest + 1 : TableLength;
        Fill(kappa, logs[..length], slopes[..length]);
        return length;
    }

    private static void Fill(double kappa, Span<double> logs, Span<double> slopes)
    {
        (logs[0], slopes[0]) = (0, 0);
        for (int y = 1; y < logs.Length; y++)
        {
            logs[y] = logs[y - 1] + NearOne.LogOnePlus((y - 1) / kappa);
            slopes[y] = slopes[y - 1] - ((y - 1) / (kappa + y - 1));
        }
    }

    /// <summary>P(y) and its derivative by log κ at any count.</summary>
    /// <param name="y">The count.</param>
    /// <param name="kappa">κ.</param>
    /// <param name="logs">The table of P.</param>
    /// <param name="slopes">The table of its derivative.</param>
    public static (double Value, double Slope) At(double y, double kappa, ReadOnlySpan<double> logs, ReadOnlySpan<double> slopes)
    {
        if (y < logs.Length)
        {
            int place = (int)y;
            return (logs[place], slopes[place]);
        }

        // Σ_{i<s} from the table; the rest is log Γ(k + m) − log Γ(k) − m log κ with k = κ + s ≥ 32, m = y − s.
        double k = kappa + Steps, m = y - Steps, end = k + m;
        double value = ((k - 0.5) * NearOne.LogOnePlus(m / k)) + (m * (Math.Log(end / kappa) - 1)) + Stirling(end) - Stirling(k);
        double digammas = NearOne.LogOnePlus(m / k) + DigammaRest(end) - DigammaRest(k);
        return (logs[Steps] + value, slopes[Steps] + (kappa * digammas) - m);
    }

    /// <summary>log Γ(x) − (x − ½) log x + x − ½ log 2π.</summary>
    private static double Stirling(double x)
    {
        double t = 1 / x, s = t * t;
        return t * ((1.0 / 12) - (s * ((1.0 / 360) - (s * ((1.0 / 1260) - (s * (1.0 / 1680)))))));
    }

    /// <summary>ψ(x) − log x.</summary>
    private static double DigammaRest(double x)
    {
        double t = 1 / x, s = t * t;
        return (-0.5 * t) - (s * ((1.0 / 12) - (s * ((1.0 / 120) - (s * ((1.0 / 252) - (s * (1.0 / 240))))))));
    }
}
