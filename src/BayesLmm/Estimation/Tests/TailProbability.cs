using BayesLmm.Numerics.Dense;
using MathNet.Numerics;

namespace BayesLmm.Estimation.Tests;

// Tails of t and F by the regularised incomplete beta function I_x(a, b), from its continued fraction (DLMF 8.17.22) by the modified Lentz method. The number
// of steps grows with √max(a, b); tables and libraries that stop at a fixed number fail for the tens of thousands of degrees of freedom that large data have.
// For a in the millions x is so near 1 that its rounding shows; then I_x(a, b) = Q(b, −N log x) (1 + O(1/N²)), N = a + (b − 1)/2, Q the upper incomplete gamma
// function (DiDonato & Morris 1992, the leading term of BGRAT).

/// <summary>Tail probabilities of t and F with any degrees of freedom, not necessarily whole, up to infinity: small ones to full relative accuracy.</summary>
internal static class TailProbability
{
    /// <summary>From here on the expansion for many degrees of freedom is good to 1e-10, and the continued fraction no longer is.</summary>
    private const double ManyDegrees = 3e6;

    private const double Tiny = 1e-300;

    /// <summary>Of a quantile whose square is a number.</summary>
    private const double MostLogQuantile = 350;

    /// <summary>P(|t| ≥ |<paramref name="t"/>|).</summary>
    public static double TwoSidedT(double t, double df) => df > ManyDegrees
        ? SpecialFunctions.Erfc(Math.Sqrt(ManyDegreesArgument(t * t, df, 0.5)))
        : RegularizedBeta(t * t, df, 0.5 * df, 0.5);

    /// <summary>P(F ≥ <paramref name="f"/>).</summary>
    public static double UpperF(double f, double numerator, double denominator)
    {
        if (!(f > 0))
        {
            return 1;
        }

        return denominator > ManyDegrees
            ? SpecialFunctions.GammaUpperRegularized(0.5 * numerator, ManyDegreesArgument(numerator * f, denominator, 0.5 * numerator))
            : RegularizedBeta(numerator * f, denominator, 0.5 * denominator, 0.5 * numerator);
    }

    /// <summary>−N log x, x = v/(v + u), a = v/2; u/2 for infinite v.</summary>
    private static double ManyDegreesArgument(double u, double v, double b) =>
        double.IsPositiveInfinity(v) ? 0.5 * u : 0.5 * (v + b - 1) * NearOne.LogOnePlus(u / v);

    /// <summary>The t with P(|t| ≤ t) = <paramref name="level"/>; NaN where there are no degrees of freedom.</summary>
    public static double TwoSidedQuantile(double level, double df)
    {
        if (!(df > 0))
        {
            return double.NaN;
        }

        double normal = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 0.5 + (0.5 * level));
        if (double.IsPositiveInfinity(df))
        {
            return normal;
        }

        // On a logarithmic scale, where the tail of few degrees of freedom is a straight line.
        double low = Math.Log(0.999 * normal), high = Math.Log(normal);
        while (high < MostLogQuantile && TwoSidedT(Math.Exp(high), df) > 1 - level)
        {
            high += 2;
        }

        for (int i = 0; i < 100 && high - low > 1e-15 * Math.Max(1, Math.Abs(high)); i++)
        {
            double middle = 0.5 * (low + high);
            (low, high) = TwoSidedT(Math.Exp(middle), df) > 1 - level ? (middle, high) : (low, middle);
        }

        return Math.Exp(0.5 * (low + high));
    }

    /// <summary>I_x(a, b) at x = v/(v + u), 1 − x = u/(v + u).</summary>
    private static double RegularizedBeta(double u, double v, double a, double b)
    {
        double x = v / (v + u), y = u / (v + u);
        if (!(y > 0))
        {
            return 1;
        }

        if (!(x > 0))
        {
            return 0;
        }

        // log x by way of y where x is near 1.
        double logX = y < 0.5 ? NearOne.LogOnePlus(-y) : Math.Log(x), logY = x < 0.5 ? NearOne.LogOnePlus(-x) : Math.Log(y);
        double front = Math.Exp((a * logX) + (b * logY) - LogBeta(a, b));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(x, a, b) / a : 1 - (front * Fraction(y, b, a) / b);
    }

    private static double Fraction(double x, double a, double b)
    {
        double c = 1, d = Bounded(1 - ((a + b) * x / (a + 1)));
        d = 1 / d;
        double result = d;
        int most = 1000 + (int)(20 * Math.Sqrt(Math.Max(a, b)));
        for (int m = 1; m <= most; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / Bounded(1 + (even * d));
            c = Bounded(1 + (even / c));
            result *= c * d;
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / Bounded(1 + (odd * d));
            c = Bounded(1 + (odd / c));
            double factor = c * d;
            result *= factor;
            if (Math.Abs(factor - 1) < 1e-16)
            {
                break;
            }
        }

        return result;
    }

    private static double Bounded(double value) => Math.Abs(value) < Tiny ? Tiny : value;

    /// <summary>log B(a, b) without the cancellation of two large logarithms.</summary>
    private static double LogBeta(double a, double b)
    {
        if (a < b)
        {
            (a, b) = (b, a);
        }

        return a < 100
            ? SpecialFunctions.GammaLn(a) + SpecialFunctions.GammaLn(b) - SpecialFunctions.GammaLn(a + b)
            : SpecialFunctions.GammaLn(b) - LogGammaStep(a, b);
    }

    /// <summary>log Γ(a + b) − log Γ(a) for a of 100 or more, by Stirling's series.</summary>
    private static double LogGammaStep(double a, double b)
    {
        double sum = a + b;
        return ((sum - 0.5) * NearOne.LogOnePlus(b / a)) + (b * Math.Log(a)) - b + Remainder(sum) - Remainder(a);
    }

    private static double Remainder(double a)
    {
        double square = 1 / (a * a);
        return ((1.0 / 12) - (square * ((1.0 / 360) - (square * (1.0 / 1260))))) / a;
    }
}
