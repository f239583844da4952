
namespace BayesLmm.Plots.Tests;

public class CaterpillarFigureTests
{
    [Fact]
    public void There_is_a_panel_for_each_effect_with_all_levels()
    {
        Figure figure = Fits.Radon.Plot.Caterpillar("county");

        Assert.Equal(["county[·, intercept]", "county[·, floor]"], figure.Panels.Select(panel => panel.X.Label));
        Assert.All(figure.Panels, panel => Assert.Equal(Fits.Radon.Model.GroupTerms[0].Levels.Order(), panel.Y.Names.Order()));
    }

    [Fact]
    public void Levels_are_sorted_by_their_posterior_means()
    {
        Panel panel = Fits.Sleepstudy.Plot.Caterpillar("Subject").Panels[1];
        PointMark means = panel.Marks.OfType<PointMark>().First();
        string[] expected =
        [
            .. Fits.Sleepstudy.GroupEffectSummaries.Where(summary => summary.Name.EndsWith(", Days]", StringComparison.Ordinal))
                .OrderBy(summary => summary.Mean)
                .Select(summary => summary.Name),
        ];

        Assert.Equal(expected, panel.Y.Names.Select(level => $"Subject[{level}, Days]"));
        Assert.Equal(means.Xs.Order(), means.Xs);
        Assert.Equal(Enumerable.Range(0, 18).Select(i => (double)i), means.Ys);
    }

    [Fact]
    public void Each_level_has_its_own_intervals()
    {
        Panel panel = Fits.Sleepstudy.Plot.Caterpillar("Subject").Panels[0];
        IntervalMark outer = Assert.Single(panel.Marks.OfType<IntervalMark>(), mark => mark.Label == "95 % interval");
        IntervalMark inner = Assert.Single(panel.Marks.OfType<IntervalMark>(), mark => mark.Label == "50 % interval");
        for (int i = 0; i < panel.Y.Names.Count; i++)
        {
            QuantitySummary summary = QuantitySummary.Of(Fits.Sleepstudy[$"Subject[{panel.Y.Names[i]}, intercept]"], Fits.Chains);
            Assert.Equal((summary.Lower, summary.Upper), (outer.Lower[i], outer.Upper[i]));
            Assert.InRange(summary.Median, inner.Lower[i], inner.Upper[i]);
            Assert.InRange(inner.Lower[i], outer.Lower[i], outer.Upper[i]);
            Assert.InRange(inner.Upper[i], outer.Lower[i], outer.Upper[i]);
            Assert.InRange(outer.Lower[i], panel.X.Lower, panel.X.Upper);
            Assert.InRange(outer.Upper[i], panel.X.Lower, panel.X.Upper);
        }
    }

    [Fact]
    public void Predictions_are_hollow_and_stand_with_their_level()
    {
        RemlFit reml = Fits.Sleepstudy.Model.FitReml();
        GroupEffects predicted = reml.GroupEffects[0];
        Panel panel = Fits.Sleepstudy.PlotWith(reml).Caterpillar("Subject").Panels[1];
        PointMark points = Assert.Single(panel.Marks.OfType<PointMark>(), mark => mark.Label == "REML prediction");

        Assert.True(points.Hollow);
        Assert.Equal(panel.Y.Names.Select(level => predicted.Values[(predicted.Levels.ToList().IndexOf(level) * 2) + 1]), points.Xs);
    }

    [Fact]
    public void An_unknown_group_is_answered_with_the_nearest()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Fits.Radon.Plot.Caterpillar("County"));

        Assert.StartsWith("The posterior has no parameter, group effect or grouping factor 'County'; the nearest name is 'county'.", error.Message);
    }

    [Fact]
    public void A_fit_of_another_model_is_refused() =>
        Assert.Throws<ArgumentException>(() => Fits.Radon.PlotWith(Fits.Sleepstudy.Model.FitReml()).Caterpillar("county"));
}
