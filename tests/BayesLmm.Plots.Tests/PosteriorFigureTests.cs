using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots.Tests;

/// <summary>What the figures of parameters, of the sampler and of the data show, as numbers.</summary>
public sealed class PosteriorFigureTests
{
    [Fact]
    public void A_forest_has_a_panel_for_each_scale_with_medians_and_estimates()
    {
        Figure figure = Fits.Sleepstudy.Plot.Forest();

        Assert.Equal(["intercept"], figure.Panels[0].Y.Names);
        Assert.Equal(["Days"], figure.Panels[1].Y.Names);
        Assert.Equal(["sigma", "sd(Subject, Days)", "sd(Subject, intercept)"], figure.Panels[2].Y.Names);
        PointMark medians = figure.Panels[1].Marks.OfType<PointMark>().Single(mark => mark.Label == "posterior median");
        Assert.Equal(Fits.Sleepstudy.ParameterSummaries.Single(summary => summary.Name == "Days").Median, medians.Xs[0], 1e-12);
        PointMark estimates = figure.Panels[1].Marks.OfType<PointMark>().Single(mark => mark.Label == "REML estimate");
        Assert.Equal(Fits.Sleepstudy.Model.FitReml()["Days"], estimates.Xs[0], 1e-12);
    }

    [Fact]
    public void Models_stand_side_by_side_where_they_have_the_parameter()
    {
        Figure figure = Fits.Sleepstudy.Plot.ForestBeside([("radon", Fits.Radon)], "sleepstudy");

        Assert.Equal(["sleepstudy", "radon"], figure.LegendLabels);
        Panel intercepts = figure.Panels[0];
        Assert.All(intercepts.Marks.OfType<PointMark>(), mark => Assert.Single(mark.Xs));
        Assert.Throws<ArgumentException>(() => Fits.Sleepstudy.Plot.ForestBeside([]));
    }

    [Fact]
    public void Prior_and_posterior_are_densities()
    {
        Figure figure = Fits.Sleepstudy.Plot.Prior(["cor(Subject, intercept, Days)"]);
        LineMark prior = figure.Panels[0].Marks.OfType<LineMark>().Single(mark => mark.Label == "prior");

        Assert.All(prior.Ys.Where(double.IsFinite), height => Assert.Equal(0.5, height, 1e-9));   // lkj(1) of two effects is uniform from -1 to 1
        Assert.Throws<ArgumentException>(() => Fits.Sleepstudy.Plot.Prior(["Days"]));   // flat
    }

    [Fact]
    public void The_share_inside_a_region_is_counted_from_the_draws()
    {
        double share = Fits.Sleepstudy["Days"].Values.ToArray().Count(value => Math.Abs(value) <= 10) / (double)Fits.Sleepstudy["Days"].Values.Length;

        Assert.Equal(FormattableString.Invariant($"{100 * share:0.0} % of draws inside"), Fits.Sleepstudy.Plot.Rope(10, ["Days"]).Panels[0].Title);
        Assert.Single(Fits.Sleepstudy.Plot.Rope().Panels);   // of coefficients, without the intercept
        Assert.Throws<ArgumentException>(() => Fits.Sleepstudy.Plot.Rope(-1));
        Assert.Throws<ArgumentException>(() => Fits.Dyestuff2.Plot.Rope());
    }

    [Fact]
    public void Pairs_have_points_below_and_correlations_above_the_diagonal()
    {
        Figure figure = Fits.Sleepstudy.Plot.Pairs(["Days", "sigma", "intercept"]);

        Assert.Equal((9, 3), (figure.Panels.Count, figure.Columns));
        Assert.StartsWith("r = ", Assert.Single(figure.Panels[1].Marks.OfType<TextMark>()).Texts[0]);
        Assert.Equal(("Days", "sigma"), (figure.Panels[3].X.Label, figure.Panels[3].Y.Label));
        Assert.Throws<ArgumentException>(() => Fits.Sleepstudy.Plot.Pairs(["Days"]));
    }

    [Fact]
    public void A_curve_that_holds_a_share_of_a_normal_density_is_a_circle_of_its_radius()
    {
        Random random = new(1);
        double[] xs = new double[20_000], ys = new double[20_000];
        for (int i = 0; i < xs.Length; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())), angle = 2 * Math.PI * random.NextDouble();
            (xs[i], ys[i]) = (radius * Math.Cos(angle), radius * Math.Sin(angle));
        }

        PlaneDensity density = PlaneDensity.Of(xs, ys)!;
        (double[] X, double[] Y) curve = density.Contour(density.HeightThatHolds(0.8)).MaxBy(piece => piece.Xs.Length);
        double expected = Math.Sqrt(-2 * Math.Log(0.2));

        Assert.All(curve.X.Zip(curve.Y, (x, y) => Math.Sqrt((x * x) + (y * y))), radius => Assert.InRange(radius, 0.85 * expected, 1.2 * expected));
        Assert.Equal((curve.X[0], curve.Y[0]), (curve.X[^1], curve.Y[^1]));   // closed
        Assert.Null(PlaneDensity.Of([1, 1, 1], [1, 2, 3]));
    }

    [Fact]
    public void Autocorrelations_are_those_of_the_definition()
    {
        Assert.Equal([1, 0.25, -0.3, -0.45], AutocorrelationOf.Draws([1, 2, 3, 4], 3).Select(value => Math.Round(value, 10)));
        Assert.Equal([1, 0, 0], AutocorrelationOf.Draws([5, 5, 5, 5], 2));
        Assert.Equal(Fits.Chains, Fits.Sleepstudy.Plot.Autocorrelation(["Days"]).Panels[0].Marks.OfType<LineMark>().Count());
    }

    [Fact]
    public void Energies_are_shown_with_the_fraction_of_missing_information()
    {
        Panel panel = EnergyFigure.CreatePanel("chain 1", [1, 2, 4, 3, 1]);

        Assert.Equal("energy (E-BFMI 1.47)", panel.X.Label);   // (1 + 4 + 1 + 4) / 6.8
        Assert.Throws<InvalidOperationException>(() => Fits.OtherKinds.Last().Plot.Energy());
    }

    [Fact]
    public void Effective_sizes_of_all_draws_are_those_of_the_summary()
    {
        PointMark bulk = Fits.Sleepstudy.Plot.Ess(["Days"]).Panels[0].Marks.OfType<PointMark>().First(mark => mark.Label == "bulk");
        QuantitySummary summary = Fits.Sleepstudy.ParameterSummaries.Single(one => one.Name == "Days");

        Assert.Equal(summary.BulkEss, bulk.Ys[^1], 1e-9);
        Assert.Equal(Fits.Chains * Fits.Draws, bulk.Xs[^1]);
        Panel rHat = Fits.Sleepstudy.Plot.Convergence(["Days"]).Panels[0];
        Assert.Equal(summary.RHat, rHat.Marks.OfType<PointMark>().Single().Xs[0]);
    }

    [Fact]
    public void Lines_of_groups_go_through_the_fitted_values()
    {
        Figure figure = Fits.Sleepstudy.Plot.Spaghetti("Subject"), panels = Fits.Sleepstudy.Plot.GroupLines("Subject");
        LineMark first = figure.Panels[0].Marks.OfType<LineMark>().First(mark => mark.Label == "level of Subject");

        Assert.Equal(Enumerable.Range(0, 10).Select(day => (double)day), first.Xs);
        Assert.Equal(Fits.Sleepstudy.Augment().Take(10).Select(row => row.Fitted), first.Ys);
        Assert.Equal(18, panels.Panels.Count);
        LineMark population = figure.Panels[0].Marks.OfType<LineMark>().Single(mark => mark.Label == "population");
        double atZero = Fits.Sleepstudy["intercept"].Values.ToArray().Average();
        Assert.Equal(atZero, population.Ys[0], 1e-9 * atZero);
        Assert.Throws<NotSupportedException>(() => Fits.Dyestuff2.Plot.Spaghetti("Batch"));
    }

    [Fact]
    public void Data_by_group_are_sorted_by_the_means()
    {
        Panel panel = Fits.Sleepstudy.Plot.Data("Subject").Panels[0];
        PointMark means = panel.Marks.OfType<PointMark>().Single(mark => mark.Label == "mean of the level");

        Assert.Equal(means.Xs.Order(), means.Xs);
        Assert.Equal("309", panel.Y.Names[0]);
        Assert.Equal(180, panel.Marks.OfType<PointMark>().Single(mark => mark.Label == "row").Xs.Count);
    }

    [Fact]
    public void The_hierarchy_names_factors_with_their_levels()
    {
        string[] words = [.. Fits.Sleepstudy.Plot.Hierarchy().Panels[0].Marks.OfType<TextMark>().SelectMany(mark => mark.Texts)];

        Assert.Contains("Subject: 18 levels", words);
        Assert.Contains("180 rows of Reaction", words);
        Assert.Contains("y", Fits.Sleepstudy.Plot.Graph().Panels[0].Marks.OfType<TextMark>().SelectMany(mark => mark.Texts));
    }

    [Fact]
    public void Draws_that_are_not_finite_are_refused_by_name()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new FigureSelection([new DrawColumn("Days", [1, 2, double.NaN, 4])], []));

        Assert.Equal("'Days' cannot be drawn: its draw 3 of 4 is not a finite number (NaN).", error.Message);
    }

    [Fact]
    public void Names_choose_with_asterisks()
    {
        FigureSelection chosen = FigureSelection.Of(Fits.Sleepstudy, ["sd(*", "*[308*"]);

        Assert.Equal(
            ["sd(Subject, intercept)", "sd(Subject, Days)", "Subject[308, intercept]", "Subject[308, Days]"], chosen.Quantities.Select(column => column.Name));
        Assert.Equal(["Subject"], chosen.Groups);
        Assert.Throws<ArgumentException>(() => FigureSelection.Of(Fits.Sleepstudy, ["sd(q*"]));
        Assert.Throws<ArgumentException>(() => FigureSelection.Of(Fits.Sleepstudy, []));
    }

    [Fact]
    public void Kinds_are_drawn_by_their_names()
    {
        Assert.Equal("Subject", Assert.Single(Fits.Sleepstudy.Plot.Draw("caterpillar")).Part);
        Assert.Equal(["sigma"], Fits.Sleepstudy.Plot.Draw("trace", ["sigma"])[0].Panels.Select(panel => panel.Title));
        Assert.Contains(PosteriorPlots.Kinds, kind => kind is { Name: "density", Section: "Posterior" });
        Assert.Contains("density", Assert.Throws<ArgumentException>(() => Fits.Sleepstudy.Plot.Draw("densities")).Message);
        Assert.Contains("no predictor", Assert.Throws<InvalidOperationException>(() => Fits.Dyestuff2.Plot.Draw("spaghetti")).Message);
    }
}
