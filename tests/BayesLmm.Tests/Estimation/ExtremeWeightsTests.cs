namespace BayesLmm.Tests.Estimation;

/// <summary>A row of enormous weight is a row that is fitted exactly: the rest of the answer is that of the limit. Criteria are lme4's.</summary>
public class ExtremeWeightsTests
{
    private static readonly Table Sleep = TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv"));

    [Theory]
    [InlineData("Days | Subject", 0, 1e11, 1742.2614)]
    [InlineData("1 | Subject", 0, 1e11, 1800.7356)]
    [InlineData("Days | Subject", 49, 1e11, 1747.2591)]
    [InlineData("1 | Subject", 49, 1e11, 1786.6226)]
    [InlineData("Days | Subject", 4, 1e8, 1750.770889)]
    [InlineData("1 | Subject", 4, 1e8, 1789.722737)]
    [InlineData("Days | Subject", 76, 1e6, 1742.302214)]
    [InlineData("1 | Subject", 76, 1e6, 1784.467705)]
    [InlineData("Days | Subject", 12, 1e-11, 1768.576673)]
    [InlineData("1 | Subject", 12, 1e-11, 1811.606657)]
    public void The_criterion_is_lme4s(string term, int row, double weight, double criterion)
    {
        RemlFit fit = Fit(term, row, weight);
        Assert.Equal(criterion, fit.Criterion, weight > 1e10 ? 2e-4 : 2e-6);
        Assert.True(fit.Optimum.Converged);
    }

    [Theory]
    [InlineData(1e8)]
    [InlineData(1e10)]
    [InlineData(1e11)]
    public void Estimates_are_those_of_the_limit(double weight)
    {
        // lme4 at weight 1e8; it loses digits at 1e11 and has 23.56 there.
        RemlFit fit = Fit("Days | Subject", 49, weight);
        Assert.Equal(23.4474, fit["sd(Subject, intercept)"], 1e-3);
        Assert.Equal(5.71148, fit["sd(Subject, Days)"], 1e-3);
        Assert.Equal(26.1837, fit["sigma"], 1e-3);
        Assert.Equal(10.78691, fit["Days"], 1e-4);
    }

    [Fact]
    public void Where_digits_run_out_the_fit_says_so() => Assert.False(Fit("Days | Subject", 99, 1e14).Optimum.Converged);

    private static RemlFit Fit(string term, int row, double weight)
    {
        double[] weights = [.. Enumerable.Range(0, Sleep.RowCount).Select(i => i == row ? weight : 1.0)];
        Table table = Table.FromColumns("t", [.. Sleep.Columns, new NumericColumn("w", weights)]);
        return Model.Parse($"factor Subject\nweights w\nReaction ~ Days + ({term})").Bind(table).FitReml();
    }
}
