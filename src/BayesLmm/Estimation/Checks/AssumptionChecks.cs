using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>Numerical checks of a mixed model's assumptions. They show where to look; none of them decides.</summary>
/// <param name="ResidualNormality">Of the standardised conditional residuals; null when there are too few.</param>
/// <param name="EffectNormality">Of each group effect's predictions, standardised; effects without variance and terms with too few levels are left out.</param>
/// <param name="Homogeneity">Whether residuals vary alike in all groups, for each grouping factor with at least two groups of three rows.</param>
/// <param name="LargestResiduals">The rows with the largest standardised residuals, the largest first.</param>
public sealed record AssumptionChecks(
    NormalityTest? ResidualNormality,
    EquatableArray<EffectNormality> EffectNormality,
    EquatableArray<HomogeneityTest> Homogeneity,
    EquatableArray<LargeResidual> LargestResiduals);

/// <summary>Normality of one group effect.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Effect">The effect.</param>
/// <param name="Test">
/// The test of b̂_j / √(Σ − Var(b̂_j − b_j)), which have variance 1 under the model. Predictions are shrunk towards normality, so the test finds less than the
/// effects themselves would show.
/// </param>
public sealed record EffectNormality(string Group, string Effect, NormalityTest Test);

/// <summary>
/// The test of Brown and Forsythe (1974) that Pearson residuals have one variance in all groups: a one-way analysis of variance of |residual − median of its
/// group|. Groups of fewer than three rows carry no information and are left out.
/// </summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Statistic">F.</param>
/// <param name="Numerator">Degrees of freedom between groups, groups − 1.</param>
/// <param name="Denominator">Degrees of freedom within groups, rows − groups.</param>
/// <param name="PValue">The upper tail of the F distribution.</param>
public sealed record HomogeneityTest(string Group, double Statistic, int Numerator, int Denominator, double PValue);

/// <summary>A row that the model fits badly.</summary>
/// <param name="Row">The row's number in the table, from 1.</param>
/// <param name="Standardized">Its standardised conditional residual.</param>
public readonly record struct LargeResidual(int Row, double Standardized);
