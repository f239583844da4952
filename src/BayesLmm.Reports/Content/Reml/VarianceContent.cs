using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Content.Reml;

/// <summary>Where the variance comes from, and what ignoring the groups would have claimed.</summary>
internal static class VarianceContent
{
    /// <summary>Variances with their shares, intraclass correlations and R².</summary>
    public static Part Explained(VarianceDecomposition variance)
    {
        IEnumerable<(string Source, string Group, double Variance)> rows =
        [
            ("fixed effects", "", variance.Fixed),
            .. variance.Terms.Select(term => (Source(variance, term), term.Group, term.Variance)),
            ("residual", "residual", variance.Residual),
        ];
        ReportTable table = TableOf.Items("variance_explained", rows)
            .Words("source", Field.Term, null, row => row.Source)
            .Words(null, Field.Group, null, row => row.Group)
            .Numbers("variance", Field.Estimate, null, row => Cell.Digits(row.Variance, 4))
            .Numbers("share", Field.Share, null, row => Cell.Fixed(row.Variance / variance.Total, 3))
            .Build();
        Facts shares = new(
            "fit",
            [
                new("ICC adjusted", "icc_adjusted", "iccAdjusted", Cell.Fixed(variance.AdjustedIcc, 3)),
                new("unadjusted", "icc_unadjusted", "iccUnadjusted", Cell.Fixed(variance.UnadjustedIcc, 3)),
                new("R² marginal", "r2_marginal", "r2Marginal", Cell.Fixed(variance.MarginalR2, 3)),
                new("conditional", "r2_conditional", "r2Conditional", Cell.Fixed(variance.ConditionalR2, 3)),
            ]);
        bool hasSlopes = variance.Terms.Any(term => term.Effects is not ["intercept"]);
        return new Part(
            [new Section(
                "Variance explained", [table, .. hasSlopes ? [new Prose("Variances of random slopes are means over the rows.")] : (Block[])[], shares])],
            Member.Group(
                "variance",
                [
                    new("fixed", variance.Fixed),
                    new("terms", Datum.ListOf(variance.Terms, term => [
                        new("group", term.Group), new("effects", Datum.ListOf(term.Effects)), new("variance", term.Variance),
                    ])),
                    new("residual", variance.Residual),
                    .. shares.Members(),
                    new("iccByGroup", Datum.ListOf(variance.IccByGroup, group => [new("group", group.Group), new("icc", group.Icc)])),
                ]));
    }

    /// <summary>Least squares beside the mixed model.</summary>
    public static Part LeastSquares(LeastSquaresComparison comparison)
    {
        ReportTable table = TableOf.Items("least_squares", comparison.Coefficients)
            .Words("coefficient", Field.Term, "name", row => row.Name)
            .Numbers("estimate", Field.Estimate, "estimate", row => Cell.Estimate(row.Estimate, row.StandardError))
            .Numbers("SE", Field.StandardError, "se", row => Cell.Digits(row.StandardError, 3))
            .Numbers(null, Field.Statistic, "t", row => Cell.Fixed(row.T, 2))
            .Numbers("mixed SE", "mixed_std_error", null, row => Cell.Digits(row.MixedStandardError, 3))
            .Numbers("ratio", "std_error_ratio", null, row => Cell.Fixed(row.MixedStandardError / (row.StandardError > 0 ? row.StandardError : null), 2))
            .Numbers("design effect", "design_effect", "designEffect", row => Cell.Fixed(row.DesignEffect, 2))
            .Build();
        Facts kish = new(
            "fit",
            [
                new("Kish's design effect of the mean", "kish_design_effect", "kishDesignEffect", Cell.Fixed(comparison.Kish?.DesignEffect, 2)),
                new("effective sample size", "kish_effective_sample_size", "kishEffectiveSampleSize", Cell.Fixed(comparison.Kish?.EffectiveSampleSize, 1)),
            ]);
        return new Part(
            [new Section("Without the random terms (least squares)", [table, .. comparison.Kish is null ? [] : (Block[])[kish]])],
            Member.Group(
                "leastSquares",
                [new("sigma", comparison.Sigma), new("df", comparison.DegreesOfFreedom), new("coefficients", table.Records()), .. kish.Members()]));
    }

    private static string Source(VarianceDecomposition variance, TermVariance term)
    {
        bool isAlone = variance.Terms.Count(other => other.Group == term.Group) == 1 && term.Effects is ["intercept"];
        return isAlone ? term.Group : $"{term.Group} ({string.Join(", ", term.Effects)})";
    }
}
