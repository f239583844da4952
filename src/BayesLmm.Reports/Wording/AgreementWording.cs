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
    public static string Of(ShiftReason? reason) => reason switch
    {
        null => "",
        ShiftReason.ChainsDisagree => "the chains have not converged",
        ShiftReason.NoOptimum => "the REML optimum was not reached",
        ShiftReason.ScaleOfResiduals scale => $"it is the scale of {scale.Residuals} residuals, not their standard deviation",
        ShiftReason.NormalResiduals => "REML assumes normal residuals",
        ShiftReason.HeldBack held => FormattableString.Invariant(
            $"the default prior {held.Prior} of {held.Parameter} leaves {held.Beyond:g2} beyond the REML estimate: centre or rescale '{held.Effect}', or give ")
                + FormattableString.Invariant($"{held.Parameter} a prior"),
        ShiftReason.InformativePrior prior => $"the prior {prior.Prior} is informative",
        ShiftReason.Boundary => "REML is at the boundary, the posterior mean cannot be",
        ShiftReason.FewLevels few => $"{few.Levels} levels: the posterior is wide and skewed",
        ShiftReason.Skewness => "the posterior is skewed",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "There are no words for this reason."),
    };

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
