using System.Globalization;
using System.Text.Json;
using BayesLmm.Densities;
using BayesLmm.Design.Products;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Sparse;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Explanations;

/// <summary>The report of how a model is read and what fitting it would take; what is unknown without data is null.</summary>
internal static class ExplanationContent
{
    /// <summary>The document.</summary>
    public static ReportDocument Of(Explanation explanation)
    {
        ReportTable priors = InputContent.Parameters(explanation.Priors);
        return new ReportDocument(
            $"Explanation: {explanation.Formula}",
            [
                new Section("Formula", [new FormulaText(explanation.Formula), .. InputContent.Family(explanation.Model)]),
                new Section("Level equations", new FormulaText(explanation.LevelEquations)),
                new Section("LaTeX (amsmath)", new FormulaText(explanation.Latex)),
                .. explanation.Input is { } input ? [InputContent.Data(input), ColumnsContent.Section(input.Model)] : (Section[])[],
                new Section("Parameters", priors),
                .. explanation.Plan is { } plan ? [Sizes(plan), Blocks(plan)] : (Section[])[],
                Engine(explanation),
                explanation.Plan is { } known ? Memory(known) : NotExplained(explanation),
            ],
            [
                Member.Group(
                    "model",
                    new("formula", explanation.Formula),
                    new("levelEquations", explanation.LevelEquations),
                    new("latex", explanation.Latex),
                    new("text", explanation.Text),
                    new("file", explanation.File),
                    InputContent.FamilyMember(explanation.Model, explanation.Input?.Model)),
                DataMember(explanation.Input),
                new("parameters", priors.Records("name", "prior", "default", "note")),
                SizesMember(explanation.Plan),
                Member.Group(
                    "engine",
                    new("name", EngineWords.Name(explanation.IsMarginal)),
                    new("reason", string.Join("; ", EngineWords.Reason(explanation.Model.Family))),
                    new("coordinates", explanation.Plan is null ? Datum.Nothing : Coordinates(explanation.Plan).Records())),
                MemoryMember(explanation.Plan?.Memory),
                new("notExplained", explanation.NoDataReason),
                ColumnsContent.Member(explanation.Input is { } bound ? [bound.Model] : []),
                InputContent.Warnings(explanation.Input?.Model.Warnings ?? []),
            ]);
    }

    private static Member DataMember(ModelInput? input) => input is null
        ? new Member("data", Datum.Nothing)
        : Member.Group("data", new("file", input.DataPath), new("rows", input.Model.Rows.Read), new("used", input.Model.Rows.Used));

    private static Section Sizes(FitPlan plan)
    {
        FactorDescription factor = plan.Equations.Structure.Factor;
        IEnumerable<(string Name, double Size, string Remark)> rows =
        [
            ("rows", plan.Rows, ""),
            ("columns of X", plan.FixedColumns, "coefficients"),
            .. plan.Terms.Select(term => (
                $"columns of Z, {term.Group}",
                (double)term.Levels * term.Width,
                $"{term.Levels} levels x {term.Width} {(term.Width == 1 ? "effect" : "effects")}")),
            ("unknowns", plan.Equations.Unknowns, "of the mixed model equations Q"),
            ("non-zeros of Q", factor.NonZeros, "lower triangle"),
            (
                "non-zeros of its factor",
                factor.FactorNonZeros,
                $"{Count(factor.FactorNonZeros - factor.NonZeros)} filled in{(factor.IsReordered ? ", after reordering" : "")}"),
            ("multiplications", factor.Multiplications, "for one factorisation"),
            ("supernodes", factor.Panels, factor.Panels == 0 ? "columns are stored one by one" : $"the widest of {Count(factor.LargestPanel)} columns"),
        ];
        return new Section("Sizes", TableOf.Items("sizes", rows)
            .Plain("quantity", Field.Term, null, row => Cell.Words(row.Name))
            .Add(new ReportColumn("number", Field.Estimate, null, Align.Right) { IsSelfEvident = true }, row => new Cell(Count(row.Size), row.Size))
            .Plain("remark", "note", null, row => Cell.Words(row.Remark))
            .Build());
    }

    private static Section Blocks(FitPlan plan) =>
        new("Blocks of the random effects' equations", [.. plan.Equations.Structure.Blocks.Select(block => Prose.Lines(block.ToString()))]);

    private static Member SizesMember(FitPlan? plan)
    {
        if (plan is null)
        {
            return new Member("sizes", Datum.Nothing);
        }

        FactorDescription factor = plan.Equations.Structure.Factor;
        return Member.Group(
            "sizes",
            new("rows", plan.Rows),
            new("fixedColumns", plan.FixedColumns),
            new("terms", Datum.ListOf(plan.Terms, term => [
                new("group", term.Group), new("levels", term.Levels), new("width", term.Width), new("columns", (long)term.Levels * term.Width),
            ])),
            new("unknowns", plan.Equations.Unknowns),
            new("nonZeros", factor.NonZeros),
            new("factorNonZeros", factor.FactorNonZeros),
            new("multiplications", factor.Multiplications),
            new("reordered", factor.IsReordered),
            new("supernodes", factor.Panels),
            new("widestSupernode", factor.LargestPanel),
            new("blocks", Datum.ListOf(plan.Equations.Structure.Blocks, block => [
                new("rows", block.Rows),
                new("columns", block.Columns),
                new("height", block.Height),
                new("width", block.Width),
                new("blocks", block.Blocks),
                new("kind", JsonNamingPolicy.CamelCase.ConvertName(block.Kind.ToString())),
            ])));
    }

    private static Section Engine(Explanation explanation)
    {
        string name = EngineWords.Name(explanation.IsMarginal);
        string lines = $"{char.ToUpperInvariant(name[0])}{name[1..]}:\n{string.Join(";\n", EngineWords.Reason(explanation.Model.Family))}.";
        if (explanation.Plan is not { } plan)
        {
            return new Section("Engine", Prose.Lines(lines));
        }

        string sampled = $"{plan.Dimension} {(plan.Dimension == 1 ? "coordinate is" : "coordinates are")} sampled, "
            + $"{(explanation.IsMarginal ? "whatever the number of rows" : "and every gradient visits every row")}:";
        return new Section("Engine", Prose.Lines(lines), Prose.Lines(sampled), Coordinates(plan));
    }

    private static ReportTable Coordinates(FitPlan plan) =>
        new TableOf<DensityCoordinate>("coordinates", plan.Coordinates) { IsPartOfSentence = true }
        .Plain("parameter", Field.Term, "parameter", coordinate => Cell.Words(coordinate.Parameter))
        .Plain("coordinate", "note", "scale", coordinate => Cell.Words(coordinate.Scale))
        .Build();

    private static Section Memory(FitPlan plan)
    {
        IEnumerable<(string Name, long Bytes, string Remark)> rows =
        [
            ("design", plan.Memory.Design, "response and columns, row by row"),
            ("factors", plan.Memory.Factors, $"Q, its factor and its inverse on the pattern, for each of {plan.Options.Chains} chains"),
            ("draws", plan.Memory.Draws, $"{plan.Options.Chains} chains x {plan.Options.Draws} draws of coordinates, parameters and group effects"),
            ("together", plan.Memory.Total, ""),
        ];
        return new Section("Memory", TableOf.Items("memory", rows)
            .Plain("memory", Field.Term, null, row => Cell.Words(row.Name))
            .Add(new ReportColumn("size", Field.Estimate, null, Align.Right) { IsSelfEvident = true }, row => new Cell(Bytes(row.Bytes), row.Bytes))
            .Plain("remark", "note", null, row => Cell.Words(row.Remark))
            .Build());
    }

    private static Member MemoryMember(MemoryNeed? memory) => memory is null
        ? new Member("memory", Datum.Nothing)
        : Member.Group("memory", new("design", memory.Design), new("factors", memory.Factors), new("draws", memory.Draws), new("total", memory.Total));

    private static Section NotExplained(Explanation explanation) => new(
        "Not explained",
        Prose.Lines(explanation.NoDataReason ?? ""),
        Prose.Lines(
            "Without data these are not known: the columns of factors, the default priors and whether the\n"
            + "given ones name a parameter, the sizes, the sampler's coordinates, the memory."));

    private static string Count(double count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Bytes in the largest unit that gives at least 1, with three digits.</summary>
    private static string Bytes(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return $"{(unit == 0 ? Count(value) : SignificantFormat.WithDigits(value, 3))} {units[unit]}";
    }
}
