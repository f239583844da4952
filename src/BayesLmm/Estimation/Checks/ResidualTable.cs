using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>Fitted values and residuals of the rows that a model was fitted to: columns of one length, a place for each row used.</summary>
/// <param name="Rows">The rows' numbers in the table, from 1; rows with missing values, and those that <c>where</c> leaves out, are not there.</param>
/// <param name="MarginalFitted">o + Xβ̂, o the offset.</param>
/// <param name="ConditionalFitted">o + Xβ̂ + Zb̂.</param>
/// <param name="Marginal">y − o − Xβ̂.</param>
/// <param name="Conditional">y − o − Xβ̂ − Zb̂.</param>
/// <param name="Pearson">Conditional residuals in units of their rows' residual standard deviations: √w · residual / σ.</param>
/// <param name="Leverages">
/// The diagonal of the matrix H with fitted = H y, at the estimated variances: as lme4's <c>hatvalues</c>. From 0 to 1; they sum to the model's effective
/// number of coefficients, between p and p + q.
/// </param>
/// <param name="Standardized">Pearson residuals divided by √(1 − leverage), so that each has variance 1 under the model; null where the leverage is 1.</param>
public sealed record ResidualTable(
    EquatableArray<int> Rows,
    EquatableArray<double> MarginalFitted,
    EquatableArray<double> ConditionalFitted,
    EquatableArray<double> Marginal,
    EquatableArray<double> Conditional,
    EquatableArray<double> Pearson,
    EquatableArray<double> Leverages,
    EquatableArray<double?> Standardized)
{
    /// <summary>The sum of the leverages: the effective number of coefficients (Hodges &amp; Sargent 2001).</summary>
    public double EffectiveCoefficients => Leverages.Sum();
}
