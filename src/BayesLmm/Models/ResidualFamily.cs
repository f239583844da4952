namespace BayesLmm.Models;

/// <summary>The distribution of a row's residual.</summary>
public enum ResidualFamily
{
    /// <summary>N(0, σ²/w).</summary>
    Gaussian,

    /// <summary>σ/√w times Student's t with ν degrees of freedom: σ is the scale; the standard deviation is σ √(ν / (ν − 2)) where ν &gt; 2.</summary>
    StudentT,
}
