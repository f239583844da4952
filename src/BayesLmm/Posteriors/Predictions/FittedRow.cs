namespace BayesLmm;

/// <summary>A row that a model was fitted to, seen from the posterior.</summary>
/// <param name="Row">The row's number in the table, from 1; rows with missing values, and those that <c>where</c> leaves out, are not there.</param>
/// <param name="Response">y.</param>
/// <param name="Fitted">The posterior mean of E(y | η, θ), the row's own groups' effects included.</param>
/// <param name="FittedSd">Its posterior standard deviation.</param>
/// <param name="Residual">y − fitted.</param>
/// <param name="Standardized">
/// The residual in units of the residual standard deviation, √E Var(y | η, θ); null where that is infinite.
/// </param>
/// <param name="QuantileResidual">
/// Φ⁻¹(p) for p = P(Y ≤ y) of a new observation Y, averaged over the draws (Dunn &amp; Smyth 1996, with the posterior in place of the estimate): about standard
/// normal if the model holds. A row is part of what the posterior knows, so that they are a little nearer to 0; the residuals of leaving out are not.
/// </param>
/// <param name="Leverage">
/// The posterior variance of the row's mean in units of its residual variance, Var(η)/E Var(y | η, θ): how far the row's own response determines its fitted
/// value. They sum to about the model's effective number of coefficients.
/// </param>
public sealed record FittedRow(
    int Row, double Response, double Fitted, double FittedSd, double Residual, double? Standardized, double QuantileResidual, double Leverage);
