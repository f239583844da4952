using BayesLmm.Language.Checks;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Wording;

/// <summary>What the checks of a fit come to, in plain sentences.</summary>
internal static class JudgementWording
{
    /// <summary>Where the identity could not be checked.</summary>
    public const string IdentityOpen = "Harville's identity could not be checked: the model's equations are singular to working precision. "
        + "Center predictors that are far from 0.";

    /// <summary>Where the identity fails.</summary>
    public const string IdentityFails = "The engines disagree; this is a defect of the software, please report it.";

    /// <summary>Where a variance estimate is at its bound.</summary>
    public const string Singular = "An estimate by REML is at its bound: the data do not tell a variance from 0, or a correlation from 1. The posterior is not "
        + "affected; compare the two below.";

    /// <summary>No row is influential.</summary>
    public const string NoInfluentialRow = "No row is so influential that leaving it out would need another fit.";

    /// <summary>No prior matters.</summary>
    public const string PriorsHardlyMatter = "No parameter is sensitive to its prior.";

    /// <summary>Where rows and groups were not left out.</summary>
    public const string NotLeftOut = "With so many rows or groups, leaving each out takes longer than a report should; ask for it by itself.";

    private const int MostNames = 5;

    /// <summary>Of draws that nothing speaks against.</summary>
    public static string Draws(ConvergenceReport convergence, bool areChains)
    {
        string size = SignificantFormat.Count(Math.Min(convergence.SmallestBulkEss, convergence.SmallestTailEss));
        return areChains
            ? $"The chains agree (largest R-hat {SignificantFormat.Fixed(convergence.LargestRHat, 3)}) and every number rests on an effective sample size of "
                + $"at least {size}."
            : $"Nothing speaks against these draws; every number rests on an effective sample size of at least {size}.";
    }

    /// <summary>The identity holds.</summary>
    public static string IdentityHolds(int points) =>
        $"Two independent computations of the likelihood agree at {points} points (Harville's identity).";

    /// <summary>Some rows are influential.</summary>
    public static string InfluentialRows(int count, int rows) =>
        $"{count} of {rows} rows {(count == 1 ? "is" : "are")} so influential that the draws cannot be reweighted to be without {(count == 1 ? "it" : "them")} "
            + "(Pareto k): look at them below.";

    /// <summary>What the most influential group does.</summary>
    public static string Influence(string factor, string level, string coefficient, double shift, bool isLarge)
    {
        string size = SignificantFormat.Fixed(Math.Abs(shift), 1);
        return isLarge
            ? $"Without {factor} {level} the mean of {coefficient} {(shift > 0 ? "rises" : "falls")} by {size} of its standard deviations: look at that group."
            : $"No single group moves the mean of a coefficient by more than {size} of its standard deviations.";
    }

    /// <summary>Parameters whose prior matters.</summary>
    public static string PriorsMatter(IReadOnlyList<string> names)
    {
        string more = names.Count > MostNames ? $" and {names.Count - MostNames} more" : "";
        string list = more.Length > 0 ? string.Join(", ", names.Take(MostNames)) : SyntaxDiagnostics.List(names, "and");
        return $"The prior matters for {list}{more}: say so where you report {(names.Count == 1 ? "it" : "them")}.";
    }
}
