using BayesLmm.Numerics.Dense;
using MathNet.Numerics;

namespace BayesLmm.Distributions;

/// <summary>
/// The constant of Student's t density, exp c(ν) (1 + x²/ν)^(−(ν+1)/2), as a function of its degrees of freedom: c(ν) = log Γ((ν + 1)/2) − log Γ(ν/2) − ½ log
/// νπ.
/// </summary>
internal static class StudentNormalizer
{
    /// <summary>
    /// From here on c(ν) is computed by its asymptotic series, whose first omitted term is 31/(18432 h⁹) &lt; 4e-15, h = ν/2; differences of log Γ would lose
    /// digits.
    /// </summary>
    private const double LargeNu = 40;

    /// <summary>c(ν); −½ log 2π at ν = ∞.</summary>
    public static double Log(double nu)
    {
        if (nu < LargeNu)
        {
            return SpecialFunctions.GammaLn(0.5 * (nu + 1)) - SpecialFunctions.GammaLn(0.5 * nu) - (0.5 * Math.Log(nu * Math.PI));
        }

        // log Γ(h + ½) − log Γ(h) − ½ log h = −1/(8h) + 1/(192h³) − 1/(640h⁵) + 17/(14336h⁷) − …
        double t = 2 / nu, tt = t * t;
        return -NormalConstants.HalfLog2Pi + (t * ((-1.0 / 8) + (tt * ((1.0 / 192) + (tt * ((-1.0 / 640) + (tt * (17.0 / 14336))))))));
    }

    /// <summary>c'(ν).</summary>
    public static double LogSlope(double nu)
    {
        if (nu < LargeNu)
        {
            return 0.5 * (SpecialFunctions.DiGamma(0.5 * (nu + 1)) - SpecialFunctions.DiGamma(0.5 * nu) - (1 / nu));
        }

        double t = 2 / nu, tt = t * t;
        return 0.5 * tt * ((1.0 / 8) - (tt * ((3.0 / 192) - (tt * ((5.0 / 640) - (tt * (119.0 / 14336)))))));
    }
}
