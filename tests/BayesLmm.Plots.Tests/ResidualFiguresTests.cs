using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Statistics;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Plots.Tests;

public class ResidualFiguresTests
{
    private static readonly FittedRow[] Rows = [.. Fits.Sleepstudy.Augment()];

    [Fact]
    public void Residuals_stand_over_their_fitted_values()
    {
        Panel panel = Fits.Sleepstudy.Plot.Residuals().Panels[0];
        PointMark points = Assert.Single(panel.Marks.OfType<PointMark>());

        Assert.Equal(Rows.Select(row => row.Fitted), points.Xs);
        Assert.Equal(Rows.Select(row => row.Response - row.Fitted), points.Ys);
        Assert.Equal(("fitted Reaction", "residual of Reaction"), (panel.X.Label, panel.Y.Label));
        Assert.Equal(0, Assert.Single(panel.Marks.OfType<HorizontalMark>()).Y);
        LineMark smooth = Assert.Single(panel.Marks.OfType<LineMark>());
        Assert.Equal((points.Xs.Min(), points.Xs.Max()), (smooth.Xs[0], smooth.Xs[^1]));
    }

    [Fact]
    public void Standardized_residuals_are_over_their_own_standard_deviations()
    {
        PointMark points = Assert.Single(Fits.Sleepstudy.Plot.Qq().Panels[0].Marks.OfType<PointMark>());
        double[] expected = [.. Rows.Select(row => row.Standardized!.Value / Math.Sqrt(1 - row.Leverage)).Order()];

        Assert.Equal(expected, points.Ys);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (i + 0.5) / expected.Length), points.Xs[i], 1e-12);
        }
    }

    [Fact]
    public void The_envelope_holds_about_95_of_100_order_statistics_of_normal_numbers()
    {
        const int Count = 60, Samples = 4000;
        Numerics.RandomStream random = new(5);
        double[] normal = new double[Count];
        random.FillNormal(normal);
        AreaMark envelope = Assert.Single(QuantilePanels.Create("y", "number", normal).Marks.OfType<AreaMark>());
        int inside = 0;
        for (int s = 0; s < Samples; s++)
        {
            random.FillNormal(normal);
            Array.Sort(normal);
            inside += Enumerable.Range(0, Count).Count(i => normal[i] >= envelope.Lower[i] && normal[i] <= envelope.Upper[i]);
        }

        // Order statistics of one sample move together: the standard error is that of 4,000 samples with an sd of at most ½, 0.008, rather less.
        Assert.InRange((double)inside / (Count * Samples), 0.94, 0.96);
    }

    [Fact]
    public void The_size_of_residuals_is_the_root_of_their_absolute_value()
    {
        Panel panel = Fits.Sleepstudy.Plot.ScaleLocation().Panels[0];
        PointMark points = Assert.Single(panel.Marks.OfType<PointMark>());
        Assert.Equal(Math.Sqrt(Math.Abs(Rows[7].Standardized!.Value) / Math.Sqrt(1 - Rows[7].Leverage)), points.Ys[7], 1e-12);

        // E √|Z| by the midpoint rule.
        const double Step = 2.5e-5;
        double integral = Enumerable.Range(0, 400_000).Select(i => (i + 0.5) * Step).Sum(z => Math.Sqrt(z) * Math.Exp(-z * z / 2)) * Step;
        Assert.Equal(ScaleLocationFigure.Expected, integral * Math.Sqrt(2 / Math.PI), 1e-6);
    }

    [Fact]
    public void Levels_are_sorted_by_the_medians_of_their_residuals()
    {
        Panel panel = Fits.Sleepstudy.Plot.ResidualsByGroup("Subject").Panels[0];
        PointMark medians = Assert.Single(panel.Marks.OfType<PointMark>());
        IntervalMark range = panel.Marks.OfType<IntervalMark>().First();
        double[] of308 = [.. Rows.Take(10).Select(row => row.Residual).Order()];   // the table's first subject
        int place = panel.Y.Names.ToList().IndexOf("308");

        Assert.Equal(medians.Xs.Order(), medians.Xs);
        Assert.Equal(Quantiles.Of(of308, 0.5), medians.Xs[place]);
        Assert.Equal((of308[0], of308[^1]), (range.Lower[place], range.Upper[place]));
    }

    [Fact]
    public void There_is_a_panel_for_each_column_of_the_fixed_effects()
    {
        Figure figure = Fits.Orthodont.Plot.ResidualsByPredictor();

        Assert.Equal(["age", "Sex"], figure.Panels.Select(panel => panel.X.Label));
        Assert.Equal([8, 10, 12, 14], figure.Panels[0].Marks.OfType<PointMark>().Single().Xs.Distinct().Order());
        Assert.Equal(["Female", "Male"], figure.Panels[1].X.Names);
        double[] ofGirls =
            [.. Fits.Orthodont.Augment().Zip(SexOf()).Where(pair => pair.Second == "Female").Select(pair => pair.First.Residual).Order()];
        Assert.Equal(Quantiles.Of(ofGirls, 0.5), figure.Panels[1].Marks.OfType<PointMark>().Single().Ys[0]);
    }

    [Fact]
    public void A_model_without_predictors_says_that_it_has_none()
    {
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => Fits.Dyestuff2.Plot.ResidualsByPredictor());

        Assert.Equal("There is no such figure of this fit: the model has no predictors besides groups.", error.Message);
    }

    private static IEnumerable<string> SexOf()
    {
        Assert.True(Fits.Orthodont.Model.Columns.TryGetColumn("Sex", out Column? sex));
        return Enumerable.Range(0, sex.Length).Select(row => sex.Level(row)!);
    }
}
