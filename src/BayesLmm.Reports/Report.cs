using BayesLmm.Reports.Content;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.Reml;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Formats;

namespace BayesLmm;

/// <summary>A report of a result: one content, written in any of several formats, as the command <c>blmm</c> writes it. Immutable.</summary>
public sealed class Report
{
    /// <summary>The name of data that were not read from a file named by the model.</summary>
    private const string UnnamedData = "data";

    private readonly ReportDocument document;

    private Report(ReportDocument document) => this.document = document;

    /// <summary>The formats: <c>text</c>, <c>json</c>, <c>csv</c>, <c>markdown</c>, <c>latex</c> and <c>html</c>, a self-contained page with figures.</summary>
    public static IReadOnlyList<string> Formats => ReportFormats.Names;

    /// <summary>A report of a posterior with the fit by restricted maximum likelihood beside it.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="reml">The fit of the same model.</param>
    /// <exception cref="ArgumentException">The fit is of another model.</exception>
    public static Report Of(Posterior posterior, RemlFit reml) =>
        new(FitContent.Of(
            new FitResult(Input(posterior.Model), reml, posterior, posterior.CompareWith(reml), []), new FitView(AllEffects: true, EffectsHint: null)));

    /// <summary>A report of a posterior whose family has no restricted maximum likelihood, as binomial, poisson and the like; otherwise with that fit beside
    /// it.</summary>
    /// <param name="posterior">The posterior.</param>
    public static Report Of(Posterior posterior) => posterior.Model.HasReml
        ? Of(posterior, posterior.Model.FitReml())
        : new(FitContent.Of(new FitResult(Input(posterior.Model), null, posterior, null, []), new FitView(AllEffects: true, EffectsHint: null)));

    /// <summary>A report of a fit by (restricted) maximum likelihood with tests, intervals and the variance explained.</summary>
    /// <param name="fit">The fit.</param>
    public static Report Of(RemlFit fit)
    {
        RemlOptions options = new() { Restricted = fit.Restricted };
        RemlFindings findings = RemlFindings.Of(fit, options, fit.InferFixedEffects(options.Method));
        return new(RemlContent.Of(new RemlResult(Input(fit.Model), fit, findings, [])));
    }

    /// <summary>Writes the report.</summary>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format; the message lists the formats.</exception>
    public string Write(string format = "text") => ReportFormats.Write(document, format);

    private static ModelInput Input(BoundModel model) =>
        new(model, model.Specification.Source.Text, null, model.Specification.Steps.Table?.Path ?? UnnamedData);
}
