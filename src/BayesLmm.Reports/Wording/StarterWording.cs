using BayesLmm.Design;
using BayesLmm.Diagnostics;
using BayesLmm.Language.Printing;
using BayesLmm.Reports.Starters;

namespace BayesLmm.Reports.Wording;

/// <summary>The guesses of a first model in words. Every sentence is on one line: a column's name may contain line breaks.</summary>
internal static class StarterWording
{
    /// <summary>Why whole numbers are read as factors.</summary>
    public const string FactorCodes = "Whole numbers that look like codes are read as factors";

    /// <summary>A name as a line can hold it.</summary>
    public static string OnOneLine(string text) => text.ReplaceLineEndings(" ");

    /// <summary>A name as a line of the model's language can hold it.</summary>
    public static string Quoted(string name) => OnOneLine(ExpressionPrinter.PrintName(name));

    /// <summary>What a column holds.</summary>
    public static string Of(ColumnKind kind) => kind switch
    {
        ColumnKind.Text => "text",
        ColumnKind.Integer => "whole numbers",
        ColumnKind.Date => "dates",
        _ => "numbers",
    };

    /// <summary>A column's properties but for its name.</summary>
    public static string Of(StarterColumn column)
    {
        string missing = column.Missing == 0 ? "" : $", missing in {column.Missing} {(column.Missing == 1 ? "row" : "rows")}";
        return column.Distinct == 0 ? "no values" : $"{Of(column.Kind)}, {column.Distinct} different{missing}{(column.IsCode ? ", possibly a code" : "")}";
    }

    /// <summary>What a person has to know about how a column was read.</summary>
    public static string Of(StarterDoubt doubt) => OnOneLine(doubt switch
    {
        StarterDoubt.ReadAs read => $"text that was read as numbers: '{read.Text}' is {ExpressionPrinter.PrintNumber(read.Number)}.",
        StarterDoubt.CountsAsMissing code => $"'{code.Text}' counts as missing ({Rows(code.Rows)}).",
        StarterDoubt.MayBeMissing code =>
            $"'{code.Text}' ({Rows(code.Rows)}) often stands for a missing value. If it does, add 'missing {QuotedText.Of(code.Text)}' to the "
                + "'data' statement.",
        StarterDoubt.LookAlikes alike =>
            $"the levels '{alike.First}' and '{alike.Second}' {DesignDiagnostics.HowAlikesDiffer(alike.First, alike.Second)}; "
                + "if they should be one, write them alike in the table.",
        _ => throw new ArgumentOutOfRangeException(nameof(doubt), doubt, "There are no words for this doubt."),
    });

    /// <summary>Everything that a person has to know about how the columns were read.</summary>
    public static IEnumerable<string> Doubts(StarterModel model) =>
        model.Columns.SelectMany(column => column.Doubts.Select(doubt => $"{OnOneLine(column.Name)}: {Of(doubt)}"));

    private static string Rows(int count) => count == 1 ? "1 row" : $"{count} rows";

    /// <summary>What a column is in the model.</summary>
    public static string Of(ColumnUse use) => use switch
    {
        ColumnUse.Response => "response",
        ColumnUse.Predictor => "predictor",
        ColumnUse.Group => "grouping factor",
        ColumnUse.Trials => "numbers of trials",
        _ => "left out",
    };

    /// <summary>The response, and why it is that.</summary>
    public static string Response(StarterModel model) => model.ResponseReason is ResponseReason.Given
        ? $"The response is {OnOneLine(model.Response)}, as you said."
        : $"The response is a guess: {OnOneLine(model.Response)}, because {Of(model.ResponseReason)}.";

    /// <summary>Why a column is the response, as a clause.</summary>
    public static string Of(ResponseReason reason) => reason switch
    {
        ResponseReason.Given => "you said so",
        ResponseReason.Name => "it is named like one",
        ResponseReason.OnlyNumbers => "it is the only column of numbers that does not look like a code",
        ResponseReason.UpToTrials trials => $"its whole numbers never exceed {OnOneLine(trials.Trials)}, which is named like a number of trials",
        ResponseReason.OnlyBinary => "it is the only column of 0 and 1, and the other numbers are named like times, doses or sizes",
        ResponseReason.MostValues most => $"of the columns of numbers that do not look like codes it has the most different values, {most.Distinct}",
        ResponseReason.MostValuesOfCodes => "there are only codes, and it has the most different values",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "There are no words for this reason."),
    };

    /// <summary>Why the family is that of the model.</summary>
    public static string Of(StarterFamily family) => family.Reason switch
    {
        FamilyReason.TwoValues two => $"The response has two values, and {OnOneLine(two.Event)} counts as 1.",
        FamilyReason.UpToTrials trials => $"The response counts successes among the trials in {OnOneLine(trials.Trials)}.",
        FamilyReason.Counts => "The response looks like counts; if they vary more than the model allows, write 'family negative_binomial'.",
        FamilyReason.SpreadCounts spread => FormattableString.Invariant(
            $"The response looks like counts whose variance is {spread.Ratio:g2} times their mean; if predictors explain that, write 'family poisson'."),
        _ => throw new ArgumentOutOfRangeException(nameof(family), family.Reason, "There are no words for this reason."),
    };

    /// <summary>A grouping factor.</summary>
    public static string Of(StarterGroup group) => $"{Quoted(group.Name)} is a grouping factor with {group.Levels} levels"
        + (group.NestedIn is not { } outer ? "."
            : $", nested in {OnOneLine(outer)}: {(group.StartsAnew ? "its labels start anew in each level" : "each occurs in one level")} of it.");

    /// <summary>What its effects may be besides those of the model.</summary>
    public static IEnumerable<string> Extensions(StarterModel model, StarterGroup group)
    {
        if (group.VaryingWithin.Count > 0)
        {
            string[] varying = [.. group.VaryingWithin.Select(name => OnOneLine(model.Written(name)))];
            yield return $"Within its levels {string.Join(", ", varying)} {(varying.Length == 1 ? "varies" : "vary")}; "
                + $"to let slopes differ between them: (1 + {string.Join(" + ", varying)} | {OnOneLine(group.Written)}).";
        }

        if (group.CombinesWith is { } partner)
        {
            yield return $"Its combinations with {OnOneLine(partner)} have several rows each; if they differ by themselves, "
                + $"add (1 | {Quoted(partner)}:{Quoted(group.Name)}).";
        }
    }

    /// <summary>The columns that are left out, those with one reason in one sentence.</summary>
    public static IEnumerable<string> LeftOut(StarterModel model) => model.LeftOut.GroupBy(column => column.Reason, column => OnOneLine(column.Column))
        .Select(left => $"{string.Join(", ", left)} {(left.Count() == 1 ? "is" : "are")} left out: {Of(left.Key)}.");

    /// <summary>Why a column is left out, as a clause.</summary>
    public static string Of(LeftOutReason reason) => OnOneLine(reason switch
    {
        LeftOutReason.AllEqual => "its values are all equal",
        LeftOutReason.Empty => "it has no values",
        LeftOutReason.Date => "it holds dates",
        LeftOutReason.NearlyNumbers nearly => $"it holds numbers or dates, but also '{nearly.Stranger}'",
        LeftOutReason.AmbiguousNumbers numbers =>
            $"'{numbers.Example}' may have a decimal mark or a separator of thousands; 'decimal' or 'thousands' in the 'data' statement says which",
        LeftOutReason.TwoNotations two => $"its numbers are written in different ways, '{two.Example}' and '{two.Stranger}'",
        LeftOutReason.UnclearDates dates => $"it holds dates such as '{dates.Example}', whose days and months cannot be told apart",
        LeftOutReason.Times times => $"it holds times such as '{times.Example}'",
        LeftOutReason.Infinite => "it has infinite values",
        LeftOutReason.Text => "it holds text",
        LeftOutReason.NumbersRows => "it numbers the rows",
        LeftOutReason.MostlyMissing => "most of its values are missing",
        LeftOutReason.AllDifferent => "nearly every row has a value of its own",
        LeftOutReason.ManyPredictors => "to keep the start simple; the formula takes more",
        LeftOutReason.ManyGroups => "to keep the start simple; the formula takes more grouping factors",
        LeftOutReason.SameGroups same => $"it divides the rows as {same.Other} does",
        LeftOutReason.SameWithin same => $"{same.Column} within {same.Within} is what {same.Other} says",
        LeftOutReason.SameNumbers same => $"it equals {same.Other}",
        LeftOutReason.NotFitted => "with it the model cannot be fitted to these rows",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "There are no words for this reason."),
    });

    /// <summary>The columns of the model with missing values; null if there are none.</summary>
    public static string? Missing(StarterModel model) => model.Incomplete.Count == 0
        ? null
        : "Rows with a missing value are dropped; there are some in "
            + $"{string.Join(", ", model.Incomplete.Select(column => $"{OnOneLine(column.Name)} ({column.Missing})"))}.";
}
