using BayesLmm.Estimation.Profiles;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Plots.Tests;

public class PredictionFiguresTests
{
    [Fact]
    public void The_mean_of_a_level_is_the_intercept_with_its_coefficient_at_the_mean_of_the_number()
    {
        Panel panel = Assert.Single(Fits.Orthodont.Plot.Means().Panels);
        double age = 11;   // the mean of 8, 10, 12 and 14
        double[] girls = Draws(value => value("intercept") + (age * value("age")));
        double[] boys = Draws(value => value("intercept") + value("Sex[Male]") + (age * (value("age") + value("age:Sex[Male]"))));

        Assert.Equal(["Male", "Female"], panel.Y.Names);
        PointMark means = Assert.Single(panel.Marks.OfType<PointMark>());
        Assert.Equal(boys.Average(), means.Xs[0], 1e-9);
        Assert.Equal(girls.Average(), means.Xs[1], 1e-9);
        IntervalMark outer = panel.Marks.OfType<IntervalMark>().First(mark => mark.Label == "95 % interval");
        Array.Sort(girls);
        Assert.Equal(Quantiles.Of(girls, 0.975), outer.Upper[1], 1e-9);
    }

    [Fact]
    public void A_number_has_a_slope_at_each_level_of_the_factor_that_it_interacts_with()
    {
        Panel panel = Assert.Single(Fits.Orthodont.Plot.Slopes().Panels);
        PointMark slopes = Assert.Single(panel.Marks.OfType<PointMark>());

        Assert.Equal("distance per unit of age, by Sex", panel.X.Label);
        Assert.Equal(Draws(value => value("age") + value("age:Sex[Male]")).Average(), slopes.Xs[0], 1e-6);
        Assert.Equal(Draws(value => value("age")).Average(), slopes.Xs[1], 1e-6);
    }

    [Fact]
    public void The_mean_along_a_predictor_has_a_line_for_each_level_of_its_partner_in_a_stroke_of_its_own()
    {
        Figure figure = Fits.Orthodont.Plot.Conditional();
        LineMark[] lines = [.. figure.Panels[0].Marks.OfType<LineMark>()];

        Assert.Equal(["Sex = Female", "Sex = Male"], lines.Select(line => line.Label));
        Assert.NotEqual(lines[0].Stroke, lines[1].Stroke);
        Assert.NotEqual(lines[0].Ink, lines[1].Ink);
        Assert.Equal((8, 14), (lines[0].Xs[0], lines[0].Xs[^1]));
        Assert.Equal(Draws(value => value("intercept") + (8 * value("age"))).Average(), lines[0].Ys[0], 1e-9);
        Assert.Equal(108, figure.Panels[0].Marks.OfType<PointMark>().Sum(points => points.Xs.Count));
        Assert.Equal(["Female", "Male"], figure.Panels[1].X.Names);
        Assert.Equal(
            ["age = 8.8", "age = 11", "age = 13.2"], figure.Panels[1].Marks.OfType<PointMark>().Select(points => points.Label).Where(label => label != "row"));
    }

    [Fact]
    public void A_profile_crosses_the_lines_at_the_ends_of_the_profile_interval()
    {
        RemlFit fit = Fits.Sleepstudy.Model.FitReml(restricted: false);
        ProfileInterval interval = fit.ProfileIntervals(new ProfileOptions { Parameters = ["sigma"] })["sigma"];
        Panel panel = Assert.Single(Fits.Sleepstudy.Plot.Profile(["sigma"]).Panels);
        IntervalMark drawn = Assert.Single(panel.Marks.OfType<IntervalMark>());
        LineMark profile = panel.Marks.OfType<LineMark>().Single(line => line.Label == "profile");

        double error = 0.02 * (interval.Upper!.Value - interval.Lower!.Value);   // of straight lines between eight points a side
        Assert.Equal(interval.Lower.Value, drawn.Lower[0], error);
        Assert.Equal(interval.Upper.Value, drawn.Upper[0], error);
        Assert.Equal(profile.Ys.Order(), profile.Ys);
        Assert.Contains(profile.Xs.Zip(profile.Ys), point => point.Second == 0 && Math.Abs(point.First - fit.Sigma) < 1e-6);
    }

    [Fact]
    public void A_parameter_without_a_profile_says_so()
    {
        Panel panel = ProfileFigure.CreatePanel("cor(g, a, b)", null);

        Assert.Equal(["no profile"], Assert.Single(panel.Marks.OfType<TextMark>()).Texts);
    }

    [Fact]
    public void Predicted_means_of_levels_are_pooled_towards_the_others()
    {
        Figure figure = Fits.Penicillin.Plot.Predictions();
        PointMark plates = Assert.Single(figure.Panels[1].Marks.OfType<PointMark>());

        Assert.Equal(["rows", "means of plate", "means of sample"], figure.Panels.Select(panel => panel.Title));
        Assert.Equal(24, plates.Xs.Count);
        Assert.True(plates.Xs.Max() - plates.Xs.Min() < plates.Ys.Max() - plates.Ys.Min());
        Assert.Equal(Fits.Penicillin.Model.Design.Response, figure.Panels[0].Marks.OfType<PointMark>().Single().Ys);
    }

    [Fact]
    public void Methods_stand_in_units_of_the_posterior_one_above_the_other()
    {
        QuantitySummary[] reference = [.. Fits.Sleepstudy.ParameterSummaries.Where(summary => summary.Name is "sigma" or "Days")];
        QuantitySummary Of(string name) => reference.Single(own => own.Name == name);
        AgreementFigure.Answer shifted = new("shifted", Theme.Reml, name => (Of(name).Mean + Of(name).Sd, 2 * Of(name).Sd));
        AgreementFigure.Answer silent = new("silent", Theme.Reml, _ => null);
        AgreementFigure.Answer far = new("far", Theme.Reml, name => name == "Days" ? (1e6, 1) : null);
        AgreementFigure.Answer own = new("own", Theme.Posterior, name => (Of(name).Mean, Of(name).Sd));
        Figure figure = AgreementFigure.Create("title", reference, [shifted, silent, far, own]);
        PointMark[] points = [.. figure.Panels[0].Marks.OfType<PointMark>()];

        Assert.Equal(["shifted", "own"], points.Select(mark => mark.Label));
        Assert.All(points[0].Xs, x => Assert.Equal(1, x, 1e-9));
        Assert.All(points[1].Xs, x => Assert.Equal(0, x, 1e-9));
        Assert.True(points[0].Ys[0] > points[1].Ys[0]);
        IntervalMark wide = figure.Panels[0].Marks.OfType<IntervalMark>().First();
        Assert.Equal((-1, 3), (Math.Round(wide.Lower[0], 9), Math.Round(wide.Upper[0], 9)));
        Assert.EndsWith("not shown: 1.", figure.Description);
    }

    [Fact]
    public void All_engines_that_can_answer_are_beside_each_other()
    {
        string[] names = [.. Fits.Dyestuff2.Plot.Agreement().LegendLabels];

        Assert.Equal(["REML ± SE", "ML ± SE", "hmc ± sd", "importance ± sd", "vmp ± sd", "gibbs ± sd"], names);
    }

    private static double[] Draws(Func<Func<string, double>, double> combine) =>
        [.. Enumerable.Range(0, Fits.Chains * Fits.Draws).Select(draw => combine(name => Fits.Orthodont[name].Values[draw]))];
}
