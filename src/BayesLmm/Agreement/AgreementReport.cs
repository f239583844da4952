using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>The engines' answers compared with each other.</summary>
/// <param name="Identity">The pointwise check of the marginal density against the restricted likelihood; both take residuals as normal, whatever the model
/// says.</param>
/// <param name="Parameters">Each parameter by REML and by the posterior.</param>
/// <param name="GroupEffects">Each term's group effects by REML and by the posterior.</param>
public sealed record AgreementReport(IdentityReport Identity, EquatableArray<ParameterAgreement> Parameters, EquatableArray<GroupEffectAgreement> GroupEffects)
{
    /// <summary>
    /// The posterior's family where the fit assumes other residuals, so that shifts show what that changes and no disagreement of the engines; null where both
    /// assume the same.
    /// </summary>
    public Family? OtherFamily { get; init; }
}

/// <summary>A parameter by two engines.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Estimate">The REML estimate; NaN for a correlation with an effect without variance, and for nu, which REML does not estimate.</param>
/// <param name="StandardError">Its standard error; NaN if it has none, as at a boundary.</param>
/// <param name="PosteriorMean">The posterior mean.</param>
/// <param name="PosteriorSd">The posterior standard deviation.</param>
/// <param name="Shift">(posterior mean − estimate) / standard error, or / posterior sd where there is no standard error; NaN where undefined.</param>
/// <param name="Reason">Why the shift is large; null if it is not.</param>
public sealed record ParameterAgreement(
    string Name, double Estimate, double StandardError, double PosteriorMean, double PosteriorSd, double Shift, ShiftReason? Reason);

/// <summary>The group effects of a term by two engines.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Effect">The effect.</param>
/// <param name="Correlation">Correlation over the levels of predictions and posterior means; NaN when either does not vary.</param>
/// <param name="LargestShift">The largest |posterior mean − prediction| in posterior standard deviations.</param>
/// <param name="LargestShiftLevel">The level where it occurs.</param>
public sealed record GroupEffectAgreement(string Group, string Effect, double Correlation, double LargestShift, string LargestShiftLevel);
