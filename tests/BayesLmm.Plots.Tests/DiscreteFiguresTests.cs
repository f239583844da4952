using BayesLmm.Plots.Kinds;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots.Tests;

/// <summary>Figures of binary, binomial and count responses are on their scale.</summary>
public sealed class DiscreteFiguresTests
{
    private static readonly Lazy<Posterior> Herds = new(() => Sample("cbpp", "factor period\nincidence ~ period + (1 | herd)\nfamily binomial trials size"));

    private static readonly Lazy<Posterior> Children = new(() => Sample("bacteria", "present ~ trt + week + (1 | ID)\nfamily bernoulli"));

    [Fact]
    public void Bins_hold_every_row_once_in_the_order_of_the_fitted_values()
    {
        FittedRow[] rows = [.. Enumerable.Range(0, 50).Select(i => new FittedRow(i, 0, (i * 7) % 50, 1, i % 2 == 0 ? 0.5 : -0.5, null, 0, 0))];
        double[][] replicated = [.. ((double[])[-3, 4]).Select(shift => rows.Select(row => row.Fitted + shift).ToArray())];
        BinnedResidualsFigure.Bin[] bins = [.. BinnedResidualsFigure.Bins(rows, replicated)];

        Assert.Equal(10, bins.Length);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (5.0 * i) + 2), bins.Select(bin => bin.Fitted));
        foreach ((BinnedResidualsFigure.Bin bin, int i) in bins.Select((bin, i) => (bin, i)))
        {
            double[] own = [.. rows.Where(row => row.Fitted >= 5 * i && row.Fitted < 5 * (i + 1)).Select(row => row.Residual)];
            Assert.Equal(own.Average(), bin.Residual, 1e-12);
            Assert.Equal(Math.Sqrt(12.5), bin.Error, 1e-12);
        }
    }

    [Fact]
    public void A_bin_whose_responses_are_all_1_has_a_band_too()
    {
        Figure figure = Children.Value.Plot.BinnedResiduals();
        AreaMark band = figure.Panels[0].Marks.OfType<AreaMark>().Single();
        PointMark bins = figure.Panels[0].Marks.OfType<PointMark>().Single();
        int inside = bins.Ys.Zip(band.Upper, (residual, upper) => Math.Abs(residual) <= upper).Count(isInside => isInside);

        Assert.Equal(14, bins.Xs.Count);
        Assert.All(band.Upper, upper => Assert.InRange(upper, 0.05, 0.4));
        Assert.InRange(inside, 12, 14);
    }

    [Fact]
    public void Residuals_of_single_responses_are_quantile_residuals()
    {
        foreach (Figure figure in (Figure[])[Children.Value.Plot.Residuals(), Children.Value.Plot.ResidualsByPredictor()])
        {
            Assert.All(figure.Panels, panel => Assert.Equal("quantile residual of present", panel.Y.Label));
        }

        Assert.StartsWith("quantile residual of present", Children.Value.Plot.ResidualsByGroup("ID").Panels[0].X.Label, StringComparison.Ordinal);
        Panel shares = Herds.Value.Plot.Residuals().Panels[0];
        Assert.Equal("fitted incidence per trial", shares.X.Label);
        Assert.All(shares.Marks.OfType<PointMark>().Single().Xs, share => Assert.InRange(share, 0, 1));
    }

    [Fact]
    public void Maximum_likelihood_stands_beside_the_engines_and_in_the_densities()
    {
        Figure agreement = Children.Value.Plot.Agreement(), density = Children.Value.Plot.Density(["week"]);
        LaplaceFit fit = Children.Value.Model.FitLaplace();

        Assert.Equal(["ML ± SE", "hmc ± sd", "importance ± sd", "laplace ± sd"], agreement.LegendLabels);
        Assert.Equal(fit["week"], density.Panels[0].Marks.OfType<VerticalMark>().Single(mark => mark.Label == "ML estimate").X, 1e-9);
        Assert.DoesNotContain("REML estimate", density.LegendLabels);
    }

    [Fact]
    public void A_binomial_response_is_a_share_of_its_trials_beside_expected_values()
    {
        double[] shares = ResponseAxis.Values(Herds.Value.Model);
        Assert.All(shares, share => Assert.InRange(share, 0, 1));
        Assert.Equal(2.0 / 14, shares[0], 1e-12);
        foreach (Figure figure in (Figure[])[Herds.Value.Plot.Spaghetti("herd"), Herds.Value.Plot.Conditional(), Herds.Value.Plot.Means()])
        {
            Panel panel = figure.Panels[0];
            Axis axis = panel.Y.Label?.Contains("incidence", StringComparison.Ordinal) == true ? panel.Y : panel.X;
            Assert.StartsWith("incidence per trial", axis.Label, StringComparison.Ordinal);
            Assert.InRange(axis.Upper, 0.1, 1.1);
        }
    }

    [Fact]
    public void A_probability_stays_between_0_and_1_along_a_predictor()
    {
        Panel panel = Children.Value.Plot.Conditional().Panels[0];
        AreaMark band = panel.Marks.OfType<AreaMark>().Single();
        Assert.Equal("probability of present", panel.Y.Label);
        Assert.All(band.Lower.Concat(band.Upper), value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void A_slope_of_a_probability_is_drawn_along_its_predictor() =>
        Assert.Single(Children.Value.Plot.Slopes().Panels[0].Marks.OfType<LineMark>(), line => line.Xs.Count > 20);

    [Fact]
    public void A_predictor_that_is_the_same_in_all_rows_of_a_level_gives_it_no_line()
    {
        Posterior patients = Sample("epilepsy", "count ~ zBase + (1 | patient)\nfamily poisson");
        FigureSource source = new(new FitAnalyses(patients, null), FigureSelection.All(patients));

        Assert.Empty(FigureKinds.Find("spaghetti")!.Draw(source).Figures);
        Assert.Contains("'patient'", FigureKinds.Find("group-lines")!.Draw(source).Reason, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => patients.Plot.Spaghetti("patient"));
        Panel density = patients.Plot.PpcDensity().Panels[0];
        Assert.Equal(0, density.X.Lower);
        Assert.All(density.Marks.OfType<LineMark>(), line => Assert.Equal(0, line.Xs[0]));
    }

    [Theory]
    [InlineData("graph")]
    [InlineData("shrinkage")]
    [InlineData("profile")]
    [InlineData("ppc-density")]
    public void What_a_binary_response_lacks_says_why(string kind)
    {
        FigureSource source = new(new FitAnalyses(Children.Value, null), FigureSelection.All(Children.Value));
        FigureAnswer answer = FigureKinds.Find(kind)!.Draw(source);
        Assert.Empty(answer.Figures);
        Assert.NotNull(answer.Reason);
    }

    private static Posterior Sample(string data, string model) => Model.Parse(model)
        .Bind(TableReader.Read(Path.Combine(Fits.PathOf("examples", "data"), data + ".csv")))
        .Sample(new DrawOptions { Draws = 50, Chains = 2, Seed = 1 });
}
