namespace BayesLmm;

/// <summary>A level's coefficient without pooling, partially pooled by the model, and completely pooled.</summary>
/// <param name="Level">The level.</param>
/// <param name="Rows">The number of its rows.</param>
/// <param name="Coefficient">The coefficient.</param>
/// <param name="Alone">
/// No pooling: the least-squares estimate from the level's rows alone, the coefficients that do not vary over the levels held at the model's estimates; null
/// where these rows do not determine it.
/// </param>
/// <param name="AloneError">Its standard error; null where the level has no degrees of freedom left.</param>
/// <param name="Partial">Partial pooling: the level's coefficient by the model, a posterior mean or an estimate by REML.</param>
/// <param name="PartialError">The posterior standard deviation; by REML the conditional standard deviation of the group effect, coefficients and variances
/// taken as known.</param>
/// <param name="Complete">Complete pooling: the least-squares estimate from all rows, as if there were no groups; 0 for an effect without a fixed one.</param>
/// <param name="CompleteError">Its standard error; null without degrees of freedom.</param>
/// <param name="Shrinkage">
/// The shrinkage factor λ, from 0 where the data determine the level's effect to 1 where they say nothing of it: the variance of the effect that is left when
/// coefficients and variances are known, in units of its variance over levels, Var(b | y, β, θ) / τ². For an intercept alone it is (σ²/n) / (τ² + σ²/n)
/// (Gelman &amp; Hill 2007, eq. 12.1). Over the draws of a posterior its mean, estimated; null where the variance over levels is not determined, or where
/// there are too few draws.
/// </param>
public sealed record PooledCoefficient(
    string Level, int Rows, string Coefficient, double? Alone, double? AloneError, double Partial, double PartialError, double Complete, double? CompleteError,
    double? Shrinkage);
