using System.Text.Json;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Starters;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Starters;

/// <summary>The report of a first model for a table; its plain text is the model with comments, which can be fitted as it is.</summary>
internal static class StarterContent
{
    private static readonly string[] Fields = [Field.Table, Field.Term, "kind", "distinct", "lowest", "highest", "missing", "is_code", "use", "note"];

    /// <summary>The document.</summary>
    /// <param name="model">The model.</param>
    /// <param name="bound">The same, bound: where the default priors are known.</param>
    /// <param name="view">The words of the caller.</param>
    public static ReportDocument Of(StarterModel model, BoundModel bound, StarterView view)
    {
        string text = StarterText.Write(model, bound.Priors, view);
        ReportTable columns = Columns(model), groups = Groups(model), leftOut = LeftOut(model), priors = InputContent.Priors(bound.Priors);
        string[] notes = [.. model.Groups.SelectMany(group => StarterWording.Extensions(model, group).Prepend(StarterWording.Of(group)))];
        return new ReportDocument(
            $"A first model: {model.Formula}",
            [
                new Section("Model", new FormulaText(model.Formula)),
                new Section("Data", [new Prose($"{model.DataPath}: {model.Rows} rows."), columns, .. Data(model).Select(sentence => new Prose(sentence))]),
                new Section("Response", [new Prose(StarterWording.Response(model)), .. Family(model).Select(sentence => new Prose(sentence))]),
                .. model.Groups.Count == 0 ? (Section[])[] : [new Section("Grouping factors", groups, new Listing(notes))],
                .. model.LeftOut.Count == 0 ? (Section[])[] : [new Section("Left out", leftOut)],
                new Section("Default priors", priors),
                new Section("Model text", new FormulaText(text)),
            ],
            [
                Member.Group("model", new("formula", model.Formula), new("text", text)),
                Member.Group("data", new("file", model.DataPath), new("rows", model.Rows), new("columns", columns.Records())),
                Member.Group(
                    "response",
                    new("name", model.Response),
                    new("given", model.ResponseReason is ResponseReason.Given),
                    new("reason", Name(model.ResponseReason)),
                    new("explanation", StarterWording.Of(model.ResponseReason))),
                new("family", model.Family is { } named ? new Datum.Group([
                    new("name", named.Name), new("trials", named.Trials), new("reason", Name(named.Reason)), new("explanation", StarterWording.Of(named)),
                ]) : Datum.Nothing),
                new("predictors", Datum.ListOf(model.Predictors, name => [new("name", name), new("factorCode", model.FactorCodes.Contains(name))])),
                new("groups", groups.Records()),
                new("leftOut", leftOut.Records()),
                new("priors", priors.Records()),
                new("notes", Datum.ListOf([.. Data(model), StarterWording.Response(model), .. Family(model), .. notes, .. StarterWording.LeftOut(model)])),
            ])
        {
            CsvFields = Fields,
            Notation = text,
        };
    }

    /// <summary>Why the family is that of the model; nothing for the default.</summary>
    private static string[] Family(StarterModel model) => model.Family is { } family ? [StarterWording.Of(family)] : [];

    /// <summary>What the model makes of the data.</summary>
    private static IEnumerable<string> Data(StarterModel model)
    {
        foreach (string doubt in StarterWording.Doubts(model))
        {
            yield return doubt;
        }

        if (model.FactorCodes.Count > 0)
        {
            yield return $"{StarterWording.FactorCodes}: {string.Join(", ", model.FactorCodes.Select(StarterWording.OnOneLine))}.";
        }

        if (StarterWording.Missing(model) is { } missing)
        {
            yield return missing;
        }
    }

    private static ReportTable Columns(StarterModel model) => TableOf.Items("columns", model.Columns)
        .Words("column", Field.Term, "name", column => column.Name)
        .Add(new ReportColumn("kind", "kind", "kind", Align.Left), column => new Cell(StarterWording.Of(column.Kind), Name(column.Kind)))
        .Numbers("different", "distinct", "distinct", column => Cell.Count(column.Distinct))
        .Numbers("lowest", "lowest", "lowest", column => Bound(column, column.Lowest))
        .Numbers("highest", "highest", "highest", column => Bound(column, column.Highest))
        .Numbers("missing", "missing", "missing", column => Cell.Count(column.Missing))
        .Add(new ReportColumn("code", "is_code", "code", Align.Left), column => Cell.Truth(column.IsCode, "possibly", ""))
        .Add(new ReportColumn("in the model", "use", "use", Align.Left), column => Use(model.UseOf(column.Name)))
        .Build();

    private static ReportTable Groups(StarterModel model) => TableOf.Items("groups", model.Groups)
        .Words("group", Field.Term, "name", group => group.Name)
        .Numbers("levels", "distinct", "levels", group => Cell.Count(group.Levels))
        .Words("nested in", "nested_in", "nestedIn", group => group.NestedIn)
        .Words("slopes that may vary", "slopes", null, group => string.Join(", ", group.VaryingWithin))
        .Data("slopes", group => Datum.ListOf(group.VaryingWithin))
        .Words("combinations with", "combines_with", "combinesWith", group => group.CombinesWith)
        .Build();

    private static ReportTable LeftOut(StarterModel model) => TableOf.Items("left_out", model.LeftOut)
        .Words("column", Field.Term, "column", left => left.Column)
        .Words(null, "reason", "reason", left => Name(left.Reason))
        .Words("reason", "note", "explanation", left => StarterWording.Of(left.Reason))
        .Build();

    private static Cell Bound(StarterColumn column, double value) => column.Kind == ColumnKind.Integer ? Cell.Count(value) : Cell.Digits(value, 4);

    private static Cell Use(ColumnUse use) => new(StarterWording.Of(use), Name(use));

    /// <summary>What programs call a kind, a use or a reason.</summary>
    private static string Name<T>(T fact)
        where T : notnull => JsonNamingPolicy.SnakeCaseLower.ConvertName(fact is Enum ? $"{fact}" : fact.GetType().Name);
}
