using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>
/// The posterior of where the response's variance comes from: what <see cref="VarianceDecomposition"/> says of a REML fit, at every draw, and Bayesian R².
/// Intervals are of 95 %.
/// </summary>
public sealed record PosteriorVariance
{
    /// <summary>The sample variance, with divisor n − 1, of Xβ over the rows. An offset is no part of it.</summary>
    public required DrawnEstimate Fixed { get; init; }

    /// <summary>The mean over the rows of zᵀΣz for each random term, in the order of the model.</summary>
    public required EquatableArray<DrawnEstimate> Terms { get; init; }

    /// <summary>The mean over the rows of the residual variance; null where it is infinite, with student_t residuals of at most 2 degrees of freedom.</summary>
    public required DrawnEstimate? Residual { get; init; }

    /// <summary>For each grouping factor the share of its random terms in random and residual variance.</summary>
    public required EquatableArray<DrawnEstimate> IccByGroup { get; init; }

    /// <summary>The adjusted intraclass correlation: random / (random + residual).</summary>
    public required DrawnEstimate AdjustedIcc { get; init; }

    /// <summary>The unadjusted intraclass correlation: random / total.</summary>
    public required DrawnEstimate UnadjustedIcc { get; init; }

    /// <summary>Nakagawa's marginal R²: fixed / total.</summary>
    public required DrawnEstimate MarginalR2 { get; init; }

    /// <summary>Nakagawa's conditional R²: (fixed + random) / total.</summary>
    public required DrawnEstimate ConditionalR2 { get; init; }

    /// <summary>
    /// Bayesian R² (Gelman et al. 2019), as <c>bayes_R2</c> of brms: at every draw var(fitted) / (var(fitted) + var(residuals)) over the rows, the groups'
    /// effects part of the fitted values.
    /// </summary>
    public required DrawnEstimate BayesR2 { get; init; }

    /// <summary>
    /// For each grouping factor Kish's design effect, 1 + (m − 1) ICC with m = Σ n_j² / n: how many rows are worth one independent row.
    /// </summary>
    public required EquatableArray<DrawnEstimate> DesignEffects { get; init; }

    /// <summary>
    /// For each effect of each random term its reliability, 1 − (mean over the levels of the posterior variance of the effect) / E(sd²): how well the data tell
    /// levels apart, from 0 to 1. Named as the effect's standard deviation.
    /// </summary>
    public required EquatableArray<(string Parameter, double Reliability)> Reliabilities { get; init; }

    /// <summary>How many draws the variance over the rows was computed at: fewer than all for very many rows.</summary>
    public required int Draws { get; init; }
}
