using BayesLmm.Agreement;
using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>The engines' answers compared with each other.</summary>
public sealed record AgreementReport
{
    /// <summary>Creates the report of a comparison.</summary>
    internal AgreementReport(
        IdentityReport identity,
        EquatableArray<ParameterAgreement> parameters,
        EquatableArray<GroupEffectAgreement> groupEffects)
    {
        Identity = identity;
        Parameters = parameters;
        GroupEffects = groupEffects;
    }

    /// <summary>
    /// The pointwise check of the density that is sampled: of the marginal density against the restricted likelihood, both of normal residuals, whatever the
    /// model's; beside maximum likelihood of the posterior density against that written down from the model.
    /// </summary>
    internal IdentityReport Identity { get; init; }

    /// <summary>
    /// Whether the engines agree: whether the density that the sampler draws from, with flat priors on the coefficients and without the others, is the
    /// restricted likelihood wherever both were computed. It says nothing about the draws; a failure is a defect of this software.
    /// </summary>
    public bool EnginesAgree => Identity.Holds;

    /// <summary>Each parameter by REML and by the posterior.</summary>
    public EquatableArray<ParameterAgreement> Parameters { get; init; }

    /// <summary>Each term's group effects by REML and by the posterior.</summary>
    internal EquatableArray<GroupEffectAgreement> GroupEffects { get; init; }

    /// <summary>Whether estimates are of maximum likelihood by Laplace's approximation or quadrature; otherwise they are of REML.</summary>
    public bool IsLaplace { get; init; }

    /// <summary>
    /// The posterior's family where the fit assumes other residuals, so that shifts show what that changes and no disagreement of the engines; null where both
    /// assume the same.
    /// </summary>
    public Family? OtherFamily { get; init; }
}

/// <summary>A parameter by two engines.</summary>
public sealed record ParameterAgreement
{
    /// <summary>Creates the row of a parameter.</summary>
    internal ParameterAgreement(
        string name,
        double estimate,
        double standardError,
        double posteriorMean,
        double posteriorSd,
        double shift,
        ShiftReason? reason)
    {
        Name = name;
        Estimate = estimate;
        StandardError = standardError;
        PosteriorMean = posteriorMean;
        PosteriorSd = posteriorSd;
        Shift = shift;
        Reason = reason;
    }

    /// <summary>The parameter.</summary>
    public string Name { get; internal init; }

    /// <summary>The estimate; NaN for a correlation with an effect of no variance, and for nu, which REML does not have.</summary>
    public double Estimate { get; internal init; }

    /// <summary>Its standard error; NaN where it has none, as at a boundary.</summary>
    public double StandardError { get; internal init; }

    /// <summary>The posterior mean.</summary>
    public double PosteriorMean { get; internal init; }

    /// <summary>The posterior standard deviation.</summary>
    public double PosteriorSd { get; internal init; }

    /// <summary>(posterior mean − estimate) / standard error, or / posterior sd where there is no standard error; NaN where it cannot be said.</summary>
    public double Shift { get; internal init; }

    /// <summary>Why the shift is large; null where it is not.</summary>
    internal ShiftReason? Reason { get; init; }
}

/// <summary>The group effects of a term by two engines.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Effect">The effect.</param>
/// <param name="Correlation">Correlation over the levels of predictions and posterior means; NaN when either does not vary.</param>
/// <param name="LargestShift">The largest |posterior mean − prediction| in posterior standard deviations.</param>
/// <param name="LargestShiftLevel">The level where it occurs.</param>
internal sealed record GroupEffectAgreement(string Group, string Effect, double Correlation, double LargestShift, string LargestShiftLevel);
