using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Graphs;

/// <summary>The conjugate priors of the covariance matrices of group effects, a row for each effect.</summary>
internal static class CovarianceTable
{
    /// <summary>The table.</summary>
    public static ReportTable Of(ConjugateModel model) => TableOf
        .Items("covariances", model.Terms.SelectMany((prior, k) => Rows(model.Outline.Terms[k], prior)))
        .Words("group", Field.Group, "group", row => row.Group)
        .Words("effect", Field.Term, "effect", row => row.Effect)
        .Plain("prior", "distribution", "distribution", row => row.Distribution)
        .Numbers("degrees of freedom", Field.Df, "df", row => Cell.Digits(row.Df, 3))
        .Numbers("scale", "scale", "scale", row => Cell.Digits(row.Scale, 6))
        .Numbers("precision", "value", "value", row => Cell.Digits(row.Value, 6))
        .Build();

    private static IEnumerable<Row> Rows(TermOutline term, CovariancePrior prior) => prior switch
    {
        CovariancePrior.Independent independent => term.Effects.Select((effect, i) => OfPrecision(term.Group, effect, independent.Precisions[i])),
        CovariancePrior.HuangWand joint => term.Effects.Select((effect, i) => OfMatrix(term.Group, effect, ConjugateForm.HuangWand, joint.Df, joint.Scales[i])),
        CovariancePrior.MatrixF joint => term.Effects.Select((effect, i) => OfMatrix(term.Group, effect, ConjugateForm.MatrixF, joint.Df, joint.Scales[i])),
        _ => throw new ArgumentOutOfRangeException(nameof(prior), prior, "This prior has no rows."),
    };

    private static Row OfMatrix(string group, string effect, ConjugateForm form, double df, double scale) =>
        new(group, effect, new Cell(GraphWording.Of(form), GraphWording.Name(form)), df, scale, null);

    private static Row OfPrecision(string group, string effect, PrecisionPrior prior) => prior switch
    {
        PrecisionPrior.HalfT half => new Row(group, effect, new Cell("half-t", "half_t"), half.Df, half.Scale, null),
        PrecisionPrior.Fixed known => new Row(group, effect, Cell.Words("constant"), null, null, known.Value),
        _ => throw new ArgumentOutOfRangeException(nameof(prior), prior, "This prior has no row."),
    };

    /// <summary>The prior of an effect's standard deviation.</summary>
    private sealed record Row(string Group, string Effect, Cell Distribution, double? Df, double? Scale, double? Value);
}
