using BayesLmm.Cli.Reports.Documents;
using BayesLmm.Inference.Effects;
using BayesLmm.Inference.LeastSquares;
using BayesLmm.Inference.VarianceExplained;
using BayesLmm.Models;

namespace BayesLmm.Cli.Reports.Estimates;

/// <summary>Where the variance comes from, what ignoring the groups would have claimed, and the groups' predicted effects.</summary>
internal static class VarianceSections
{
    /// <summary>Variances with their shares, intraclass correlations and R².</summary>
    public static Section Explained(VarianceDecomposition variance)
    {
        Cell[] Row(string source, string group, double value) => [Cell.Words(source), Cell.Words(group), Cell.Digits(value, 4), Cell.Fixed(value / variance.Total, 3)];
        List<Cell[]> rows = [Row("fixed effects", "", variance.Fixed)];
        foreach (TermVariance term in variance.Terms)
        {
            bool isAlone = variance.Terms.Count(other => other.Group == term.Group) == 1 && term.Effects is ["intercept"];
            rows.Add(Row(isAlone ? term.Group : $"{term.Group} ({string.Join(", ", term.Effects)})", term.Group, term.Variance));
        }

        rows.Add(Row("residual", "residual", variance.Residual));
        bool hasSlopes = variance.Terms.Any(term => term.Effects is not ["intercept"]);
        return new Section(
            "Variance explained",
            [
                new ReportTable(
                    "variance_explained",
                    [
                        ReportColumn.Words("source", Field.Term),
                        ReportColumn.Words("", Field.Group),
                        ReportColumn.Numbers("variance", Field.Estimate),
                        ReportColumn.Numbers("share", Field.Share),
                    ],
                    rows),
                .. hasSlopes ? [new Prose("Variances of random slopes are means over the rows.")] : (Block[])[],
                new Facts(
                    "fit",
                    [
                        new Fact("ICC adjusted", "icc_adjusted", Cell.Fixed(variance.AdjustedIcc, 3)),
                        new Fact("unadjusted", "icc_unadjusted", Cell.Fixed(variance.UnadjustedIcc, 3)),
                        new Fact("R² marginal", "r2_marginal", Cell.Fixed(variance.MarginalR2, 3)),
                        new Fact("conditional", "r2_conditional", Cell.Fixed(variance.ConditionalR2, 3)),
                    ]),
            ]);
    }

    /// <summary>Least squares beside the mixed model.</summary>
    public static Section LeastSquares(LeastSquaresComparison comparison)
    {
        List<Block> blocks =
        [
            new ReportTable(
                "least_squares",
                [
                    ReportColumn.Words("coefficient", Field.Term),
                    ReportColumn.Numbers("estimate", Field.Estimate),
                    ReportColumn.Numbers("SE", Field.StandardError),
                    ReportColumn.Numbers("", Field.Statistic),
                    ReportColumn.Numbers("mixed SE", "mixed_std_error"),
                    ReportColumn.Numbers("ratio", "std_error_ratio"),
                    ReportColumn.Numbers("design effect", "design_effect"),
                ],
                [.. comparison.Coefficients.Select(row => (Cell[])[
                    Cell.Words(row.Name),
                    Cell.Estimate(row.Estimate, row.StandardError),
                    Cell.Digits(row.StandardError, 3),
                    Cell.Fixed(row.T, 2),
                    Cell.Digits(row.MixedStandardError, 3),
                    Cell.Fixed(row.MixedStandardError / (row.StandardError > 0 ? row.StandardError : null), 2),
                    Cell.Fixed(row.DesignEffect, 2)])]),
        ];
        if (comparison.Kish is { } kish)
        {
            blocks.Add(new Facts(
                "fit",
                [
                    new Fact("Kish's design effect of the mean", "kish_design_effect", Cell.Fixed(kish.DesignEffect, 2)),
                    new Fact("effective sample size", "kish_effective_sample_size", Cell.Fixed(kish.EffectiveSampleSize, 1)),
                ]));
        }

        return new Section("Without the random terms (least squares)", blocks);
    }

    /// <summary>Every predicted group effect.</summary>
    public static Section Effects(IReadOnlyList<PredictedEffects> terms)
    {
        List<Cell[]> rows = [];
        foreach (PredictedEffects term in terms)
        {
            for (int level = 0; level < term.Levels.Count; level++)
            {
                for (int effect = 0; effect < term.Effects.Count; effect++)
                {
                    double sd = term.ConditionalSd(level, effect), error = term.PredictionError(level, effect);
                    rows.Add(
                    [
                        Cell.Words(Parameter.GroupEffect(term.Group, term.Levels[level], term.Effects[effect])),
                        Cell.Words(term.Group),
                        Cell.Estimate(term.Value(level, effect), sd),
                        Cell.Digits(sd, 3),
                        Cell.Digits(error, 3),
                    ]);
                }
            }
        }

        return new Section(
            "Group effects",
            [
                new ReportTable(
                    "group_effects",
                    [
                        ReportColumn.Words("effect", Field.Term),
                        ReportColumn.Words("", Field.Group),
                        ReportColumn.Numbers("prediction", Field.Estimate),
                        ReportColumn.Numbers("conditional sd", "conditional_sd"),
                        ReportColumn.Numbers("SE", Field.StandardError),
                    ],
                    rows),
                new Prose("The conditional sd takes coefficients and variances as known; the SE of the prediction allows for the coefficients' uncertainty as well."),
            ]);
    }
}
