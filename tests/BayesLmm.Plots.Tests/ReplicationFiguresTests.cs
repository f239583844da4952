using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;
using BayesLmm.Posteriors.Checks;

namespace BayesLmm.Plots.Tests;

public class ReplicationFiguresTests
{
    [Fact]
    public void Replications_are_the_same_on_any_number_of_threads_and_scatter_about_the_fitted_values()
    {
        ReplicatedResponses all = ReplicatedResponses.Of(Fits.Sleepstudy, null, default);
        ReplicatedResponses one = ReplicatedResponses.Of(Fits.Sleepstudy.OnThreads(1), null, default);
        FittedRow[] rows = [.. Fits.Sleepstudy.Augment()];
        double sigma = Fits.Sleepstudy["sigma"].Values.ToArray().Average();

        Assert.Equal(Fits.Chains * Fits.Draws, all.Responses.Count);
        Assert.Equal(all.Responses.SelectMany(response => response), one.Responses.SelectMany(response => response));
        foreach (int row in (int[])[0, 77, 179])
        {
            double[] values = [.. all.Responses.Select(response => response[row])];
            double spread = Math.Sqrt((sigma * sigma) + (rows[row].FittedSd * rows[row].FittedSd));

            // 600 draws: the mean within 4 standard errors, the standard deviation within 15 %.
            Assert.Equal(rows[row].Fitted, values.Average(), 4 * spread / Math.Sqrt(600));
            Assert.InRange(SampleStatistics.Sd(values) / spread, 0.85, 1.15);
        }
    }

    [Fact]
    public void The_observed_density_is_drawn_over_50_replicated_ones()
    {
        Panel panel = Fits.Sleepstudy.Plot.PpcDensity().Panels[0];
        LineMark[] lines = [.. panel.Marks.OfType<LineMark>()];
        KernelDensity density = new(Fits.Sleepstudy.Model.Design.Response);

        Assert.Equal(51, lines.Length);
        Assert.Equal("observed", lines[^1].Label);
        Assert.Equal(lines[^1].Xs.Select(density.At), lines[^1].Ys);
        Assert.InRange(lines.Max(line => line.Ys.Max()), 0, panel.Y.Upper);
    }

    [Fact]
    public void Distribution_functions_rise_from_0_to_1()
    {
        LineMark[] lines = [.. Fits.Sleepstudy.Plot.PpcEcdf().Panels[0].Marks.OfType<LineMark>()];

        Assert.Equal(51, lines.Length);
        Assert.All(lines, line => Assert.Equal(line.Ys.Order(), line.Ys));
        Assert.Equal((0, 1), (lines[^1].Ys[0], lines[^1].Ys[^1]));
    }

    [Fact]
    public void Histograms_hold_every_replication_and_p_is_the_share_beyond_the_data()
    {
        double[][] replicated = [[1, 2], [3, 4], [5, 6], [7, 8]];
        Panel panel = PpcStatisticFigure.CreatePanel("mean", "y", response => response.Average(), [5, 6], replicated);
        AreaMark bars = Assert.Single(panel.Marks.OfType<AreaMark>());

        Assert.Equal("mean of y: p = 0.50", panel.Title);
        Assert.Equal(5.5, Assert.Single(panel.Marks.OfType<VerticalMark>()).X);
        Assert.Equal(2 * replicated.Length, bars.Upper.Sum());   // each height stands at both edges of its bar
        Assert.Equal(4, Fits.Sleepstudy.Plot.PpcStatistic().Panels.Count);
    }

    [Fact]
    public void Observed_means_of_levels_are_sorted_and_within_the_panel()
    {
        Panel panel = Fits.Sleepstudy.Plot.PpcGroup("Subject").Panels[0];
        PointMark observed = Assert.Single(panel.Marks.OfType<PointMark>());
        double of308 = Fits.Sleepstudy.Model.Design.Response.Take(10).Average();

        Assert.Equal(observed.Xs.Order(), observed.Xs);
        Assert.Equal(of308, observed.Xs[panel.Y.Names.ToList().IndexOf("308")], 1e-9);
        IntervalMark[] intervals = [.. panel.Marks.OfType<IntervalMark>()];
        for (int i = 0; i < 18; i++)
        {
            double[] ends = [intervals[0].Lower[i], intervals[1].Lower[i], intervals[1].Upper[i], intervals[0].Upper[i]];
            Assert.Equal(ends.Order(), ends);
        }
    }

    [Fact]
    public void Predictive_intervals_are_those_of_predict()
    {
        PosteriorPrediction[] rows =
        [
            .. Fits.Sleepstudy.Predict(new PosteriorPredictionOptions { Probabilities = [0.05, 0.25, 0.75, 0.95] }).Rows.OrderBy(row => row.Expected.Mean),
        ];
        Panel panel = Fits.Sleepstudy.Plot.PpcIntervals().Panels[0];
        ColumnIntervalMark[] intervals = [.. panel.Marks.OfType<ColumnIntervalMark>()];

        Assert.Equal(rows.Select(row => row.Observation!.Quantiles[0]), intervals[0].Lower);
        Assert.Equal(rows.Select(row => row.Observation!.Quantiles[3]), intervals[0].Upper);
        Assert.Equal(rows.Select(row => row.Observation!.Quantiles[1]), intervals[1].Lower);
        Assert.Equal(180, panel.Marks.OfType<PointMark>().Sum(points => points.Xs.Count));
    }

    [Fact]
    public void Of_many_rows_200_are_shown_with_a_word()
    {
        Panel panel = Fits.Radon.Plot.PpcIntervals().Panels[0];

        Assert.Equal("rows by their prediction (200 of 919 rows shown)", panel.X.Label);
        Assert.Equal(200, panel.Marks.OfType<PointMark>().Sum(points => points.Xs.Count));
    }

    [Fact]
    public void Hanging_bars_are_as_long_as_the_roots_of_the_counts()
    {
        Panel panel = Fits.Penicillin.Plot.Rootogram().Panels[0];
        ColumnIntervalMark bars = Assert.Single(panel.Marks.OfType<ColumnIntervalMark>());
        LineMark expected = Assert.Single(panel.Marks.OfType<LineMark>());
        double[] response = Fits.Penicillin.Model.Design.Response;

        Assert.Equal(Enumerable.Range(18, 10).Select(value => (double)value), bars.Xs);
        for (int i = 0; i < bars.Xs.Count; i++)
        {
            Assert.Equal(response.Count(y => y == bars.Xs[i]), Math.Pow(bars.Upper[i] - bars.Lower[i], 2), 1e-9);
        }

        Assert.Equal(bars.Upper, expected.Ys);
        Assert.InRange(expected.Ys.Sum(root => root * root), 0.9 * response.Length, response.Length + 1e-9);   // some replications lie beyond the data
    }

    [Fact]
    public void A_response_that_is_no_count_has_no_rootogram()
    {
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => Fits.Sleepstudy.Plot.Rootogram());

        Assert.Contains("'Reaction' is not of at most 60 whole numbers", error.Message);
    }

    [Fact]
    public void The_page_of_checks_has_panels_of_groups_only_where_there_are_groups()
    {
        Assert.Equal(6, Fits.Sleepstudy.Plot.Check().Panels.Count);
        FigureSource source = new(new FitAnalyses(Fits.WithoutGroups, null), FigureSelection.All(Fits.WithoutGroups));
        Assert.Equal(4, CheckFigure.Create(source).Panels.Count);
    }
}
