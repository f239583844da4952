using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Origins;

namespace BayesLmm.Plots.Tests;

public class TraceFigureTests
{
    [Fact]
    public void There_is_a_panel_for_each_parameter_under_its_name()
    {
        Assert.Equal(Fits.Sleepstudy.Parameters.Select(column => column.Name), Fits.Sleepstudy.Plot.Trace().Panels.Select(panel => panel.Title));
        Assert.Equal(["sigma", "Subject[308, Days]"], Fits.Sleepstudy.Plot.Trace(["sigma", "Subject[308, Days]"]).Panels.Select(panel => panel.Title));
    }

    [Fact]
    public void A_panel_has_a_line_for_each_chain_through_its_draws_and_no_others()
    {
        LineMark[] lines = [.. Fits.Sleepstudy.Plot.Trace(["Days"]).Panels[0].Marks.Cast<LineMark>()];

        Assert.Equal(["chain 1", "chain 2", "chain 3"], lines.Select(line => line.Label));
        Assert.All(lines, line => Assert.Equal(Enumerable.Range(1, Fits.Draws).Select(i => (double)i), line.Xs));
        Assert.Equal(Fits.Sleepstudy["Days"].Values.ToArray(), lines.SelectMany(line => line.Ys));
        Assert.Equal(Fits.Chains, lines.Select(line => line.Ink).Distinct().Count());
    }

    [Fact]
    public void Divergent_draws_are_marked_on_the_axis_counted_from_one()
    {
        EquatableArray<Divergence> divergences = [new(1, 2, [], [], 2000), new(0, 0, [], [], 2000), new(0, 2, [], [], 2000)];

        Panel panel = TraceFigure.CreatePanel(new DrawColumn("x", [1, 2, 3, 4, 5, 6]), 2, divergences);

        RugMark rug = Assert.Single(panel.Marks.OfType<RugMark>());
        Assert.Equal([1.0, 3.0], rug.Xs);
        Assert.Equal("divergent", rug.Label);
        Assert.True(panel.Y.Lower < 1 - (0.1 * (6 - 1)), "The marks need room below the lines.");
        Assert.DoesNotContain(TraceFigure.CreatePanel(new DrawColumn("x", [1, 2]), 2, []).Marks, mark => mark is RugMark);
    }

    [Fact]
    public void All_draws_lie_within_the_axes()
    {
        Assert.All(Fits.Dyestuff2.Plot.Trace().Panels, panel =>
            Assert.All(panel.Marks.Cast<LineMark>(), line =>
            {
                Assert.All(line.Xs, x => Assert.InRange(x, panel.X.Lower, panel.X.Upper));
                Assert.All(line.Ys, y => Assert.InRange(y, panel.Y.Lower, panel.Y.Upper));
            }));
    }

    [Fact]
    public void Every_figure_takes_draws_of_any_engine() => Assert.All(Fits.OtherKinds, posterior =>
    {
        Panel trace = posterior.Plot.Trace(["sigma"]).Panels[0];
        Assert.Equal(Fits.Chains, trace.Marks.OfType<LineMark>().Count());
        Assert.Empty(trace.Marks.OfType<RugMark>());
        Assert.Equal(posterior["sigma"].Values.ToArray(), trace.Marks.OfType<LineMark>().SelectMany(line => line.Ys));
        Assert.Equal(3, posterior.Plot.Rank().Panels.Count);
        Assert.Equal(3, posterior.Plot.Density().Panels.Count);
    });

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Fits.Sleepstudy.Plot.Trace(["sigma", "sd(Subject, Day)"]));
        Assert.StartsWith("The posterior has no parameter, group effect or grouping factor 'sd(Subject, Day)'; ", error.Message);
        Assert.Contains("the nearest name is 'sd(Subject, Days)'.", error.Message);

        error = Assert.Throws<ArgumentException>(() => Fits.Sleepstudy.Plot.Rank(["completely different"]));
        Assert.StartsWith("The posterior has no parameter, group effect or grouping factor 'completely different'.", error.Message);
        Assert.Throws<ArgumentException>(() => Fits.Sleepstudy.Plot.Density(["Sigma!"]));
        Assert.Throws<ArgumentException>(() => Fits.Sleepstudy.Plot.Density([]));
    }
}
