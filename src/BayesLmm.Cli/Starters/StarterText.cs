using System.Text;
using BayesLmm.Language.Printing;
using BayesLmm.Models;

namespace BayesLmm.Cli.Starters;

/// <summary>Writes a starter model as a commented model text.</summary>
internal static class StarterText
{
    /// <summary>The text; it parses and binds to the data that it was made for.</summary>
    /// <param name="model">The model.</param>
    /// <param name="bound">The same, bound: where the default priors are known.</param>
    public static string Write(StarterModel model, BoundModel bound)
    {
        StringBuilder text = new();
        text.Append($"# A first model for {OnOneLine(model.DataPath)}, guessed by 'blmm new' from the table alone: change it until it is yours.\n#\n");
        AppendColumns(text, model);
        text.Append($"\ndata \"{model.DataPath.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"\n");
        AppendFactors(text, model);
        text.Append(model.ResponseReason is null
            ? $"\n# The response is {OnOneLine(model.Response)}, as you said.\n"
            : $"\n# The response is a guess: {OnOneLine(model.Response)}, because {model.ResponseReason}.\n# --response NAME takes another.\n");
        AppendGroups(text, model);
        foreach (IGrouping<string, (string Column, string Reason)> left in model.LeftOut.GroupBy(column => column.Reason))
        {
            string names = string.Join(", ", left.Select(column => OnOneLine(column.Column)));
            text.Append($"# {names} {(left.Count() == 1 ? "is" : "are")} left out: {OnOneLine(left.Key)}.\n");
        }

        text.Append('\n').Append(model.Formula).Append('\n');
        AppendMissing(text, model);
        AppendPriors(text, bound);
        text.Append("\n# sample chains 4, draws 1000, seed 1\n");
        return text.ToString();
    }

    private static void AppendColumns(StringBuilder text, StarterModel model)
    {
        text.Append($"# {model.Columns[0].Rows} rows, {model.Columns.Count} {(model.Columns.Count == 1 ? "column" : "columns")}:\n");
        int width = model.Columns.Max(column => OnOneLine(column.Name).Length);
        foreach (ColumnProfile column in model.Columns)
        {
            string kind = !column.IsNumeric ? "text" : column.IsWhole ? "whole numbers" : "numbers";
            string missing = column.Missing == 0 ? "" : $", missing in {column.Missing} rows";
            string code = column.IsCode || column.IsFactorCode ? ", perhaps a code" : "";
            text.Append($"#   {OnOneLine(column.Name).PadRight(width)}  {kind}, {column.Distinct} different{missing}{code}\n");
        }
    }

    private static void AppendFactors(StringBuilder text, StarterModel model)
    {
        if (model.FactorCodes.Count > 0)
        {
            text.Append("\n# Whole numbers that look like codes are read as factors; take the line away if they are quantities.\n");
            foreach (string name in model.FactorCodes)
            {
                text.Append("factor ").Append(ExpressionPrinter.PrintName(name)).Append('\n');
            }
        }
    }

    private static void AppendGroups(StringBuilder text, StarterModel model)
    {
        foreach (StarterGroup group in model.Groups)
        {
            string name = OnOneLine(ExpressionPrinter.PrintName(group.Name));
            text.Append($"# {name} is a grouping factor with {group.Levels} levels");
            text.Append(group.NestedIn is { } outer ? $", nested in {OnOneLine(outer)}: each occurs in one level of it.\n" : ".\n");
            if (group.VaryingWithin.Count > 0)
            {
                string varying = string.Join(" + ", group.VaryingWithin.Select(column => OnOneLine(ExpressionPrinter.PrintName(column))));
                text.Append(
                    $"#   Within its levels {varying.Replace(" + ", ", ", StringComparison.Ordinal)} {(group.VaryingWithin.Count == 1 ? "varies" : "vary")}; ");
                text.Append($"to let slopes differ between them: (1 + {varying} | {name}).\n");
            }

            if (group.CombinesWith is { } partner)
            {
                string pair = $"{OnOneLine(ExpressionPrinter.PrintName(partner))}:{name}";
                text.Append($"#   Its combinations with {OnOneLine(partner)} have several rows each; if they differ by themselves, add (1 | {pair}).\n");
            }
        }
    }

    private static void AppendMissing(StringBuilder text, StarterModel model)
    {
        string[] used = [model.Response, .. model.Predictors, .. model.Groups.Select(group => group.Name)];
        string[] missing = [.. model.Columns.Where(column => column.Missing > 0 && used.Contains(column.Name))
            .Select(column => $"{OnOneLine(column.Name)} ({column.Missing})")];
        if (missing.Length > 0)
        {
            text.Append(
                $"\n# Rows with a missing value are dropped; there are some in {string.Join(", ", missing)}. To make them an error:\n# missing error\n");
        }
    }

    private static void AppendPriors(StringBuilder text, BoundModel bound)
    {
        text.Append("\n# These are the default priors; take away the '#' in front of one to change it.\n");
        foreach (PriorListing prior in bound.Priors)
        {
            string note = prior.Note.Length == 0 ? "" : $"   # {prior.Note}";
            text.Append($"# prior {OnOneLine(prior.Parameter)} ~ {prior.Distribution}{note}\n");
        }
    }

    /// <summary>A name as a comment can hold it: a column's name may contain line breaks.</summary>
    private static string OnOneLine(string text) => text.ReplaceLineEndings(" ");
}
