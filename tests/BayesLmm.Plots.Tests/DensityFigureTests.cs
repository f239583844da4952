
namespace BayesLmm.Plots.Tests;

public class DensityFigureTests
{
    [Fact]
    public void A_panel_shows_mean_median_and_interval_under_the_parameters_name()
    {
        Posterior posterior = Fits.Sleepstudy;
        Figure figure = posterior.Plot.Density();

        Assert.Equal(posterior.Parameters.Select(column => column.Name), figure.Panels.Select(panel => panel.X.Label));
        foreach ((Panel panel, QuantitySummary summary) in figure.Panels.Zip(posterior.ParameterSummaries))
        {
            Assert.Equal(summary.Mean, Single<LineMark>(panel, "mean").Xs[0], 1e-9 * Math.Abs(summary.Mean));
            Assert.Equal(summary.Median, Single<LineMark>(panel, "median").Xs[0]);
            AreaMark interval = Single<AreaMark>(panel, "95 % interval");
            Assert.Equal((summary.Lower, summary.Upper), (interval.Xs[0], interval.Xs[^1]));
        }
    }

    [Fact]
    public void The_reml_estimate_is_a_line_also_where_no_fit_is_given()
    {
        RemlFit reml = Fits.Sleepstudy.Model.FitReml();

        Assert.All(
            Fits.Sleepstudy.PlotWith(reml).Density().Panels,
            panel => Assert.Equal(reml[panel.X.Label!], Single<VerticalMark>(panel, "REML estimate").X));
        Assert.Equal(Fits.Sleepstudy.PlotWith(reml).Density(), Fits.Sleepstudy.Plot.Density());
    }

    [Fact]
    public void A_standard_deviation_near_zero_has_no_density_below_zero_and_its_zero_estimate_is_seen()
    {
        RemlFit reml = Fits.Dyestuff2.Model.FitReml();
        Panel panel = Fits.Dyestuff2.PlotWith(reml).Density(["sd(Batch, intercept)"]).Panels[0];
        LineMark curve = panel.Marks.OfType<LineMark>().First();

        Assert.Equal(0, Single<VerticalMark>(panel, "REML estimate").X, 1e-6);
        Assert.True(panel.X.Lower < 0 && panel.X.Lower > -0.1 * panel.X.Upper, $"{panel.X.Lower}");
        Assert.All(curve.Xs.Zip(curve.Ys).Where(point => point.First < 0), point => Assert.Equal(0, point.Second));
        double atZero = curve.Xs.Zip(curve.Ys).First(point => point.First >= 0).Second;
        Assert.True(atZero > 0.7 * curve.Ys.Max(), "The density of a standard deviation that may be 0 must not fall off towards 0.");
    }

    [Fact]
    public void A_correlation_is_shown_between_minus_one_and_one()
    {
        Panel panel = Fits.Radon.Plot.Density(["cor(county, intercept, floor)"]).Panels[0];

        Assert.InRange(panel.X.Lower, -1, 0);
        Assert.Equal(1, panel.X.Upper);   // the data allow a correlation of 1
    }

    [Fact]
    public void A_group_effect_has_a_density_without_bounds_and_without_an_estimate()
    {
        Panel panel = Fits.Sleepstudy.PlotWith(Fits.Sleepstudy.Model.FitReml()).Density(["Subject[308, intercept]"]).Panels[0];

        Assert.True(panel.X.Lower < 0 && panel.X.Upper > 0);
        Assert.Empty(panel.Marks.OfType<VerticalMark>());
    }

    [Fact]
    public void A_constant_is_a_line()
    {
        Panel panel = DensityFigure.CreatePanel(new DrawColumn("x", [2, 2, 2, 2]), double.NegativeInfinity, double.PositiveInfinity, point: null);

        Assert.Equal(2, Assert.IsType<VerticalMark>(Assert.Single(panel.Marks)).X);
        Assert.InRange(2, panel.X.Lower, panel.X.Upper);
    }

    [Fact]
    public void A_fit_of_another_model_is_refused() =>
        Assert.Throws<ArgumentException>(() => Fits.Sleepstudy.PlotWith(Fits.Dyestuff2.Model.FitReml()).Density());

    private static T Single<T>(Panel panel, string label)
        where T : Mark => Assert.Single(panel.Marks.OfType<T>(), mark => mark.Label == label);
}
