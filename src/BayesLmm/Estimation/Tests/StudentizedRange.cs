using BayesLmm.Numerics.Dense;
using MathNet.Numerics;

namespace BayesLmm.Estimation.Tests;

// With k independent standard normal values and s = χ_ν/√ν independent of them, q = range / s:
//     P(range ≥ w) = k ∫ φ(z) [Φ(z)^{k−1} − (Φ(z) − Φ(z − w))^{k−1}] dz,      P(q ≥ c) = ∫ P(range ≥ c s) f(s) ds      (Tukey 1953; Copenhaver & Holland 1988)
// The outer integral is taken over x = log s, the density of x being ∝ exp(νx − νe^{2x}/2). Both integrands are analytic and fall off at least exponentially on
// both sides, so that the trapezoidal rule converges faster than any power of its step (Trefethen & Weideman 2014). No nearly equal numbers are subtracted:
// small tails keep their relative accuracy.

/// <summary>The distribution of the studentized range, by which Tukey's method adjusts all pairwise comparisons.</summary>
internal static class StudentizedRange
{
    private const double InnerStep = 0.1;
    private const double OuterStep = 0.04;

    /// <summary>The normal density beyond this is below 1e-16.</summary>
    private const double Reach = 8.5;

    /// <summary>Terms below this part of the density's peak are left out: exp(−40).</summary>
    private const double Negligible = 40;

    /// <summary>From here on s counts as 1: the tail then changes by less than 1e-12.</summary>
    private const double ManyDegrees = 1e13;

    /// <summary>P(q ≥ <paramref name="q"/>).</summary>
    /// <param name="q">The studentized range.</param>
    /// <param name="count">How many means are compared, k ≥ 2.</param>
    /// <param name="df">Degrees of freedom of the standard error, ν > 0; +∞ when it is known.</param>
    public static double UpperTail(double q, int count, double df)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(df);
        if (!(q > 0))
        {
            return 1;
        }

        if (df > ManyDegrees)
        {
            return RangeTail(q, count);
        }

        // The log density falls from its peak at x = 0 by ν(e^{2x} − 1 − 2x)/2. Sum of terms over sum of weights: the density's constant need not be known.
        double step = Math.Min(OuterStep, 0.4 / Math.Sqrt(2 * df)), weighted = 0, total = 0;
        foreach (int sign in (int[])[1, -1])
        {
            for (int i = sign > 0 ? 0 : 1; ; i++)
            {
                double x = sign * i * step, fall = 0.5 * df * (NearOne.ExpMinusOne(2 * x) - (2 * x));
                if (fall > Negligible)
                {
                    break;
                }

                double weight = Math.Exp(-fall);
                total += weight;
                weighted += weight * RangeTail(q * Math.Exp(x), count);
            }
        }

        return Math.Min(1, weighted / total);
    }

    /// <summary>P(range of k standard normal values ≥ w).</summary>
    private static double RangeTail(double w, int k)
    {
        double sum = 0;
        int last = (int)Math.Ceiling(Math.Max(Reach, (0.5 * w) + Reach) / InnerStep);
        for (int i = (int)(-Reach / InnerStep); i <= last; i++)
        {
            double z = i * InnerStep, below = Phi(z);

            // Φ(z)^{k−1} (1 − (1 − Φ(z − w)/Φ(z))^{k−1})
            double share = Math.Min(1, Phi(z - w) / below);
            double exceeds = share < 1 ? -NearOne.ExpMinusOne((k - 1) * NearOne.LogOnePlus(-share)) : 1;
            sum += Math.Exp(-0.5 * z * z) * Math.Pow(below, k - 1) * exceeds;
        }

        return k * sum * InnerStep / Math.Sqrt(2 * Math.PI);
    }

    private static double Phi(double z) => 0.5 * SpecialFunctions.Erfc(-z / Math.Sqrt(2));
}
