using System.Globalization;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Content.Reml;

/// <summary>Tests of coefficients and terms.</summary>
internal static class TestsContent
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

    /// <summary>What a test's statistic is called.</summary>
    public static string Statistic(DegreesOfFreedomMethod method) => method == DegreesOfFreedomMethod.None ? "z" : "t";

    /// <summary>A row for each contrast, with test and interval.</summary>
    public static ReportTable Contrasts(string name, string title, IReadOnlyList<ContrastTest> tests, RemlOptions options)
    {
        (string lower, string upper) = Percentiles(options.Level);
        return TableOf.Items(name, tests)
            .Words(title, Field.Term, "name", test => test.Name)
            .Numbers("estimate", Field.Estimate, "estimate", test => Cell.Estimate(test.Estimate, test.StandardError))
            .Numbers("SE", Field.StandardError, "se", test => Cell.Digits(test.StandardError, 3))
            .Numbers("df", Field.Df, "df", test => Cell.DegreesOfFreedom(test.DegreesOfFreedom))
            .Numbers(Statistic(options.Method), Field.Statistic, "statistic", test => Cell.Fixed(test.Statistic, 2))
            .Numbers("p", Field.PValue, "p", test => Cell.Probability(test.PValue))
            .Numbers(lower, Field.Lower, "lower", test => Cell.Estimate(test.Lower, test.StandardError))
            .Numbers(upper, Field.Upper, "upper", test => Cell.Estimate(test.Upper, test.StandardError))
            .Build();
    }

    /// <summary>F tests of the terms.</summary>
    public static Part Terms(AnovaTable anova)
    {
        ReportTable table = TableOf.Items("terms", anova.Terms)
            .Words("term", Field.Term, "term", term => term.Term)
            .Numbers("df", Field.Df, "numeratorDf", term => Cell.Count(term.Test?.NumeratorDegreesOfFreedom))
            .Numbers("den. df", Field.DenominatorDf, "denominatorDf", term => Cell.DegreesOfFreedom(term.Test?.DenominatorDegreesOfFreedom))
            .Numbers("F", Field.Statistic, "f", term => Cell.Fixed(term.Test?.Statistic, 2))
            .Numbers("p", Field.PValue, "p", term => Cell.Probability(term.Test?.PValue))
            .Numbers(null, "sum_sq", "sumOfSquares", term => Cell.Digits(term.Test?.SumOfSquares, 4))
            .Numbers(null, "mean_sq", "meanSquare", term => Cell.Digits(term.Test?.MeanSquare, 4))
            .Data("reason", term => term.Reason)
            .Build();
        List<Block> blocks = [table, .. anova.Terms.Where(term => term.Reason is not null).Select(term => new Prose($"No test of {term.Term}: {term.Reason}"))];
        if (anova.Terms.Any(term => term.Test is { DenominatorDegreesOfFreedom: null }))
        {
            blocks.Add(new Prose("Where p is missing, Kenward and Roger's equations have no solution for the term."));
        }

        return new Part(
            anova.Terms.Count == 0 ? [] : [new Section($"Tests of terms (type {Name(anova.Type)})", blocks)],
            Member.Group(
                "terms",
                new("type", Name(anova.Type)),
                new("tests", table.Records("term", "f", "numeratorDf", "denominatorDf", "p", "sumOfSquares", "meanSquare", "reason"))));
    }

    /// <summary>I, II or III.</summary>
    private static string Name(SumOfSquaresType type) => type switch { SumOfSquaresType.TypeI => "I", SumOfSquaresType.TypeII => "II", _ => "III" };
}
