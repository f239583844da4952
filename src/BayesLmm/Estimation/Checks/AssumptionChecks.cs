using BayesLmm.Estimation.Checks;
using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>Numerical checks of a mixed model's assumptions. They show where to look; none of them decides.</summary>
public sealed record AssumptionChecks
{
    /// <summary>Creates the result of all checks.</summary>
    internal AssumptionChecks(
        NormalityTest? residualNormality,
        EquatableArray<EffectNormality> effectNormality,
        EquatableArray<HomogeneityTest> homogeneity,
        EquatableArray<(int Row, double Standardized)> largestResiduals)
    {
        ResidualNormality = residualNormality;
        EffectNormality = effectNormality;
        Homogeneity = homogeneity;
        LargestResiduals = largestResiduals;
    }

    /// <summary>Of the standardised conditional residuals; null when there are too few.</summary>
    internal NormalityTest? ResidualNormality { get; init; }

    /// <summary>Of each group effect's predictions, standardised; effects without variance and terms with too few levels are left out.</summary>
    internal EquatableArray<EffectNormality> EffectNormality { get; init; }

    /// <summary>Whether residuals vary alike in all groups, for each grouping factor with at least two groups of three rows.</summary>
    internal EquatableArray<HomogeneityTest> Homogeneity { get; init; }

    /// <summary>
    /// The Anderson–Darling test that the standardised conditional residuals are normal: A² and its p-value; null when there are too few. It takes them as
    /// independent, which they are only nearly; and with many rows it finds departures that no inference would notice.
    /// </summary>
    public (double Statistic, double PValue)? TestResidualNormality() => ResidualNormality is { } test ? (test.Statistic, test.PValue) : null;

    /// <summary>
    /// The Anderson–Darling test that the standardised predictions of a group effect are normal: A² and its p-value; null where the effect has no variance, or
    /// the term too few levels. Predictions are shrunk towards normality, so the test finds less than the effects themselves would show.
    /// </summary>
    /// <param name="group">The grouping factor.</param>
    /// <param name="effect">The effect.</param>
    public (double Statistic, double PValue)? TestEffectNormality(string group, string effect) =>
        EffectNormality.FirstOrDefault(test => test.Group == group && test.Effect == effect) is { } found
            ? (found.Test.Statistic, found.Test.PValue)
            : null;

    /// <summary>
    /// The test of Brown and Forsythe (1974) that Pearson residuals have one variance in all groups: F and its p-value; null without two groups of at least
    /// three rows.
    /// </summary>
    /// <param name="group">The grouping factor.</param>
    public (double Statistic, double PValue)? TestHomogeneity(string group) =>
        Homogeneity.FirstOrDefault(test => test.Group == group) is { } found ? (found.Statistic, found.PValue) : null;

    /// <summary>
    /// The rows that the model fits worst: their numbers in the table, from 1, with their standardised conditional residuals, the largest first.
    /// </summary>
    public EquatableArray<(int Row, double Standardized)> LargestResiduals { get; internal init; }
}

/// <summary>Normality of one group effect.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Effect">The effect.</param>
/// <param name="Test">
/// The test of b̂_j / √(Σ − Var(b̂_j − b_j)), which have variance 1 under the model. Predictions are shrunk towards normality, so the test finds less than the
/// effects themselves would show.
/// </param>
internal sealed record EffectNormality(string Group, string Effect, NormalityTest Test);

/// <summary>
/// The test of Brown and Forsythe (1974) that Pearson residuals have one variance in all groups: a one-way analysis of variance of |residual − median of its
/// group|. Groups of fewer than three rows carry no information and are left out.
/// </summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Statistic">F.</param>
/// <param name="Numerator">Degrees of freedom between groups, groups − 1.</param>
/// <param name="Denominator">Degrees of freedom within groups, rows − groups.</param>
/// <param name="PValue">The upper tail of the F distribution.</param>
internal sealed record HomogeneityTest(string Group, double Statistic, int Numerator, int Denominator, double PValue);
