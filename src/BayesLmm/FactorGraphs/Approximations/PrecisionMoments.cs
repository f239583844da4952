using MathNet.Numerics;

namespace BayesLmm.FactorGraphs.Approximations;

// τ ~ Gamma(a, rate b):  E τ^(−½) = √b Γ(a − ½) / Γ(a),  E τ⁻¹ = b / (a − 1).
// P ~ Wishart(a, rate B), r × r, density ∝ |P|^(a − (r+1)/2) exp(−tr BP): 1/(P⁻¹)_ii ~ Gamma(a − (r−1)/2, B_ii)  (Muirhead 1982, theorem 3.2.10).

/// <summary>Moments of a standard deviation s = τ^(−½) from the distribution of its precision τ.</summary>
internal static class PrecisionMoments
{
    /// <summary>Mean and standard deviation of s when τ has a gamma distribution.</summary>
    /// <param name="shape">a. The mean is infinite for a ≤ ½, the standard deviation for a ≤ 1.</param>
    /// <param name="rate">b.</param>
    public static (double Mean, double Sd) OfSd(double shape, double rate)
    {
        if (shape <= 0.5)
        {
            return (double.PositiveInfinity, double.PositiveInfinity);
        }

        double mean = Math.Sqrt(rate) * Math.Exp(SpecialFunctions.GammaLn(shape - 0.5) - SpecialFunctions.GammaLn(shape));
        return (mean, shape <= 1 ? double.PositiveInfinity : Math.Sqrt(Math.Max(0, (rate / (shape - 1)) - (mean * mean))));
    }

    /// <summary>Mean and standard deviation of √(P⁻¹)_ii when P has a Wishart distribution.</summary>
    /// <param name="shape">a.</param>
    /// <param name="rate">B_ii.</param>
    /// <param name="order">r.</param>
    public static (double Mean, double Sd) OfSd(double shape, double rate, int order) => OfSd(shape - (0.5 * (order - 1)), rate);
}
