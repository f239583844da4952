using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>
/// Shares of variance of a model with another response than a normal one (Nakagawa, Johnson &amp; Schielzeth 2017), on one scale: that of the linear predictor,
/// where the residual variance is the family's, or that of the response, where all variances are means over the rows of what the fitted distributions have.
/// </summary>
/// <param name="Fixed">The variance of the fixed part over the rows.</param>
/// <param name="Random">The variance of the group effects.</param>
/// <param name="Residual">The variance of a row given its group effects.</param>
public sealed record ScaleVariances(double Fixed, double Random, double Residual)
{
    /// <summary>All variance.</summary>
    public double Total => Fixed + Random + Residual;

    /// <summary>The adjusted intraclass correlation: random / (random + residual).</summary>
    public double AdjustedIcc => Random / (Random + Residual);

    /// <summary>The unadjusted intraclass correlation: random / total.</summary>
    public double UnadjustedIcc => Random / Total;

    /// <summary>Nakagawa's marginal R²: fixed / total.</summary>
    public double MarginalR2 => Fixed / Total;

    /// <summary>Nakagawa's conditional R²: (fixed + random) / total.</summary>
    public double ConditionalR2 => (Fixed + Random) / Total;
}

/// <summary>Shares of variance on both scales.</summary>
/// <param name="Latent">On the scale of the linear predictor.</param>
/// <param name="Response">On the scale of the response; of a binomial that of a share of successes.</param>
public sealed record LaplaceVariance(ScaleVariances Latent, ScaleVariances Response)
{
    /// <summary>The variance of each random term on the scale of the linear predictor, in the order of the model.</summary>
    internal EquatableArray<TermVariance> Terms { get; init; } = [];
}
