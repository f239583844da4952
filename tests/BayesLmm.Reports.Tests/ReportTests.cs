namespace BayesLmm.Reports.Tests;

/// <summary>Reports as a user of the library has them.</summary>
public sealed class ReportTests
{
    private static readonly BoundModel Bound = Model.Parse("y ~ x + (1 | g)").Bind(Table.FromColumns(
        "t",
        new NumericColumn("y", [.. Enumerable.Range(0, 40).Select(i => (0.5 * (i % 7)) + Math.Sin(i * i) + Math.Cos(3.0 * (i / 8)))]),
        new NumericColumn("x", [.. Enumerable.Range(0, 40).Select(i => (double)(i % 7))]),
        CategoricalColumn.FromTexts("g", Enumerable.Range(0, 40).Select(i => $"level {i / 8}"))));

    [Fact]
    public void A_fit_is_reported_in_every_format()
    {
        Report report = Report.Of(Bound.FitReml());

        Assert.StartsWith("Data\n  data: 40 rows, all used\n  g: 5 levels\n\nModel\n  y ~ x + (1 | g)\n\nREML\n", report.Write(), StringComparison.Ordinal);
        Assert.DoesNotContain("Timings", report.Write(), StringComparison.Ordinal);
        Assert.All(Report.Formats, format => Assert.Contains("sd(g, intercept)", report.Write(format), StringComparison.Ordinal));
    }

    [Fact]
    public void A_posterior_is_reported_with_the_fit_beside_it_and_every_group_effect()
    {
        string text = Report.Of(Bound.Sample(new DrawOptions { Chains = 2, Draws = 100, Seed = 1 }), Bound.FitReml()).Write();

        Assert.Contains("\nAgreement\n  Harville's identity", text, StringComparison.Ordinal);
        Assert.Contains("\n  g[level 4, intercept]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("--", text, StringComparison.Ordinal);
    }
}
