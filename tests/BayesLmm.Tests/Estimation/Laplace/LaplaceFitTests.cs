using BayesLmm.Estimation;
using BayesLmm.Numerics;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Estimation.Laplace;

public class LaplaceFitTests
{
    /// <summary>lme4 1.1-31's <c>confint(fit)</c> of cbpp: its profiles are interpolated splines.</summary>
    [Fact]
    public void Profile_intervals_are_lme4s()
    {
        ProfileIntervals profile = GeneralizedModels.Named("cbpp").FitLaplace().ProfileIntervals();
        (string Name, double Lower, double Upper)[] theirs =
        [
            ("intercept", -1.9012, -0.9478), ("period[2]", -1.6168, -0.4078), ("period[3]", -1.8010, -0.5115), ("period[4]", -2.5008, -0.8008),
            ("sd(herd, intercept)", 0.3460, 1.1000),
        ];
        Assert.All(theirs, expected =>
        {
            ProfileInterval found = profile[expected.Name];
            Assert.True(found.Converged);
            Assert.Equal(expected.Lower, found.Lower!.Value, 1e-3);
            Assert.Equal(expected.Upper, found.Upper!.Value, 1e-3);
        });
    }

    [Theory]
    [InlineData("bacteria", 1)]
    [InlineData("cbpp", 9)]
    [InlineData("owls_nb", 1)]
    public void At_the_ends_of_a_profile_interval_no_other_parameters_are_likelier(string name, int quadrature)
    {
        LaplaceFit fit = GeneralizedModels.Named(name).FitLaplace(new LaplaceOptions { Quadrature = quadrature });
        ProfileIntervals profile = fit.ProfileIntervals(0.9);
        Assert.All(profile.Intervals, interval => Assert.True(interval.Converged && interval.Lower < interval.Estimate && interval.Estimate < interval.Upper));

        // About as wide as the normal approximation says.
        Assert.All(fit.TestCoefficients(0.9), wald =>
        {
            ProfileInterval own = profile[wald.Name];
            Assert.InRange((own.Upper!.Value - own.Lower!.Value) / (wald.Upper - wald.Lower), 0.9, 1.3);
        });
    }

    [Fact]
    public void A_standard_deviation_of_0_is_an_answer()
    {
        // Counts of one mean: no differences between groups can be seen.
        RandomStream random = new(4);
        double[] y = [.. Enumerable.Range(0, 60).Select(i => (double)(2 + (i % 3)))];
        Table table = new("flat", [new NumericColumn("y", y), new NumericColumn("x", [.. y.Select(_ => random.NextNormal())]),
            CategoricalColumn.FromTexts("g", Enumerable.Range(0, 60).Select(i => $"g{i / 6}"))]);
        LaplaceFit fit = Model.Parse("y ~ x + (1 | g)\nfamily poisson").Bind(table).FitLaplace();
        Assert.True(fit.IsSingular && fit.Optimum.Converged);
        Assert.Equal(0, fit["sd(g, intercept)"]);
        Assert.True(double.IsNaN(fit.StandardError("sd(g, intercept)")));
        Assert.All(fit.GroupEffects[0].Values, value => Assert.Equal(0, value));
        Assert.True(fit.StandardError("x") > 0);
        LaplaceFit without = Model.Parse("y ~ x\nfamily poisson").Bind(table).FitLaplace();
        Assert.Equal(without.LogLikelihood, fit.LogLikelihood, 1e-9);
        Assert.Equal(without["x"], fit["x"], 1e-6);
        ProfileInterval sd = fit.ProfileIntervals()["sd(g, intercept)"];
        Assert.Equal(0, sd.Lower);
    }

    [Fact]
    public void A_model_without_groups_is_a_generalized_linear_model()
    {
        // R's glm(count ~ mined + spp, poisson): coefficients of a saturated table of means, log of the means where only one factor is in the model.
        BoundModel model = GeneralizedModels.Bind("salamanders.csv", "count ~ mined\nfamily poisson");
        LaplaceFit fit = model.FitLaplace();
        double[] y = model.Response.ToArray();
        string[] mined = [.. File.ReadLines(Repository.PathOf("examples", "data", "salamanders.csv")).Skip(1).Select(line => line.Split(',')[1].Trim('"'))];
        double no = y.Where((_, i) => mined[i] == "no").Average(), yes = y.Where((_, i) => mined[i] == "yes").Average();
        Assert.Equal(Math.Log(no), fit["intercept"], 1e-9);
        Assert.Equal(Math.Log(yes / no), fit["mined[yes]"], 1e-9);
        Assert.Equal(1 / Math.Sqrt(no * mined.Count(word => word == "no")), fit.StandardError("intercept"), 1e-6);
    }

    [Theory]
    [InlineData("present", "bernoulli", "drug+")]
    [InlineData("count", "poisson", "drug+")]
    [InlineData("count", "negative_binomial", "drug+")]
    public void Separation_is_refused_with_the_coefficient_and_the_cure(string response, string family, string level)
    {
        RandomStream random = new(8);
        string[] treatment = [.. Enumerable.Range(0, 90).Select(i => ((string[])["a", "b", "drug+"])[i % 3])];
        double[] present = [.. treatment.Select(word => word == level ? (response == "present" ? 1.0 : 0) : random.NextUniform() < 0.5 ? 1 : 0)];
        Table table = new("separated", [
            new NumericColumn(response, present), CategoricalColumn.FromTexts("trt", treatment),
            new NumericColumn("x", [.. present.Select(_ => random.NextNormal())]),
            CategoricalColumn.FromTexts("g", Enumerable.Range(0, 90).Select(i => $"g{i / 9}"))]);
        Assert.False(Model.Parse($"{response} ~ trt + x + (1 | g)\nfamily {family}").Bind(table).TryFitLaplace(out _, out NoMaximum? reason));
        Assert.Equal(NoMaximumReason.Separation, reason.Reason);
        Assert.Equal(["trt[drug+]"], reason.Coefficients);
        Assert.Contains("'prior trt[drug+] ~ normal(0, 2.5)'", reason.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_without_successes_is_no_separation()
    {
        LaplaceFit fit = GeneralizedModels.Named("toenail").FitLaplace();   // most patients have no severe infection at any visit
        Assert.True(fit.Optimum.Converged);
    }

    [Fact]
    public void Counts_that_vary_no_more_than_a_poisson_send_the_shape_to_infinity()
    {
        RandomStream random = new(5);
        double[] y = [.. Enumerable.Range(0, 80).Select(i => (double)(3 + (i % 4)))];
        Table table = new("even", [new NumericColumn("y", y), CategoricalColumn.FromTexts("g", y.Select((_, i) => $"g{i / 8}"))]);
        LaplaceFit negative = Model.Parse("y ~ 1 + (1 | g)\nfamily negative_binomial").Bind(table).FitLaplace();
        LaplaceFit poisson = Model.Parse("y ~ 1 + (1 | g)\nfamily poisson").Bind(table).FitLaplace();
        Assert.True(negative.SeesNoOverdispersion, $"{negative["shape"]}");
        Assert.Equal(poisson.LogLikelihood, negative.LogLikelihood, 1e-6);
        Assert.Equal(poisson["intercept"], negative["intercept"], 1e-6);
        _ = random;
    }

    [Fact]
    public void Shares_of_variance_follow_Nakagawa_Johnson_and_Schielzeth()
    {
        LaplaceFit fit = GeneralizedModels.Named("cbpp").FitLaplace();
        LaplaceVariance shares = fit.DecomposeVariance();
        double random = fit["sd(herd, intercept)"] * fit["sd(herd, intercept)"], residual = Math.PI * Math.PI / 3;
        Assert.Equal(random, shares.Latent.Random, 1e-12);
        Assert.Equal(random / (random + residual), shares.Latent.AdjustedIcc, 1e-12);
        Assert.True(shares.Response.AdjustedIcc < shares.Latent.AdjustedIcc);

        // Of counts the response's variances are those of lognormal means: Var(μ) = m²(e^v − 1), E Var(Y | μ) = m.
        LaplaceFit counts = GeneralizedModels.Bind("epilepsy.csv", "count ~ 1 + (1 | patient)\nfamily poisson").FitLaplace();
        double v = counts["sd(patient, intercept)"] * counts["sd(patient, intercept)"], m = Math.Exp(counts["intercept"] + (0.5 * v));
        ScaleVariances response = counts.DecomposeVariance().Response;
        Assert.Equal(m * m * (Math.Exp(v) - 1), response.Random, 1e-8 * response.Random);
        Assert.Equal(m, response.Residual, 1e-8 * m);
        Assert.Equal(0, response.Fixed, 1e-12);
    }

    [Fact]
    public void Overdispersion_is_Pearsons_statistic_about_the_fitted_means()
    {
        LaplaceFit fit = GeneralizedModels.Named("epilepsy").FitLaplace();
        Overdispersion found = fit.TestOverdispersion()!;
        double expected = fit.FittedValues().Sum(row => (row.Response - row.Mean) * (row.Response - row.Mean) / row.Mean);
        Assert.Equal(expected, found.ChiSquare, 1e-9 * expected);
        Assert.Equal(fit.RowCount - fit.ParameterCount, found.DegreesOfFreedom);
        Assert.True(found.PValue < 1e-3);
        Assert.Null(GeneralizedModels.Named("bacteria").FitLaplace().TestOverdispersion());
    }

    [Fact]
    public void Fitted_values_are_on_both_scales()
    {
        LaplaceFit fit = GeneralizedModels.Named("owls").FitLaplace();
        BoundModel model = fit.Model;
        double[] b = [.. fit.GroupEffects.SelectMany(effects => effects.Values)], eta = new double[fit.RowCount];
        model.CreateWrittenPredictor().Compute([.. fit.FixedEffects.Select(effect => effect.Estimate)], b, eta);
        int row = 0;
        foreach (ExpectedRow found in fit.FittedValues())
        {
            Assert.Equal(eta[row], found.Predictor, 1e-10);
            Assert.Equal(Math.Exp(eta[row]), found.Mean, 1e-9 * found.Mean);
            Assert.Equal(Math.Exp(found.PopulationPredictor), found.PopulationMean, 1e-9 * found.PopulationMean);
            Assert.Equal(row + 1, found.Row);
            row++;
        }
    }

    [Fact]
    public void Quadrature_of_two_grouping_factors_is_refused() =>
        Assert.Throws<ArgumentException>(() => GeneralizedModels.Named("epilepsy_olre").FitLaplace(new LaplaceOptions { Quadrature = 5 }));

    [Fact]
    public void Rows_that_can_be_put_together_give_the_fit_of_single_rows()
    {
        // The same responses with and without a column that tells the rows apart, whose coefficient is held away from the comparison by being constant in g.
        LaplaceFit together = GeneralizedModels.Bind("bacteria.csv", "present ~ trt + (1 | ID)\nfamily bernoulli").FitLaplace();
        LaplaceFit apart = GeneralizedModels.Bind("bacteria.csv", "let one = 1\npresent ~ trt + (1 | ID)\nfamily binomial trials one").FitLaplace();
        Assert.Equal(together.LogLikelihood, apart.LogLikelihood, 1e-9);
        Assert.Equal(together["trt[placebo]"], apart["trt[placebo]"], 1e-6);
    }
}
