using MathNet.Numerics;

namespace BayesLmm.FactorGraphs.Approximations;

// Σ = P⁻¹, P ~ Wishart(a, rate B), r × r. A 2 × 2 diagonal block of Σ is the inverse of a Wishart matrix with n = 2a − (r − 2) degrees of freedom and rate the
// same block of B, whose correlation is that of a normal sample; inverting a 2 × 2 matrix changes the correlation's sign. With ρ = B_ij / √(B_ii B_jj):
//     E c  = ρ (2/n) (Γ((n+1)/2) / Γ(n/2))² F(½, ½; n/2 + 1; ρ²)
//     E c² = 1 − ((n−1)/n) (1 − ρ²) F(1, 1; n/2 + 1; ρ²)                        (Muirhead 1982, §5.1.3)

/// <summary>Moments of a correlation from the Wishart distribution of the precision matrix.</summary>
internal static class CorrelationMoments
{
    /// <summary>Mean and standard deviation of the correlation of effects i and j.</summary>
    /// <param name="shape">a.</param>
    /// <param name="rateCorrelation">ρ, of the rate matrix B; in absolute value below 1.</param>
    /// <param name="order">r.</param>
    public static (double Mean, double Sd) OfCorrelation(double shape, double rateCorrelation, int order)
    {
        double n = (2 * shape) - (order - 2), square = rateCorrelation * rateCorrelation;
        double ratio = Math.Exp(SpecialFunctions.GammaLn((n + 1) / 2) - SpecialFunctions.GammaLn(n / 2));
        double mean = rateCorrelation * (2 / n) * ratio * ratio * Hypergeometric(0.5, (n / 2) + 1, square);
        double meanSquare = 1 - ((n - 1) / n * (1 - square) * Hypergeometric(1, (n / 2) + 1, square));
        return (mean, Math.Sqrt(Math.Max(0, meanSquare - (mean * mean))));
    }

    /// <summary>Gauss's F(a, a; c; x) for 0 ≤ x &lt; 1 and c &gt; 2a − 1, by its series.</summary>
    private static double Hypergeometric(double a, double c, double x)
    {
        double sum = 1, term = 1;
        for (int k = 0; term > 1e-17 * sum; k++)
        {
            term *= (a + k) * (a + k) / ((c + k) * (1 + k)) * x;
            sum += term;
        }

        return sum;
    }
}
