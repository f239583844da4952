using BayesLmm.Models.Latex;
using BayesLmm.Reports.Content.Checks;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.Groups;
using BayesLmm.Reports.Content.LeaveOut;
using BayesLmm.Reports.Content.Predictions;
using BayesLmm.Reports.Content.Priors;
using BayesLmm.Reports.Content.Reml;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;
using BayesLmm.Sampling;
using BayesLmm.Specification.Printing;

namespace BayesLmm.Reports.Content.Stories;

/// <summary>The report that tells a fit from its question to how to get it again, made of what the commands say of their own parts.</summary>
internal static class StoryContent
{
    /// <summary>A table with more rows shows only the first and the last ones.</summary>
    private const int MostRows = 300;

    /// <summary>How many of each end.</summary>
    private const int EndRows = 100;

    /// <summary>The document.</summary>
    public static ReportDocument Of(StoryResult story)
    {
        FitResult fit = story.Fit;
        Posterior posterior = fit.Posterior;
        BoundModel model = fit.Input.Model;
        PosteriorVariance shares = posterior.DecomposeVariance();
        FitView view = new(AllEffects: true, EffectsHint: null);
        Judgements judgements = StoryJudgements.Of(story);
        ReportTable parameters = PosteriorContent.Summaries("posterior", posterior.ParameterSummaries);
        Part finding = FindingContent.Of(fit, shares), priors = PriorContent.Body(story.Priors);
        Part reml = story.Reml is { } estimates ? RemlContent.Body(estimates) : new Part([]);
        Part variance = PosteriorVarianceContent.Of(posterior, shares, view), agreement = AgreementContent.Of(fit.Agreement, posterior);
        Part convergence = ConvergenceContent.Of(posterior, fit.Advice), replicated = CheckContent.Replicated(story.Checks);
        Part none = new([]), pit = none, influence = none, loo = none, sensitivity = none;
        if (story.LeftOut is { } leftOut)
        {
            (pit, influence, loo) = (PitContent.Of(leftOut.Rows), CheckContent.Influence(leftOut), LooContent.OfRows(leftOut.Rows));
            sensitivity = leftOut.Sensitivity is { } sensitivities ? SensitivityContent.Of(sensitivities) : none;
        }

        Part groups = GroupsContent.Body(story.Groups, story.Summary), rows = AugmentContent.Body(story.Rows);
        Part means = StoryMeansContent.Of(model, story.Means);
        Part reproduction = ReproductionContent.Of(story);
        bool areChains = posterior.Draws.Origin.Dependence == Dependence.Chains;
        StoryFigures figures = new(story);
        return new ReportDocument(
            story.Title ?? $"Report: {fit.Input.Formula}",
            [
                .. Chapter(FindingWording.Title, [
                    .. finding.Sections,
                    new Section("", judgements),
                ]),
                .. Chapter("Question", [new Section("", [
                    new Prose(QuestionWording.Question(model)),
                    .. QuestionWording.Groups(model).Select(sentence => new Prose(sentence)),
                    new FormulaText(fit.Input.Formula),
                ])]),
                .. Chapter("Data", [InputContent.Data(fit.Input), ColumnsContent.Section(model), figures.Of("spaghetti", "group-lines")]),
                .. Chapter("Model", [
                    new Section("Equations", new FormulaText(ModelLatex.Write(model)) { IsMath = true }),
                    new Section("Level equations", new FormulaText(LevelEquationPrinter.Print(model.Specification.Formula, model.Design.IsConstantWithin))),
                    figures.Of("hierarchy"),
                ]),
                .. Chapter("Priors", priors.Sections),
                .. Chapter("REML", reml.Sections),
                .. Chapter("Posterior", [
                    new Section($"Parameters ({PosteriorContent.DrawsInWords(posterior)}, seed {posterior.Options.Seed})", parameters),
                    figures.Of("density", "prior", "forest"),
                    .. variance.Sections,
                ]),
                .. Chapter("Agreement of REML and posterior", [.. agreement.Sections, figures.Of("agreement")]),
                .. story.Groups.Count == 0 ? [] : Chapter("Groups and shrinkage", [figures.Of("caterpillar", "shrinkage", "effects-qq"), .. groups.Sections]),
                .. Chapter("Predictions", [
                    .. means.Sections, .. means.Sections.Count == 0 ? [] : (Section[])[figures.Of("means", "slopes", "conditional")],
                    figures.Of("predictions"), .. rows.Sections,
                ]),
                .. Chapter("Checks", [
                    .. convergence.Sections, .. areChains ? [figures.Of("trace", "rank", "energy", "convergence")] : (Section[])[],
                    .. replicated.Sections, figures.Of(Checks(model)),
                    .. pit.Sections, .. story.LeftOut is null ? [] : (Section[])[figures.Of("loo-pit")], .. loo.Sections,
                ]),
                .. sensitivity.Sections.Count == 0 ? [] : Chapter("Sensitivity to priors", sensitivity.Sections),
                .. influence.Sections.Count == 0 ? [] : Chapter("Influence of groups", [.. influence.Sections, figures.Of("influence")]),
                .. Chapter("Methods, ready to paste", MethodsSections(story)),
                .. Chapter("How to get this again", reproduction.Sections),
            ],
            [
                .. finding.Members,
                new("judgements", Datum.ListOf(judgements.Items, item => [
                    new("subject", item.Subject.TrimEnd('.')), new("grade", item.Grade.ToString().ToLowerInvariant()), new("text", item.Text),
                ])),
                InputContent.ModelMember(fit.Input),
                InputContent.DataMember(fit.Input),
                ColumnsContent.Member(model),
                Member.Group("prior", [.. priors.Members]),
                Member.Group("reml", [.. reml.Members]),
                new("posterior", parameters.Records()),
                .. variance.Members,
                .. agreement.Members,
                Member.Group("levels", [.. groups.Members]),
                .. means.Members,
                .. rows.Members,
                Member.Group("diagnostics", [.. convergence.Members]),
                Member.Group("checks", [.. replicated.Members, .. pit.Members, .. loo.Members]),
                .. sensitivity.Members,
                .. influence.Members,
                .. reproduction.Members,
                InputContent.Warnings(model.Warnings),
            ]);
    }

    /// <summary>The kinds of figures that check a response of the model's family.</summary>
    private static string[] Checks(BoundModel model) =>
        model.Family.IsDiscrete ? ["rootogram", "ppc-density", "binned-residuals", "qq"] : ["ppc-density", "residuals", "qq"];

    private static IEnumerable<Section> Chapter(string title, IEnumerable<Section> sections) =>
        sections.Select(section => Shortened(section) with { Chapter = title });

    /// <summary>A section whose long tables show only their ends; programs read all rows.</summary>
    private static Section Shortened(Section section) => section.Blocks.Any(IsLong)
        ? section with { Blocks = [.. section.Blocks.SelectMany(block => IsLong(block) ? Ends((ReportTable)block) : [block])] }
        : section;

    private static bool IsLong(Block block) => block is ReportTable { IsForProgramsOnly: false, Rows.Count: > MostRows };

    private static IEnumerable<Block> Ends(ReportTable table)
    {
        yield return new ReportTable(table.Name, table.Columns, [.. table.Rows.Take(EndRows), .. table.Rows.TakeLast(EndRows)]) { IsForPeopleOnly = true };
        yield return table.ForPrograms();
        yield return new Prose($"The first and the last {EndRows} of {table.Rows.Count} rows.");
    }

    private static IEnumerable<Section> MethodsSections(StoryResult story)
    {
        bool hasSensitivity = story.LeftOut?.Sensitivity is not null;
        yield return new Section("", new Prose(
            MethodsWording.Paragraph(story.Fit.Posterior, story.Checks, story.LeftOut is not null, hasSensitivity, story.Reproduction.Software)));
        yield return new Section("References", new Listing([.. MethodsWording.References(story.Fit.Posterior, story.LeftOut is not null, hasSensitivity)]));
    }
}
