using BayesLmm.Agreement;
using BayesLmm.Families;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Wording;

/// <summary>How engines' answers compare, in words.</summary>
internal static class AgreementWording
{
    /// <summary>
    /// Remarks for reading the comparison, in clauses that may have lines of their own; none if the engines fit the same model.
    /// </summary>
    public static IReadOnlyList<string> Clauses(AgreementReport report) => report.OtherFamily is { } family ? [.. OtherResiduals(family)] : [];

    private static IEnumerable<string> OtherResiduals(Family family)
    {
        yield return $"REML assumes normal residuals, the posterior {family.Residuals} ones:";
        yield return "shifts show what that changes, and no disagreement of the engines.";
        if (family.Has(FamilyParameter.Sigma))
        {
            yield return "sigma is the standard deviation of the former and the scale of the latter.";
        }
    }

    /// <summary>The same as one text.</summary>
    public static string Note(AgreementReport report) => string.Join(' ', Clauses(report));

    /// <summary>Why a posterior mean lies far from an estimate; empty if it does not.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="isLaplace">Whether the estimate is of maximum likelihood; otherwise it is of REML.</param>
    public static string Of(ShiftReason? reason, bool isLaplace = false) => reason switch
    {
        null => "",
        ShiftReason.ChainsDisagree => "the chains have not converged",
        ShiftReason.NoOptimum => $"the {Estimator(isLaplace)} optimum was not reached",
        ShiftReason.ScaleOfResiduals scale => $"it is the scale of {scale.Residuals} residuals, not their standard deviation",
        ShiftReason.NormalResiduals => "REML assumes normal residuals",
        ShiftReason.HeldBack held => FormattableString.Invariant(
            $"the default prior {held.Prior} of {held.Parameter} leaves {held.Beyond:g2} beyond the REML estimate: centre or rescale '{held.Effect}', or give ")
                + FormattableString.Invariant($"{held.Parameter} a prior"),
        ShiftReason.InformativePrior prior => $"the prior {prior.Prior} is informative",
        ShiftReason.Boundary => $"{Estimator(isLaplace)} is at the boundary, the posterior mean cannot be",
        ShiftReason.FewLevels few => $"{few.Levels} levels: the posterior is wide and skewed",
        ShiftReason.Skewness => "the posterior is skewed",
        ShiftReason.LaplaceOrSkewness => "the posterior is skewed, or Laplace's approximation is off: the engine laplace shows by how much",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "There are no words for this reason."),
    };

    /// <summary>The estimator's name in a table.</summary>
    /// <param name="isLaplace">Whether it is maximum likelihood; otherwise REML.</param>
    public static string Estimator(bool isLaplace) => isLaplace ? "ML" : "REML";

    /// <summary>How shifts are measured.</summary>
    /// <param name="report">The comparison.</param>
    public static string Shifts(AgreementReport report) =>
        $"Shifts are (posterior mean - {Estimator(report.IsLaplace)}) in standard errors; in posterior sds where there is none.";

    /// <summary>The check of the density, in a sentence or two.</summary>
    /// <param name="report">The comparison.</param>
    public static string Identity(AgreementReport report)
    {
        IdentityReport identity = report.Identity;
        string difference = SignificantFormat.WithDigits(identity.LargestRelativeDifference, 1), points = $"{identity.Points} points";
        string verdict = identity.Holds ? "holds" : "FAILS";
        string details = $"largest relative difference {difference}, tolerance {SignificantFormat.WithDigits(identity.Tolerance, 1)}."
            + (identity.Holds ? "" : "\nThe engines disagree: this is a defect of the software, not of your model; please report it.");
        if (report.IsLaplace)
        {
            return identity.Points == 0
                ? "The density was not checked point by point: that is for models of up to 200 unknowns\nand terms of up to two effects."
                : $"The density that was sampled {(identity.Holds ? "is" : "is NOT")} the posterior written down from the model, at {points}:\n{details}";
        }

        return identity.IsChecked
            ? $"Harville's identity (flat-prior marginal likelihood = restricted likelihood) {verdict} at {points}:\n{details}"
            : "Harville's identity could not be checked: the model's equations are singular to working precision.";
    }

    /// <summary>How to read a table of engines, and how much of an error is Monte Carlo error, in sentences.</summary>
    public static string Note(EngineTable table)
    {
        string units = $"Errors are differences from {table.Reference.Name}, in its standard deviations.";
        return double.IsFinite(table.LargestMeanNoise)
            ? units
                + FormattableString.Invariant($" Monte Carlo error alone makes errors of means of {table.LargestMeanNoise:0.00} and of sds of {
                    table.LargestSdNoise:0.00} (standard errors, the largest of all).")
            : units;
    }
}
