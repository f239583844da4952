using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Wording;

/// <summary>What is to be said of rows and groups that are left out.</summary>
internal static class LeaveOutWording
{
    /// <summary>What a shift is.</summary>
    public const string Shift = "A shift is the change of the posterior mean without the group, in posterior standard deviations with all rows.";

    /// <summary>How the fewest rows are found.</summary>
    public const string Greedy = "The search is greedy: it takes rows or groups in the order of what each moves the mean by itself, and fits the model again "
        + "without those it found. Fewer may do. Blank: half of all do not suffice.";

    /// <summary>What LOO-PIT says.</summary>
    public const string Pit = "Below and above count the rows outside the central 95 % interval of their distribution given the other rows, beside the number "
        + "expected on each side. Distance is the largest one from the uniform distribution, p that of Kolmogorov and Smirnov's test.";

    private const double Good = 0.5;

    private const int MostNamed = 12;

    /// <summary>Of rows.</summary>
    public static IEnumerable<string> Of(LeaveOneOut loo)
    {
        yield return "The likelihood of a row is conditional on the effects of its groups.";
        int good = loo.Rows.Count(row => row.ParetoK < Good);
        string limit = SignificantFormat.Fixed(loo.UsableShape, 2);
        yield return loo.UnreliableRows == 0
            ? $"Pareto k is below {Good:0.0} in {good} of {loo.Rows.Count} rows and below {limit} in all, so that PSIS-LOO can be relied on."
            : $"Pareto k is below {Good:0.0} in {good} of {loo.Rows.Count} rows and not below {limit} in {loo.UnreliableRows}, where PSIS-LOO is not reliable. "
                + $"{Rows(loo.UnreliableRows)} left out exactly, {(loo.Refits == 0 ? "none of them" : Refits(loo.Refits))} by fitting the model again.";
        if (loo.Rows.Any(row => row.Exact is double.NegativeInfinity))
        {
            yield return "Without one of these rows the others do not determine every coefficient: the row cannot be predicted.";
        }
    }

    /// <summary>Of groups.</summary>
    public static IEnumerable<string> Of(LeaveGroupsOut groups)
    {
        if (groups.Refits > 0)
        {
            yield return $"{groups.Name}: the model was fitted again without {groups.Refits} of {groups.Groups.Count} groups, "
                + (double.IsNaN(groups.LargestK) ? "because nothing can be integrated out." : "whose Pareto k is too large for reweighting.");
        }

        foreach (LeftOutGroup group in groups.Groups.Where(group => !group.IsDetermined))
        {
            yield return $"{groups.Name}: without '{group.Level}' the other rows do not determine every coefficient; it is not in the sum.";
        }
    }

    /// <summary>Which rows or groups change a sign.</summary>
    public static string Of(SignChange change)
    {
        string more = change.Parts.Count > MostNamed ? $" and {change.Parts.Count - MostNamed} others" : "";
        string confirmed = change.IsConfirmed ? "" : " A fit without them does not confirm that the sign changes.";
        return $"{change.Parameter}, {change.Of}: {string.Join(", ", change.Parts.Take(MostNamed))}{more}.{confirmed}";
    }

    /// <summary>The verdict of power-scaling, in its paper's words; nothing if there is none.</summary>
    public static string Of(SensitivityVerdict verdict) => verdict switch
    {
        SensitivityVerdict.PriorDataConflict => "potential prior-data conflict",
        SensitivityVerdict.StrongPriorOrWeakLikelihood => "potential strong prior / weak likelihood",
        _ => "",
    };

    /// <summary>Groups whose weights are not good enough, where nothing was fitted again; null if there are none.</summary>
    public static string? NotFittedAgain(IReadOnlyList<LeaveGroupsOut> groups)
    {
        string[] names = [.. groups.SelectMany(of => of.Rough.Select(group => $"{of.Name} {group.Level}"))];
        return names.Length == 0
            ? null
            : $"Not among them: {string.Join(", ", names.Take(MostNamed))}{(names.Length > MostNamed ? ", …" : "")}. So much depends on such a group that "
                + "the draws cannot be reweighted to be without it (Pareto k): leave it out by a fit of its own.";
    }

    /// <summary>Why groups were not left out.</summary>
    public static string NotDone(IReadOnlyList<string> groups) =>
        $"{string.Join(", ", groups)}: not left out, because each level takes another fit here; ask for a grouping factor by its name.";

    private static string Rows(int count) => count == 1 ? "This row was" : $"These {count} rows were";

    private static string Refits(int count) => count == 1 ? "one of them" : $"{count} of them";
}
