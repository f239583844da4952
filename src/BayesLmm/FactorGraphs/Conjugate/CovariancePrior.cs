using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Conjugate;

// Wishart(a, B) has the density ∝ |P|^(a − (r+1)/2) exp(−tr BP) and the mean a B⁻¹.

/// <summary>A conjugate prior of the covariance matrix Σ = P⁻¹ of a term's effects.</summary>
internal abstract record CovariancePrior
{
    /// <summary>A diagonal matrix.</summary>
    /// <param name="Precisions">The priors of the effects' precisions.</param>
    public sealed record Independent(EquatableArray<PrecisionPrior> Precisions) : CovariancePrior;

    /// <summary>
    /// Huang and Wand (2013): P ~ Wishart((ν + r − 1)/2, rate ν diag(a)), a_i ~ Gamma(½, 1/A_i²). Every standard deviation is half-t(ν, A_i), every correlation
    /// has density ∝ (1 − ρ²)^(ν/2 − 1).
    /// </summary>
    /// <param name="Df">ν.</param>
    /// <param name="Scales">A_i.</param>
    public sealed record HuangWand(double Df, EquatableArray<double> Scales) : CovariancePrior
    {
        /// <summary>(ν + r − 1)/2.</summary>
        public double Shape => (Df + Scales.Count - 1) / 2;

        /// <summary>The rates of a_i, 1/A_i².</summary>
        public EquatableArray<double> ScaleRates => Scales.Select(PrecisionPrior.RateOf).ToEquatableArray();

        /// <summary>A_i as engines compute with them, see <see cref="PrecisionPrior.HalfT.RoundedScale"/>.</summary>
        internal EquatableArray<double> RoundedScales => Scales.Select(PrecisionPrior.RoundedScaleOf).ToEquatableArray();
    }

    /// <summary>
    /// The matrix-F distribution of Σ (Mulder &amp; Pericchi 2018): P ~ Wishart((δ + r − 1)/2, rate R), R ~ Wishart(ν/2, rate B⁻¹), B diagonal, so that Σ_ii ~
    /// B_ii (ν/δ) F(ν, δ). A proper prior needs ν > r − 1; ν = r is the smallest integer. For r = 1 it is the half-t: Σ ~ A² F(1, δ).
    /// </summary>
    /// <param name="Df">δ.</param>
    /// <param name="Scales">B_ii.</param>
    public sealed record MatrixF(double Df, EquatableArray<double> Scales) : CovariancePrior
    {
        /// <summary>(δ + r − 1)/2.</summary>
        public double Shape => (Df + Scales.Count - 1) / 2;

        /// <summary>ν/2 with ν = r.</summary>
        public double RateShape => Scales.Count / 2.0;

        /// <summary>The diagonal of the rate of R, 1/B_ii.</summary>
        public EquatableArray<double> Rates => Scales.Select(scale => 1 / scale).ToEquatableArray();
    }
}
