using BayesLmm.Design;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Content;

/// <summary>What the columns of the table that a model names turned out to be.</summary>
internal static class ColumnsContent
{
    /// <summary>A line a column.</summary>
    public static Section Section(BoundModel model) => new("Columns", [.. Facts(model).Select(fact => Prose.Lines($"{fact.Name}: {InWords(fact)}"))]);

    /// <summary>The same for programs; of several models the columns of all.</summary>
    public static Member Member(params IEnumerable<BoundModel> models) => new(
        "columns",
        Datum.ListOf(models.SelectMany(Facts).DistinctBy(fact => fact.Name), fact =>
        [
            new("name", fact.Name),
            new("holds", Kind(fact)),
            new("levels", fact.Kind == ColumnContent.Text ? fact.Levels : Datum.Nothing),
            new("missing", fact.Missing),
            new("missingCodes", Datum.ListOf(fact.Codes, code => [new("text", code.Text), new("rows", code.Rows)])),
            new("writtenAs", fact.Example),
        ]));

    private static IEnumerable<ColumnFact> Facts(BoundModel model) => model.Design.Columns;

    private static string Kind(ColumnFact fact) => fact.Kind switch
    {
        ColumnContent.WholeNumbers => "whole numbers",
        ColumnContent.Dates => "dates",
        ColumnContent.Text => "text",
        _ => "numbers",
    };

    private static string InWords(ColumnFact fact)
    {
        string levels = fact.Kind == ColumnContent.Text ? $", {fact.Levels} {(fact.Levels == 1 ? "level" : "levels")}" : "";
        string written = fact.Example is { } example ? $", written as '{example}'" : "";
        string days = fact.Kind == ColumnContent.Dates ? ", used as days since 1970-01-01" : "";
        string codes = string.Join(", ", fact.Codes.Select(code => $"'{code.Text}' in {code.Rows}"));
        string missing = fact.Missing == 0 ? ""
            : $"; missing in {fact.Missing} {(fact.Missing == 1 ? "row" : "rows")}{(codes.Length > 0 ? $", of which {codes}" : "")}";
        return Kind(fact) + levels + written + days + missing;
    }
}
