using MathNet.Numerics;

namespace BayesLmm.FactorGraphs.Variational;

// W(s, B): density |B|^s / Γ_r(s) · |P|^(s − (r+1)/2) exp(−tr BP), mean s B⁻¹, E log|P| = ψ_r(s) − log|B|. For r = 1 it is Gamma(s, B).

/// <summary>Integrals of gamma and Wishart distributions.</summary>
internal static class WishartIntegrals
{
    /// <summary>log 2π.</summary>
    /// <summary>log Γ_r(s), the multivariate gamma function.</summary>
    public static double LogGamma(double s, int r)
    {
        double sum = 0.25 * r * (r - 1) * Math.Log(Math.PI);
        for (int i = 0; i < r; i++)
        {
            sum += SpecialFunctions.GammaLn(s - (0.5 * i));
        }

        return sum;
    }

    /// <summary>ψ_r(s) = Σ_i ψ(s − i/2).</summary>
    public static double Digamma(double s, int r)
    {
        double sum = 0;
        for (int i = 0; i < r; i++)
        {
            sum += SpecialFunctions.DiGamma(s - (0.5 * i));
        }

        return sum;
    }

    /// <summary>The entropy −E log q of W(s, B): −s log|B| + log Γ_r(s) − (s − (r+1)/2) E log|P| + s r.</summary>
    /// <param name="s">Shape.</param>
    /// <param name="r">Order.</param>
    /// <param name="logRate">log|B|.</param>
    public static double Entropy(double s, int r, double logRate) =>
        (-s * logRate) + LogGamma(s, r) - ((s - (0.5 * (r + 1))) * (Digamma(s, r) - logRate)) + (s * r);

    /// <summary>E log of the density of Gamma(shape, rate): shape log rate − log Γ(shape) + (shape − 1) E log x − rate E x.</summary>
    public static double ExpectedLogGamma(double shape, double logRate, double rate, double meanLog, double mean) =>
        (shape * logRate) - SpecialFunctions.GammaLn(shape) + ((shape - 1) * meanLog) - (rate * mean);
}
