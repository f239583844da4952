namespace BayesLmm.Tests.Estimation;

/// <summary>Singular fits are named by what is 0 in units of the standard deviations, whatever the units of the predictors.</summary>
public class CollapsedDirectionTests
{
    [Fact]
    public void A_slope_of_a_predictor_in_millions_has_a_correlation_of_minus_one()
    {
        Table table = TableReader.Read(Repository.PathOf("tests", "reference", "faults", "sales.csv"));
        RemlFit fit = Model.Parse("roi ~ sales + (sales | firm)").Bind(table).FitReml();
        Assert.Equal("firm: the correlation of intercept and sales is −1", Assert.Single(fit.Collapsed).ToString());
        VarianceDecomposition variance = fit.DecomposeVariance();
        Assert.Equal(9.43, variance.Terms[0].Variance, 0.01);
        Assert.Equal(39.8, variance.Total, 0.05);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1)]
    [InlineData(1e6)]
    public void The_name_does_not_depend_on_units(double unit)
    {
        Assert.Equal("g: the correlation of intercept and x is −1", Assert.Single(Fit(unit, -1, 1).Collapsed).ToString());
        Assert.Equal("g: the correlation of intercept and x is 1", Assert.Single(Fit(unit, 1, 1).Collapsed).ToString());
        Assert.Equal("g: the variance of intercept is 0", Fit(unit, 1, 0).Collapsed[0].ToString());
    }

    [Theory]
    [InlineData(2000, 1, "1")]
    [InlineData(1e6, -1, "−1")]
    public void Far_from_zero_it_is_named_at_the_mean_with_the_way_to_write_it(double shift, double sign, string correlation) => Assert.Equal(
        $"g: with center(x) in place of x, the correlation of intercept and x is {correlation}; as written it is that at x = 0, far from the data",
        Assert.Single(Fit(1, sign, 1, shift).Collapsed).ToString());

    [Fact]
    public void A_slope_without_variance_has_none_anywhere() =>
        Assert.Contains("g: the variance of x is 0", Fit(1, 0, 1, 2000).Collapsed.Select(direction => direction.ToString()));

    /// <summary>Effects of g that follow one number: an intercept of <paramref name="intercept"/> times it and a slope of −1, 0 or 1 times it.</summary>
    private static RemlFit Fit(double unit, double sign, double intercept, double shift = 0)
    {
        double[] effects = [-2, 1, 0.5, -1.5, 2.2, -0.3, 1.4, -1.1, 0.1, -0.3];
        int n = 10 * 8;
        double[] x = [.. Enumerable.Range(0, n).Select(i => ((i / 10) - 3.5) / 2)];

        // Residuals without any intercept or slope in a group.
        double[] noise = [.. Enumerable.Range(0, n).Select(i => new[] { 1.0, -2, -1, 2, 2, -1, -2, 1 }[i / 10] * (1 + (0.1 * (i % 10))) * 0.2)];
        return Model.Parse("y ~ x + (x | g)").Bind(Table.FromColumns(
            "t",
            new NumericColumn("x", [.. x.Select(value => (value * unit) + shift)]),
            new NumericColumn("g", [.. Enumerable.Range(0, n).Select(i => (double)(i % 10))]),
            new NumericColumn("y", [.. x.Select((value, i) => (effects[i % 10] * (intercept + (sign * value))) + noise[i])]))).FitReml();
    }
}
