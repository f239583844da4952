using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Reports.Documents;
using BayesLmm.Design;
using BayesLmm.Models;

namespace BayesLmm.Cli.Reports.Estimates;

/// <summary>What was read: data and model.</summary>
internal static class InputSections
{
    /// <summary>The file, its rows, and the grouping factors.</summary>
    public static Section Data(BoundInput input) =>
        new("Data", [Rows(input), .. GroupsOf(input.Model).Select(group => new Prose($"{group.Name}: {group.Levels} levels"))]);

    /// <summary>The formula as it was read.</summary>
    public static Section Model(BoundInput input) => new("Model", [new Formula(input.Model.Specification.FormulaText)]);

    /// <summary>The file and how many of its rows were used.</summary>
    public static Prose Rows(BoundInput input)
    {
        RowCounts rows = input.Model.Rows;
        string used = rows.Dropped == 0 ? "all used" : $"{rows.Used} used; {rows.Dropped} dropped because of missing values in {Columns(rows)}";
        return new Prose($"{input.DataPath}: {rows.Read} rows, {used}") { IsOneLine = true };
    }

    /// <summary>The grouping factors with their numbers of levels; one that several terms share counts once.</summary>
    public static IReadOnlyList<(string Name, int Levels)> GroupsOf(BoundModel model)
    {
        List<(string Name, int Levels)> groups = [];
        foreach (GroupTerm term in model.GroupTerms)
        {
            if (!groups.Exists(group => group.Name == term.Group))
            {
                groups.Add((term.Group, term.Levels.Count));
            }
        }

        return groups;
    }

    private static string Columns(RowCounts rows) => string.Join(", ", rows.Missing.Select(missing => $"{missing.Column} ({missing.Rows})"));
}
