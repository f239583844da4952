using System.Globalization;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Reports.Documents;
using BayesLmm.Inference;

namespace BayesLmm.Cli.Reports.Estimates;

/// <summary>Tests of coefficients, terms and contrasts.</summary>
internal static class TestTables
{
    /// <summary>The titles of an interval's ends: 2.5% and 97.5% for level 0.95.</summary>
    public static (string Lower, string Upper) Percentiles(double level)
    {
        string Percent(double part) => (100 * part).ToString("0.####", CultureInfo.InvariantCulture) + "%";
        return (Percent(0.5 * (1 - level)), Percent(0.5 * (1 + level)));
    }

    /// <summary>How a method finds degrees of freedom, in words.</summary>
    public static string MethodInWords(DegreesOfFreedomMethod method) => method switch
    {
        DegreesOfFreedomMethod.Satterthwaite => "Degrees of freedom by Satterthwaite's method.",
        DegreesOfFreedomMethod.KenwardRoger => "Standard errors and degrees of freedom by Kenward and Roger's method.",
        _ => "Variances count as known: normal distribution.",
    };

    /// <summary>A row for each contrast, with test and interval.</summary>
    public static ReportTable Contrasts(string name, string title, IReadOnlyList<ContrastTest> tests, bool isNormal)
    {
        (string lower, string upper) = Percentiles(tests[0].Level);
        return new ReportTable(
            name,
            [
                ReportColumn.Words(title, Field.Term),
                ReportColumn.Numbers("estimate", Field.Estimate),
                ReportColumn.Numbers("SE", Field.StandardError),
                ReportColumn.Numbers("df", Field.Df),
                ReportColumn.Numbers(isNormal ? "z" : "t", Field.Statistic),
                ReportColumn.Numbers("p", Field.PValue),
                ReportColumn.Numbers(lower, Field.Lower),
                ReportColumn.Numbers(upper, Field.Upper),
            ],
            [.. tests.Select(test => (Cell[])[
                Cell.Words(test.Name),
                Cell.Estimate(test.Estimate, test.StandardError),
                Cell.Digits(test.StandardError, 3),
                Cell.DegreesOfFreedom(test.DegreesOfFreedom),
                Cell.Fixed(test.Statistic, 2),
                Cell.Probability(test.PValue),
                Cell.Estimate(test.Lower, test.StandardError),
                Cell.Estimate(test.Upper, test.StandardError)])]);
    }

    /// <summary>F tests of the terms.</summary>
    public static Section Terms(AnovaTable table)
    {
        List<Block> blocks =
        [
            new ReportTable(
                "terms",
                [
                    ReportColumn.Words("term", Field.Term),
                    ReportColumn.Numbers("df", Field.Df),
                    ReportColumn.Numbers("den. df", Field.DenominatorDf),
                    ReportColumn.Numbers("F", Field.Statistic),
                    ReportColumn.Numbers("p", Field.PValue),
                    ReportColumn.Numbers("", "sum_sq"),
                    ReportColumn.Numbers("", "mean_sq"),
                ],
                [.. table.Terms.Select(term => (Cell[])[
                    Cell.Words(term.Term),
                    Cell.Count(term.Test?.NumeratorDegreesOfFreedom),
                    Cell.DegreesOfFreedom(term.Test?.DenominatorDegreesOfFreedom),
                    Cell.Fixed(term.Test?.Statistic, 2),
                    Cell.Probability(term.Test?.PValue),
                    Cell.Digits(term.Test?.SumOfSquares, 4),
                    Cell.Digits(term.Test?.MeanSquare, 4)])]),
        ];
        blocks.AddRange(table.Terms.Where(term => term.Reason is not null).Select(term => new Prose($"No test of {term.Term}: {term.Reason}")));
        if (table.Terms.Any(term => term.Test is { DenominatorDegreesOfFreedom: null }))
        {
            blocks.Add(new Prose("Where p is missing, Kenward and Roger's equations have no solution for the term."));
        }

        return new Section($"Tests of terms (type {TypeName(table.Type)})", blocks);
    }

    /// <summary>I, II or III.</summary>
    public static string TypeName(SumOfSquaresType type) => type switch { SumOfSquaresType.TypeI => "I", SumOfSquaresType.TypeII => "II", _ => "III" };

    /// <summary>Marginal means and their differences.</summary>
    public static Section Means(MeansFinding finding, RemlSettings settings)
    {
        string factors = string.Join(':', finding.Means.Factors);
        (string lower, string upper) = Percentiles(settings.Level);
        List<Block> blocks =
        [
            new ReportTable(
                "marginal_means",
                [
                    ReportColumn.Words(factors, Field.Term),
                    ReportColumn.Words("", Field.Group),
                    ReportColumn.Numbers("mean", Field.Estimate),
                    ReportColumn.Numbers("SE", Field.StandardError),
                    ReportColumn.Numbers("df", Field.Df),
                    ReportColumn.Numbers(lower, Field.Lower),
                    ReportColumn.Numbers(upper, Field.Upper),
                ],
                [.. finding.Means.Means.Select(mean => (Cell[])[
                    Cell.Words(mean.Name),
                    Cell.Words(factors),
                    Cell.Estimate(mean.Mean?.Estimate, mean.Mean?.StandardError),
                    Cell.Digits(mean.Mean?.StandardError, 3),
                    Cell.DegreesOfFreedom(mean.Mean?.DegreesOfFreedom),
                    Cell.Estimate(mean.Mean?.Lower, mean.Mean?.StandardError),
                    Cell.Estimate(mean.Mean?.Upper, mean.Mean?.StandardError)])]),
        ];
        if (finding.Means.Means.Any(mean => mean.Mean is null))
        {
            blocks.Add(new Prose("A mean without a value is not estimable: a combination of levels that it averages over does not occur in the data."));
        }

        if (finding.Pairs.Count > 0)
        {
            blocks.Add(Pairs(finding, factors, settings));
            blocks.Add(new Prose(AdjustmentInWords(settings.Adjustment, finding.Pairs.Count)));
        }

        return new Section($"Marginal means of {factors}", blocks);
    }

    private static ReportTable Pairs(MeansFinding finding, string factors, RemlSettings settings)
    {
        bool isAdjusted = settings.Adjustment != PValueAdjustment.None;
        return new ReportTable(
            "pairwise_contrasts",
            [
                ReportColumn.Words("contrast", Field.Term),
                ReportColumn.Words("", Field.Group),
                ReportColumn.Numbers("difference", Field.Estimate),
                ReportColumn.Numbers("SE", Field.StandardError),
                ReportColumn.Numbers("df", Field.Df),
                ReportColumn.Numbers(settings.Method == DegreesOfFreedomMethod.None ? "z" : "t", Field.Statistic),
                ReportColumn.Numbers(isAdjusted ? "" : "p", Field.PValue),
                ReportColumn.Numbers(isAdjusted ? "p adjusted" : "", Field.AdjustedPValue),
                ReportColumn.Numbers("", Field.Lower),
                ReportColumn.Numbers("", Field.Upper),
            ],
            [.. finding.Pairs.Select(pair => (Cell[])[
                Cell.Words($"{pair.First} - {pair.Second}"),
                Cell.Words(factors),
                Cell.Estimate(pair.Test.Estimate, pair.Test.StandardError),
                Cell.Digits(pair.Test.StandardError, 3),
                Cell.DegreesOfFreedom(pair.Test.DegreesOfFreedom),
                Cell.Fixed(pair.Test.Statistic, 2),
                Cell.Probability(pair.Test.PValue),
                Cell.Probability(pair.AdjustedPValue),
                Cell.Estimate(pair.Test.Lower, pair.Test.StandardError),
                Cell.Estimate(pair.Test.Upper, pair.Test.StandardError)])]);
    }

    private static string AdjustmentInWords(PValueAdjustment adjustment, int pairs) => adjustment switch
    {
        PValueAdjustment.None => $"p is not adjusted for there being {pairs} contrasts.",
        PValueAdjustment.Bonferroni => $"p adjusted for {pairs} contrasts by Bonferroni's method.",
        PValueAdjustment.Holm => $"p adjusted for {pairs} contrasts by Holm's method.",
        _ => "p adjusted for all pairs by Tukey's method.",
    };
}
