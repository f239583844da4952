using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots.Tests;

public class RankFigureTests
{
    [Fact]
    public void A_panel_has_bars_a_band_and_a_line_for_each_chain_with_the_first_chain_at_the_top()
    {
        Panel panel = Fits.Sleepstudy.Plot.Rank(["sigma"]).Panels[0];

        Assert.Equal("sigma", panel.Title);
        Assert.Equal(["chain 3", "chain 2", "chain 1"], panel.Y.Names);
        Assert.Equal(2 * Fits.Chains, panel.Marks.OfType<AreaMark>().Count());
        Assert.Equal(Fits.Chains, panel.Marks.OfType<LineMark>().Count());
        double[] floors = [.. Bars(panel).Select(bar => bar.Lower[0])];
        Assert.Equal(floors.OrderDescending(), floors);
    }

    [Fact]
    public void The_bars_are_as_high_as_their_counts_and_the_line_is_at_the_expected_count()
    {
        DrawColumn sigma = Fits.Sleepstudy["sigma"];
        int[][] counts = RankHistogram.Count(sigma.Values, Fits.Chains, RankFigure.Bins);
        Panel panel = RankFigure.CreatePanel(sigma, Fits.Chains);
        LineMark[] lines = [.. panel.Marks.OfType<LineMark>()];
        AreaMark[] bars = [.. Bars(panel)];
        double unit = (lines[0].Ys[0] - bars[0].Lower[0]) / ((double)Fits.Draws / RankFigure.Bins);
        for (int chain = 0; chain < Fits.Chains; chain++)
        {
            for (int i = 0; i < 2 * RankFigure.Bins; i++)
            {
                Assert.Equal(counts[chain][i / 2] * unit, bars[chain].Upper[i] - bars[chain].Lower[i], 1e-12);
            }

            Assert.Equal(0, bars[chain].Xs[0]);
            Assert.Equal(Fits.Chains * Fits.Draws, bars[chain].Xs[^1]);
            Assert.Equal(bars[chain].Xs[1], bars[chain].Xs[2]);
        }
    }

    [Fact]
    public void Chains_do_not_overlap_even_when_they_are_far_apart()
    {
        // All draws of a chain fall in the same third of the bins, so that the bars are three times as high as expected.
        Panel panel = RankFigure.CreatePanel(new DrawColumn("x", [.. Enumerable.Range(0, 300).Select(i => (double)i)]), 3);
        AreaMark[] bars = [.. Bars(panel)];

        Assert.True(bars[0].Lower[0] > bars[1].Upper.Max());
        Assert.True(bars[1].Lower[0] > bars[2].Upper.Max());
        Assert.InRange(bars[0].Upper.Max(), panel.Y.Lower, panel.Y.Upper);
    }

    private static IEnumerable<AreaMark> Bars(Panel panel) => panel.Marks.OfType<AreaMark>().Where(area => area.Label is null);
}
