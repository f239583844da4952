using System.Text;
using BayesLmm.Cli.Inputs;
using BayesLmm.Design;
using BayesLmm.Models;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>What was read: data, model, priors.</summary>
internal static class InputText
{
    /// <summary>The file, its rows, and the grouping factors.</summary>
    public static void AppendData(StringBuilder text, BoundInput input)
    {
        RowCounts rows = input.Model.Design.Rows;
        text.Append("Data\n  ").Append(input.DataPath).Append(": ").Append(rows.Read).Append(" rows");
        text.Append(rows.Dropped == 0 ? ", all used\n" : $", {rows.Used} used; {rows.Dropped} dropped because of missing values in {Columns(rows)}\n");
        foreach ((string name, int levels) in GroupsOf(input.Model))
        {
            text.Append("  ").Append(name).Append(": ").Append(levels).Append(" levels\n");
        }
    }

    /// <summary>The formula as it was read.</summary>
    public static void AppendModel(StringBuilder text, BoundInput input) =>
        text.Append("\nModel\n  ").Append(input.Model.Specification.FormulaText).Append('\n');

    /// <summary>Every prior, those that the model left open among them.</summary>
    public static void AppendPriors(StringBuilder text, BoundInput input)
    {
        text.Append("\nPriors\n");
        TextTable table = new(("", Align.Left), ("", Align.Left), ("", Align.Left), ("", Align.Left));
        foreach (PriorListing prior in input.Model.Priors)
        {
            table.Add(prior.Parameter, prior.Distribution, prior.IsDefault ? "default" : "given", prior.Note);
        }

        table.AppendTo(text);
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
