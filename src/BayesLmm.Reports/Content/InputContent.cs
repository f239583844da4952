using BayesLmm.Design;
using BayesLmm.Families;
using BayesLmm.Language.Printing;
using BayesLmm.Models;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content;

/// <summary>What was read: data, model, priors.</summary>
internal static class InputContent
{
    /// <summary>The file, its rows, and the grouping factors.</summary>
    public static Section Data(ModelInput input) =>
        new("Data", [
            Rows(input),
            .. FamilyWording.Response(input.Model) is { } response ? [new Prose(response)] : (Prose[])[],
            .. GroupsOf(input.Model).Select(group => new Prose($"{group.Name}: {group.Levels} levels")),
        ]);

    /// <summary>The same for programs.</summary>
    public static Member DataMember(ModelInput input)
    {
        RowCounts rows = input.Model.Rows;
        return Member.Group(
            "data",
            new("file", input.DataPath),
            new("rows", rows.Read),
            new("used", rows.Used),
            new("dropped", rows.Dropped),
            new("missing", Datum.ListOf(rows.Missing, missing => [new("column", missing.Column), new("rows", missing.Rows)])),
            new("groups", Datum.ListOf(GroupsOf(input.Model), group => [new("name", group.Name), new("levels", group.Levels)])));
    }

    /// <summary>The model for programs: its formula, its text, its file, and its family.</summary>
    public static Member ModelMember(ModelInput input) => Member.Group(
        "model", new("formula", input.Formula), new("text", input.Text), new("file", input.File), FamilyMember(input.Model.Specification, input.Model));

    /// <summary>The family for programs: its name and its link, the trials of a binomial response, and which of two values counts as 1.</summary>
    /// <param name="model">The model.</param>
    /// <param name="bound">The same with its data; null without data.</param>
    public static Member FamilyMember(Model model, BoundModel? bound) => Member.Group(
        "family",
        new("name", model.Family.Name),
        new("link", Links.NameOf(model.Family.Link)),
        new("trials", model.Steps.Trials is { } trials ? ExpressionPrinter.Print(trials) : null),
        new("event", bound?.Design.Outcomes is [_, var one] ? one : null));

    /// <summary>Warnings for programs, each with its place in the model's text.</summary>
    /// <param name="warnings">The warnings.</param>
    /// <param name="name">What the list is called.</param>
    public static Member Warnings(IEnumerable<Diagnostic> warnings, string name = "warnings") => new(name, Datum.ListOf(warnings, warning =>
    {
        (int Line, int Column)? place = warning is { Source: { } source, Span: { } span } ? source.PositionOf(span.Start) : null;
        return (Member[])[
            new("code", warning.Code),
            new("severity", warning.Severity == Severity.Error ? "error" : "warning"),
            new("message", warning.Message),
            new("line", place?.Line),
            new("column", place?.Column),
        ];
    }));

    /// <summary>The formula as it was read.</summary>
    public static Section Model(ModelInput input) => new("Model", [new FormulaText(input.Formula), .. Family(input.Model.Specification)]);

    /// <summary>The family of a response that is not normal.</summary>
    public static IEnumerable<Block> Family(Model model) => model.Family.IsDiscrete ? [new FormulaText(FamilyWording.Statement(model))] : [];

    /// <summary>Every prior, those that the model left open among them; its columns need no titles.</summary>
    public static ReportTable Priors(IEnumerable<PriorListing> priors) => TableOf.Items("priors", priors)
        .Plain("parameter", Field.Term, "parameter", prior => Cell.Words(prior.Parameter))
        .Plain("prior", "prior", "distribution", prior => Cell.Words(prior.Distribution))
        .Plain("origin", "is_default", "default", prior => Origin(prior.IsDefault))
        .Plain("note", "note", "note", prior => Cell.Words(prior.Note))
        .Build();

    /// <summary>Every parameter with its prior.</summary>
    public static ReportTable Parameters(IEnumerable<PriorListing> priors) => TableOf.Items("parameters", priors)
        .Words("name", Field.Term, "name", prior => prior.Parameter)
        .Words("prior", "prior", "prior", prior => prior.Distribution)
        .Plain("origin", "is_default", "default", prior => Origin(prior.IsDefault))
        .Plain("note", "note", "note", prior => Cell.Words(prior.Note))
        .Build();

    /// <summary>Whether a prior is the default or was given.</summary>
    public static Cell Origin(bool isDefault) => Cell.Truth(isDefault, "default", "given");

    /// <summary>The file and how many of its rows were used.</summary>
    public static Prose Rows(ModelInput input)
    {
        RowCounts rows = input.Model.Rows;
        string used = rows.Used == rows.Read ? "all used" : $"{rows.Used} used";
        string excluded = rows.Excluded == 0 ? "" : $"; {rows.Excluded} left out by 'where'";
        string dropped = rows.Dropped == 0 ? "" : $"; {rows.Dropped} dropped because of missing values in {Columns(rows)}";
        return Prose.Lines($"{input.DataPath}: {rows.Read} rows, {used}{excluded}{dropped}");
    }

    /// <summary>The grouping factors with their numbers of levels; one that several terms share counts once.</summary>
    private static IEnumerable<(string Name, int Levels)> GroupsOf(BoundModel model) =>
        model.GroupTerms.DistinctBy(term => term.Group).Select(term => (term.Group, term.Levels.Count));

    private static string Columns(RowCounts rows) => string.Join(", ", rows.Missing.Select(missing => $"{missing.Column} ({missing.Rows})"));
}
