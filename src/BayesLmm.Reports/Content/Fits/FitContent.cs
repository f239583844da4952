using BayesLmm.Plots;
using BayesLmm.Posteriors.Quantities;
using BayesLmm.Reports.Content.Laplace;
using BayesLmm.Reports.Content.Reml;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Figures;
using BayesLmm.Sampling;

namespace BayesLmm.Reports.Content.Fits;

/// <summary>The report of a posterior, with the REML fit beside it where the family has one.</summary>
internal static class FitContent
{
    /// <summary>The document.</summary>
    /// <param name="result">The fit.</param>
    /// <param name="view">How much people are shown.</param>
    /// <param name="plan">What else is said of the posterior; null for nothing.</param>
    public static ReportDocument Of(FitResult result, FitView view, QuantityPlan? plan = null)
    {
        Posterior posterior = result.Posterior;
        EstimatesContent? estimates = result.Reml is { } reml ? new(reml) : null;
        ReportTable priors = InputContent.Priors(result.Input.Model.Priors);
        (ReportTable parameters, Prose? explanation) = plan is { HasIntervals: true }
            ? QuantitiesContent.Parameters(posterior, plan)
            : (PosteriorContent.Summaries("posterior", posterior.ParameterSummaries), null);
        Part quantities = plan is null ? new Part([]) : QuantitiesContent.Of(posterior, plan);
        ReportTable effects = PosteriorContent.Summaries("group_effects", posterior.GroupEffectSummaries);
        Part convergence = ConvergenceContent.Of(posterior, result.Advice), agreement = AgreementContent.Of(result.Agreement, posterior);
        PosteriorVariance shares = posterior.DecomposeVariance();
        Part variance = PosteriorVarianceContent.Of(posterior, shares, view), finding = FindingContent.Of(result, shares);
        Part further = result.Further is { } engines ? EnginesContent.Of(engines, result.Advice) : new Part([]);
        return new ReportDocument(
            $"Fit: {result.Input.Formula}",
            [
                .. finding.Sections,
                InputContent.Data(result.Input),
                InputContent.Model(result.Input),
                new Section("Priors", priors),
                .. estimates is null ? (Section[])[] : [estimates.BriefSection()],
                .. result.Laplace is { } laplace ? [LaplaceContent.BriefSection(laplace)] : (Section[])[],
                new Section($"Posterior ({PosteriorContent.DrawsInWords(posterior)}, seed {posterior.Options.Seed})", [
                    parameters, .. explanation is null ? [] : (Block[])[explanation], .. Figures(result)]),
                .. quantities.Sections,
                .. posterior.Model.GroupTerms.Count > 0 ? [PosteriorContent.GroupEffects(posterior, effects, view)] : (Section[])[],
                .. variance.Sections,
                .. posterior.MessagePassing is { } messages ? [MessagePassingContent.Section(messages, posterior)] : (Section[])[],
                .. convergence.Sections,
                .. agreement.Sections,
                .. further.Sections,
                .. Timing.Sections(result.Timings),
            ],
            [
                InputContent.ModelMember(result.Input),
                InputContent.DataMember(result.Input),
                .. finding.Members,
                new("priors", priors.Records()),
                new("posterior", parameters.Records()),
                .. quantities.Members,
                new("groupEffects", effects.Records()),
                .. variance.Members,
                estimates is null ? new("reml", Datum.Nothing) : Member.Group("reml", [.. estimates.Members, GroupEffectsContent.Member(result.Reml!)]),
                result.Laplace is { } maximum ? Member.Group("ml", [.. LaplaceContent.BriefMembers(maximum)]) : new("ml", Datum.Nothing),
                .. agreement.Members,
                .. further.Members,
                Member.Group("diagnostics", [.. convergence.Members, InputContent.Warnings(result.Input.Model.Warnings)]),
                SamplerContent.Member(posterior),
                Timing.Member(result.Timings),
                ColumnsContent.Member(result.Input.Model),
            ]);
    }

    private static IEnumerable<PageFigure> Figures(FitResult result)
    {
        yield return new PageFigure(
            "Densities",
            $"Posterior densities with mean, median and 95 % interval{(result.Reml is null ? "" : "; the REML estimates beside them")}.",
            () => FigureMarkup.Write((result.Reml is { } reml ? result.Posterior.PlotWith(reml) : result.Posterior.Plot).Density()));
        if (result.Posterior.Draws.Origin.Dependence == Dependence.Chains)
        {
            yield return new PageFigure(
                "Ranks",
                "Ranks of each chain's draws among all: flat where the chains agree.",
                () => FigureMarkup.Write(result.Posterior.Plot.Rank()));
        }
    }
}
