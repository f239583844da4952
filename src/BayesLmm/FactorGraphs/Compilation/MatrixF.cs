using MathNet.Numerics.Distributions;

namespace BayesLmm.FactorGraphs.Compilation;

// P ~ Wishart(shape (δ + r − 1)/2, rate R), R ~ Wishart(shape ν/2, rate B⁻¹), B diagonal, in which Wishart(a, B) ∝ |P|^(a − (r+1)/2) exp(−tr BP).
// Σ = P⁻¹ then has the matrix-F distribution of Mulder & Pericchi (2018), and its elements Σ_ii ~ B_ii (ν/δ) F(ν, δ). A proper prior needs ν > r − 1;
// ν = r is the smallest integer. For r = 1 it is the half-t: Σ ~ A² F(1, δ).

/// <summary>
/// The prior of a covariance matrix that needs nothing but Wishart factors. Every standard deviation has the tail and the median of its half-t, but
/// less mass near 0; correlations are symmetric about 0, their distribution is not adjustable.
/// </summary>
/// <param name="Df">δ, the degrees of freedom of the half-t's.</param>
/// <param name="Scales">B_ii.</param>
internal sealed record MatrixF(double Df, double[] Scales)
{
    /// <summary>r.</summary>
    public int Order => Scales.Length;

    /// <summary>(δ + r − 1)/2.</summary>
    public double Shape => (Df + Order - 1) / 2;

    /// <summary>ν/2 with ν = r.</summary>
    public double RateShape => Order / 2.0;

    /// <summary>The matrix-F whose standard deviations have the medians of the given half-t's, and the degrees of freedom of the one with fewest.</summary>
    public static MatrixF For(HalfT[] sds)
    {
        double df = sds.Min(sd => sd.Df);
        double median = FisherSnedecor.InvCDF(sds.Length, df, 0.5);
        return new MatrixF(df, [.. sds.Select(sd => sd.Scale * sd.Scale * FisherSnedecor.InvCDF(1, sd.Df, 0.5) * df / (sds.Length * median))]);
    }
}
