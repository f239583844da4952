namespace BayesLmm.Tests.Posteriors;

public class PriorSimulationTests
{
    private const string Constants = "prior intercept ~ constant(10)\nprior x ~ constant(2)\nprior sd(g) ~ constant(3)\nprior sigma ~ constant(4)";

    /// <summary>Eight rows, x with mean 1.5 and variance 1.25.</summary>
    private static Table Data => Table.FromColumns(
        "t",
        new NumericColumn("y", [1, 4, 2, 8, 5, 7, 3, 6]),
        new NumericColumn("x", [0, 1, 2, 3, 0, 1, 2, 3]),
        new NumericColumn("s", [1, 1, 1, 1, 3, 3, 3, 3]),
        CategoricalColumn.FromTexts("g", ["a", "a", "b", "b", "c", "c", "d", "d"]));

    [Fact]
    public void With_every_parameter_known_the_quantities_are_those_of_the_formula()
    {
        PriorSimulation simulation = Simulate("y ~ x + (1 | g)\n" + Constants);

        Assert.Equal(["sd(response)", "icc(g)", "difference(g)", "fitted(lowest)", "fitted(highest)"], simulation.Quantities.Select(quantity => quantity.Name));
        AssertIs(Math.Sqrt((4 * 1.25) + 9 + 16), simulation.Quantities[0]);
        AssertIs(9.0 / 25, simulation.Quantities[1]);

        // |N(0, 2·9)|: its median is 0.6745 standard deviations, its density there 0.6355 / sd; four standard errors of 4000 draws.
        double sd = Math.Sqrt(18);
        Assert.Equal(0.6745 * sd, simulation.Quantities[2].Median, 4 * 0.5 / Math.Sqrt(4000) / 0.6355 * sd);
        Assert.Equal(2.449490, simulation.Quantities[0].Observed!.Value, 1e-5);
        Assert.Null(simulation.Quantities[1].Observed);
        Assert.All(simulation.Quantities, quantity => Assert.Empty(quantity.LeftOut));
    }

    /// <summary>Normal distributions about the rows' means, mixed: with every parameter known their quantiles are known.</summary>
    [Fact]
    public void Tables_have_the_distribution_of_the_model()
    {
        PriorSimulation simulation = Simulate("y ~ x + (1 | g)\n" + Constants);
        Assert.Equal(["response", "mean(g)"], simulation.Predictive.Select(one => one.Name));
        AssertMixture(simulation.Predictive[0], [(7, 5), (9, 5), (11, 5), (13, 5)]);
        AssertMixture(simulation.Predictive[1], [(8, Math.Sqrt(9 + 8)), (12, Math.Sqrt(9 + 8))]);
        Assert.Equal([1.35, 2.75, 4.5, 6.25, 7.65], simulation.Predictive[0].Observed.Select(value => Math.Round(value, 9)));

        // Means of groups: 2.5, 5, 6, 4.5.
        Assert.Equal([2.8, 4, 4.75, 5.25, 5.85], simulation.Predictive[1].Observed.Select(value => Math.Round(value, 9)));
        Assert.All(simulation.Predictive, one => Assert.Empty(one.LeftOut));

        PriorSimulation known = Simulate("y ~ 1 + (1 | g)\nknown_se s\nprior intercept ~ constant(2)\nprior sd(g) ~ constant(3)");
        AssertMixture(known.Predictive[0], [(2, Math.Sqrt(9 + 1)), (2, Math.Sqrt(9 + 9))]);
        AssertMixture(known.Predictive[1], [(2, Math.Sqrt(9 + 0.5)), (2, Math.Sqrt(9 + 4.5))]);
    }

    [Fact]
    public void Parameters_with_flat_priors_are_left_out_of_tables_and_named()
    {
        PriorSimulation simulation = Simulate("y ~ x + (1 | g)\nprior intercept ~ constant(10)\nprior sd(g) ~ constant(3)\nprior sigma ~ constant(4)");
        AssertMixture(simulation.Predictive[0], [(10, 5)]);
        Assert.All(simulation.Predictive, one => Assert.Equal(["x"], one.LeftOut));
        Assert.Empty(Simulate("y ~ x + (1 | g)\nprior sigma ~ flat").Predictive);
    }

    private static void AssertMixture(PriorPredictive simulated, (double Mean, double Sd)[] parts)
    {
        for (int q = 0; q < PriorPredictive.Probabilities.Count; q++)
        {
            // The probability below the simulated quantile; 4.5 errors of 2,000 independent values, which the groups of 1,000 tables are worth at least.
            double p = PriorPredictive.Probabilities[q], value = simulated.Quantiles[q];
            double below = parts.Average(part => MathNet.Numerics.Distributions.Normal.CDF(part.Mean, part.Sd, value));
            Assert.Equal(p, below, 4.5 * Math.Sqrt(p * (1 - p) / 2000));
        }
    }

    [Fact]
    public void Without_group_effects_the_fitted_values_are_the_line_about_the_predictors_mean()
    {
        PriorSimulation simulation = Simulate("y ~ x\nprior intercept ~ constant(10)\nprior x ~ constant(2)");

        AssertIs(10 - (1.5 * 2), simulation.Quantities.Single(quantity => quantity.Name == "fitted(lowest)"));
        AssertIs(10 + (1.5 * 2), simulation.Quantities.Single(quantity => quantity.Name == "fitted(highest)"));
    }

    [Fact]
    public void A_varying_slope_counts_with_the_mean_square_of_its_predictor_and_its_correlation()
    {
        // mean x² = 3.5, mean x = 1.5; the correlation's prior is nearly a point mass at 0 for a large eta.
        PriorSimulation simulation = Simulate(
            "y ~ 1 + (1 + x | g)\nprior intercept ~ constant(0)\nprior sd(g) ~ constant(2)\nprior cor(g) ~ lkj(1e9)\nprior sigma ~ constant(1)");

        ImpliedQuantity share = simulation.Quantities.Single(quantity => quantity.Name == "icc(g)");
        Assert.Equal(4 * (1 + 3.5) / ((4 * (1 + 3.5)) + 1), share.Median, 1e-4);
    }

    [Fact]
    public void Known_standard_errors_are_the_residual_variance()
    {
        PriorSimulation simulation = Simulate("y ~ 1 + (1 | g)\nknown_se s\nprior sd(g) ~ constant(3)");

        AssertIs(Math.Sqrt(9 + ((1 + 9) / 2.0)), simulation.Quantities[0]);
    }

    [Fact]
    public void Flat_priors_are_left_out_and_named()
    {
        PriorSimulation flat = Simulate("y ~ x + (1 | g)\nprior intercept ~ constant(10)\nprior sd(g) ~ constant(3)\nprior sigma ~ constant(4)");

        Assert.Equal(["x"], flat.FlatParameters);
        AssertIs(5, flat.Quantities[0]);
        Assert.Equal(["x"], flat.Quantities[0].LeftOut);
        Assert.Empty(flat.Quantities[1].LeftOut);
        Assert.Equal(["x"], flat.Quantities[^1].LeftOut);
        Assert.DoesNotContain("x", flat.Parameters.Select(column => column.Name));
    }

    [Fact]
    public void What_would_be_nothing_without_flat_priors_is_not_computed()
    {
        PriorSimulation noSigma = Simulate("y ~ x + (1 | g)\nprior sigma ~ flat"), noGroup = Simulate("y ~ x + (1 | g)\nprior sd(g) ~ flat");

        Assert.DoesNotContain("icc(g)", noSigma.Quantities.Select(quantity => quantity.Name));
        Assert.Contains("difference(g)", noSigma.Quantities.Select(quantity => quantity.Name));
        Assert.Equal(
            [
                "icc(g): sigma has a flat prior, and a share needs the whole.",
                "tables of responses: sigma has a flat prior, from which no residual can be drawn.",
            ],
            noSigma.NotComputed);
        Assert.Equal(["sd(response)", "fitted(lowest)", "fitted(highest)"], noGroup.Quantities.Select(quantity => quantity.Name));
        Assert.Equal(["icc(g) and difference(g): every sd(g) has a flat prior."], noGroup.NotComputed);
    }

    [Fact]
    public void Parameters_are_drawn_from_their_priors_halved_where_they_are_positive()
    {
        PriorSimulation simulation = Simulate("y ~ x + (1 + x | g)\nprior x ~ normal(3, 2)\nprior sd(g, x) ~ normal(0, 1)\nprior sigma ~ exponential(1)");

        // Five standard errors of a median of 4000 draws: 5 · 0.5 / √4000 / density at the median.
        Assert.Equal(3, Median("x"), 0.04 / 0.1995);
        Assert.Equal(0.6745, Median("sd(g, x)"), 0.04 / 0.6355);
        Assert.Equal(Math.Log(2), Median("sigma"), 0.04 / 0.5);
        Assert.Equal(simulation.Model.Parameters.Select(parameter => parameter.Name), simulation.Parameters.Select(column => column.Name));

        double Median(string name) => PriorSimulation.Summarize(simulation.Parameters.Single(column => column.Name == name).Values).Median;
    }

    [Fact]
    public void Standard_deviations_too_large_to_be_squared_are_all_of_the_variance()
    {
        PriorSimulation simulation = Simulate("y ~ 1 + (1 | g)\nprior sd(g) ~ constant(1e200)\nprior sigma ~ constant(1)");

        AssertIs(1, simulation.Quantities.Single(quantity => quantity.Name == "icc(g)"));
        Assert.Equal(double.PositiveInfinity, simulation.Quantities[0].Median);
    }

    [Fact]
    public void The_same_seed_gives_the_same_draws()
    {
        BoundModel model = Model.Parse("y ~ x + (x | g)").Bind(Data);

        Assert.Equal(model.SimulatePrior(200, 5).Quantities, model.SimulatePrior(200, 5).Quantities);
        Assert.NotEqual(model.SimulatePrior(200, 5).Quantities, model.SimulatePrior(200, 6).Quantities);
    }

    private static PriorSimulation Simulate(string text) => Model.Parse(text).Bind(Data).SimulatePrior(seed: 1);

    private static void AssertIs(double expected, ImpliedQuantity quantity)
    {
        Assert.Equal(expected, quantity.Lower, 1e-9);
        Assert.Equal(expected, quantity.Median, 1e-9);
        Assert.Equal(expected, quantity.Upper, 1e-9);
    }
}
