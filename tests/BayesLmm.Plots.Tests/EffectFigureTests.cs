using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots.Tests;

/// <summary>What the figures of group effects show, as numbers.</summary>
public sealed class EffectFigureTests
{
    [Fact]
    public void A_histogram_counts_every_level_once_beside_the_normal_curve_of_the_model()
    {
        Figure figure = Fits.Sleepstudy.Plot.EffectsHistogram("Subject");
        AreaMark bars = Assert.Single(figure.Panels[0].Marks.OfType<AreaMark>());
        LineMark curve = Assert.Single(figure.Panels[0].Marks.OfType<LineMark>());

        Assert.Equal(2, figure.Panels.Count);
        Assert.Equal(18, bars.Upper.Where((_, i) => i % 2 == 0).Sum());
        double width = bars.Xs[1] - bars.Xs[0], step = curve.Xs[1] - curve.Xs[0];
        double sd = Fits.Sleepstudy["sd(Subject, intercept)"].Values.ToArray().Average();
        Assert.Equal(18 * width, step * curve.Ys.Sum(), 0.01 * 18 * width);   // the area under the curve is that of the bars
        Assert.Equal(18 * width / (sd * Math.Sqrt(2 * Math.PI)), curve.Ys.Max(), 1e-9);
    }

    [Fact]
    public void Effects_stand_against_normal_quantiles_in_order_and_those_outside_the_band_are_named()
    {
        double[] means = [.. Enumerable.Range(0, 30).Select(i => NormalQuantiles.Of(i, 30)), 9];
        Panel panel = EffectsQqFigure.CreatePanel("x", means, [.. Enumerable.Range(0, 31).Select(i => $"level {i}")]);
        PointMark points = Assert.Single(panel.Marks.OfType<PointMark>());

        Assert.Equal(points.Ys.Order(), points.Ys);
        Assert.Equal(0, points.Ys.Average(), 1e-12);
        Assert.Equal(1, points.Ys.Sum(y => y * y) / 30, 1e-12);
        Assert.Contains("level 30", Assert.Single(panel.Marks.OfType<TextMark>()).Texts);
    }

    [Fact]
    public void Shrinkage_leads_from_each_level_alone_to_the_model_and_one_coefficient_for_all_is_a_line()
    {
        EquatableArray<PooledCoefficient> table = Fits.Sleepstudy.Pooling("Subject");
        Figure figure = Fits.Sleepstudy.Plot.Shrinkage("Subject");
        Panel days = figure.Panels[1];
        ArrowMark arrows = Assert.Single(days.Marks.OfType<ArrowMark>());
        PooledCoefficient[] expected = [.. table.Where(row => row.Coefficient == "Days").OrderBy(row => row.Partial)];

        Assert.Equal(3, figure.Panels.Count);   // intercepts, slopes, and one against the other
        Assert.Equal(expected.Select(row => row.Alone!.Value), arrows.FromXs);
        Assert.Equal(expected.Select(row => row.Partial), arrows.ToXs);
        Assert.Equal(expected.Select(row => row.Level), days.Y.Names);
        Assert.Equal(expected[0].Complete, Assert.Single(days.Marks.OfType<VerticalMark>()).X);
    }

    [Fact]
    public void Coefficients_are_those_of_the_analysis_sorted()
    {
        Panel panel = Fits.Sleepstudy.Plot.Coefficients("Subject").Panels[1];
        GroupCoefficient[] expected = [.. Fits.Sleepstudy.Coefficients("Subject").Where(row => row.Coefficient == "Days").OrderBy(row => row.Value.Mean)];

        Assert.Equal(expected.Select(row => row.Level), panel.Y.Names);
        Assert.Equal(expected.Select(row => row.Value.Mean), Assert.Single(panel.Marks.OfType<PointMark>()).Xs);
        Assert.Equal(expected.Select(row => row.Value.Lower), Assert.Single(panel.Marks.OfType<IntervalMark>()).Lower);
    }

    [Fact]
    public void The_quantile_of_a_rank_is_the_first_at_which_enough_probability_is_reached()
    {
        GroupRank rank = new("a", 1.9, 0.1, [0.3, 0.5, 0.2]);

        Assert.Equal(1, GroupRanksFigure.Quantile(rank, 0.3));
        Assert.Equal(2, GroupRanksFigure.Quantile(rank, 0.31));
        Assert.Equal(3, GroupRanksFigure.Quantile(rank, 0.975));
        Panel panel = GroupRanksFigure.CreatePanel("rank", [rank, new("b", 1.2, 0.1, [0.9, 0.05, 0.05])]);
        Assert.Equal(["a", "b"], panel.Y.Names);   // the best rank is at the top
    }

    [Fact]
    public void A_difference_is_the_share_of_draws_in_which_one_level_exceeds_another()
    {
        Assert.Equal(0.625, DifferencesFigure.ProbabilityOfMore([1, 2, 3, 4], [0, 2, 5, 1]));
        Panel panel = Fits.Sleepstudy.Plot.Differences("Subject").Panels[0];
        Assert.Equal(18 * 17 / 2, panel.Marks.OfType<PointMark>().Sum(mark => mark.Xs.Count));
    }

    [Fact]
    public void Panels_of_an_effect_share_an_order_on_request()
    {
        Figure own = Fits.Sleepstudy.Plot.Caterpillar("Subject"), shared = Fits.Sleepstudy.Plot.Caterpillar("Subject", orderBy: "Days");

        Assert.NotEqual(own.Panels[0].Y.Names, own.Panels[1].Y.Names);
        Assert.Equal(own.Panels[1].Y.Names, shared.Panels[0].Y.Names);
        Assert.Equal(shared.Panels[0].Y.Names, shared.Panels[1].Y.Names);
        Assert.Throws<ArgumentException>(() => Fits.Sleepstudy.Plot.Caterpillar("Subject", orderBy: "Day"));
    }

    [Fact]
    public void Of_thousands_of_levels_only_the_extreme_ones_are_named()
    {
        LevelInterval[] levels = [.. Enumerable.Range(0, 3000).Select(i => new LevelInterval($"g{i}", i, (i, i), (i - 1, i + 1)))];
        Mark[] marks = [.. LevelPanel.MarksOf(levels, "50 %", "95 %", "mean")];

        Assert.Equal(["g0", "g1", "g2", "g2997", "g2998", "g2999"], marks.OfType<TextMark>().SelectMany(mark => mark.Texts));
        Assert.Equal(TickKind.Numbers, LevelRows.AxisOf([.. levels.Select(level => level.Level)]).Ticks);
        Assert.Equal(TickKind.Names, LevelRows.AxisOf([.. levels[..150].Select(level => level.Level)]).Ticks);
    }
}
