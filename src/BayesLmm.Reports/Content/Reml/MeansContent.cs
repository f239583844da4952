using System.Globalization;
using BayesLmm.Language.Printing;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Content.Reml;

/// <summary>Marginal means and their differences.</summary>
internal static class MeansContent
{
    /// <summary>A section for each list of factors.</summary>
    public static Part Of(IReadOnlyList<MeansFinding> findings, RemlOptions options)
    {
        (MeansFinding Finding, ReportTable Means, ReportTable Pairs)[] all =
            [.. findings.Select(finding => (finding, Means(finding.Means, options), Pairs(finding, options)))];
        return new Part(
            [.. all.Select(one => Section(one.Finding, one.Means, one.Pairs, options))],
            new Member("marginalMeans", Datum.ListOf(all, one => [
                new("factors", Datum.ListOf(one.Finding.Means.Factors)),
                .. one.Finding.Means.HeldAt.Count == 0
                    ? []
                    : (Member[])[new("at", Datum.ListOf(one.Finding.Means.HeldAt, held => [new("column", held.Column), new("value", held.Mean)]))],
                new("means", one.Means.Records()),
                new("adjustment", Name(options.Adjustment)),
                new("pairs", one.Pairs.Records("first", "second", "estimate", "se", "df", "statistic", "p", "lower", "upper", "adjustedP")),
            ])));
    }

    private static Section Section(MeansFinding finding, ReportTable means, ReportTable pairs, RemlOptions options)
    {
        List<Block> blocks = [means];
        if (finding.Means.HeldAt.Count > 0)
        {
            blocks.Add(new Prose($"At {string.Join(", ", finding.Means.HeldAt.Select(held => $"{ExpressionPrinter.PrintName(held.Column)} = {
                held.Mean.ToString("G4", CultureInfo.InvariantCulture)}"))}: {(finding.Means.HeldAt.Count == 1 ? "its mean" : "their means")} in the data."));
        }

        if (finding.Means.Means.Any(mean => mean.Mean is null))
        {
            blocks.Add(new Prose("A mean without a value is not estimable: a combination of levels that it averages over does not occur in the data."));
        }

        if (finding.Pairs.Count > 0)
        {
            blocks.AddRange([pairs, new Prose(AdjustmentInWords(options.Adjustment, finding.Pairs.Count))]);
        }

        return new Section($"Marginal means of {Factors(finding.Means)}", blocks);
    }

    private static ReportTable Means(MarginalMeans means, RemlOptions options)
    {
        string factors = Factors(means);
        (string lower, string upper) = TestsContent.Percentiles(options.Level);
        return TableOf.Items("marginal_means", means.Means)
            .Words(factors, Field.Term, null, mean => mean.Name)
            .Words(null, Field.Group, null, _ => factors)
            .Data("levels", mean => Datum.ListOf(mean.Levels))
            .Numbers("mean", Field.Estimate, "estimate", mean => Cell.Estimate(mean.Mean?.Estimate, mean.Mean?.StandardError))
            .Numbers("SE", Field.StandardError, "se", mean => Cell.Digits(mean.Mean?.StandardError, 3))
            .Numbers("df", Field.Df, "df", mean => Cell.DegreesOfFreedom(mean.Mean?.DegreesOfFreedom))
            .Data("statistic", mean => mean.Mean?.Statistic)
            .Data("p", mean => mean.Mean?.PValue)
            .Numbers(lower, Field.Lower, "lower", mean => Cell.Estimate(mean.Mean?.Lower, mean.Mean?.StandardError))
            .Numbers(upper, Field.Upper, "upper", mean => Cell.Estimate(mean.Mean?.Upper, mean.Mean?.StandardError))
            .Build();
    }

    private static ReportTable Pairs(MeansFinding finding, RemlOptions options)
    {
        string factors = Factors(finding.Means);
        bool isAdjusted = options.Adjustment != PValueAdjustment.None;
        return TableOf.Items("pairwise_contrasts", finding.Pairs)
            .Words("contrast", Field.Term, null, pair => $"{pair.First} - {pair.Second}")
            .Words(null, Field.Group, null, _ => factors)
            .Data("first", pair => pair.First)
            .Data("second", pair => pair.Second)
            .Numbers("difference", Field.Estimate, "estimate", pair => Cell.Estimate(pair.Test.Estimate, pair.Test.StandardError))
            .Numbers("SE", Field.StandardError, "se", pair => Cell.Digits(pair.Test.StandardError, 3))
            .Numbers("df", Field.Df, "df", pair => Cell.DegreesOfFreedom(pair.Test.DegreesOfFreedom))
            .Numbers(TestsContent.Statistic(options.Method), Field.Statistic, "statistic", pair => Cell.Fixed(pair.Test.Statistic, 2))
            .Numbers(isAdjusted ? null : "p", Field.PValue, "p", pair => Cell.Probability(pair.Test.PValue))
            .Numbers(isAdjusted ? "p adjusted" : null, Field.AdjustedPValue, "adjustedP", pair => Cell.Probability(pair.AdjustedPValue))
            .Numbers(null, Field.Lower, "lower", pair => Cell.Estimate(pair.Test.Lower, pair.Test.StandardError))
            .Numbers(null, Field.Upper, "upper", pair => Cell.Estimate(pair.Test.Upper, pair.Test.StandardError))
            .Build();
    }

    private static string Factors(MarginalMeans means) => string.Join(':', means.Factors);

    private static string Name(PValueAdjustment adjustment) => adjustment switch
    {
        PValueAdjustment.None => "none",
        PValueAdjustment.Bonferroni => "bonferroni",
        PValueAdjustment.Holm => "holm",
        _ => "tukey",
    };

    private static string AdjustmentInWords(PValueAdjustment adjustment, int pairs) => adjustment switch
    {
        PValueAdjustment.None => $"p is not adjusted for there being {pairs} contrasts.",
        PValueAdjustment.Bonferroni => $"p adjusted for {pairs} contrasts by Bonferroni's method.",
        PValueAdjustment.Holm => $"p adjusted for {pairs} contrasts by Holm's method.",
        _ => "p adjusted for all pairs by Tukey's method.",
    };
}
