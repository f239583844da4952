using BayesLmm.Specification.Formulas;

namespace BayesLmm.Tests.Estimation.Tests;

/// <summary>What hypotheses the terms of a model stand for, and what marginal means are, by hand.</summary>
public class TermTests
{
    private const double Tolerance = 1e-6;

    private static readonly Table Cake = TableReader.Read(Repository.PathOf("examples", "data", "cake.csv"));

    private static readonly Table Oats = TableReader.Read(Repository.PathOf("examples", "data", "oats.csv"));

    private const string Unbalanced = "factor replicate\nfactor temperature\nwhere angle > 24\n";

    [Theory]
    [InlineData("factor recipe contrasts sum\n")]
    [InlineData("factor recipe contrasts helmert\n")]
    [InlineData("factor recipe contrasts poly\n")]
    [InlineData("factor recipe reference C\n")]
    public void Type_III_tests_and_marginal_means_do_not_depend_on_how_factors_are_coded(string coding)
    {
        const string Formula = "angle ~ recipe * temp + (1 | recipe:replicate)";
        RemlFit plain = Model.Parse("factor replicate\nwhere angle > 24\n" + Formula).Bind(Cake).FitReml();
        RemlFit other = Model.Parse("factor replicate\nwhere angle > 24\n" + coding + Formula).Bind(Cake).FitReml();
        foreach (string term in (string[])["recipe", "temp", "recipe:temp"])
        {
            JointTest expected = plain.Anova()[term].Test!, found = other.Anova()[term].Test!;
            Assert.Equal(expected.NumeratorDegreesOfFreedom, found.NumeratorDegreesOfFreedom);
            Assert.Equal(expected.Statistic, found.Statistic, 1e-4 * expected.Statistic);
        }

        ContrastTest mean = plain.InferFixedEffects().MarginalMeans("recipe")["B"].Mean!, same = other.InferFixedEffects().MarginalMeans("recipe")["B"].Mean!;
        Assert.Equal(mean.Estimate, same.Estimate, 1e-5);
        Assert.Equal(mean.DegreesOfFreedom, same.DegreesOfFreedom, 1e-2);
    }

    [Fact]
    public void Without_an_intercept_the_first_factor_stands_for_its_means()
    {
        RemlFit with = Model.Parse(Unbalanced + "angle ~ recipe + temperature + (1 | recipe:replicate)").Bind(Cake).FitReml();
        RemlFit without = Model.Parse(Unbalanced + "angle ~ 0 + recipe + temperature + (1 | recipe:replicate)").Bind(Cake).FitReml();
        AnovaTable table = without.Anova(method: DegreesOfFreedomMethod.KenwardRoger);
        Assert.Equal(3, table["recipe"].Test!.NumeratorDegreesOfFreedom);
        AssertSame(with.Anova(method: DegreesOfFreedomMethod.KenwardRoger)["temperature"].Test!, table["temperature"].Test!);

        // All means zero: the intercept and all differences of the other coding, at temperatures averaged with equal weights.
        double[,] rows = new double[3, 8];
        for (int i = 0; i < 3; i++)
        {
            rows[i, 0] = 1;
            if (i > 0)
            {
                rows[i, i] = 1;
            }

            for (int j = 3; j < 8; j++)
            {
                rows[i, j] = 1.0 / 6;
            }
        }

        AssertSame(with.TestContrast(rows, DegreesOfFreedomMethod.KenwardRoger), table["recipe"].Test!);
        Assert.Equal(
            with.InferFixedEffects().MarginalMeans("temperature").Means[2].Mean!.Estimate,
            without.InferFixedEffects().MarginalMeans("temperature").Means[2].Mean!.Estimate, 1e-5);
    }

    [Fact]
    public void An_interaction_without_one_of_its_margins_takes_that_margin_in()
    {
        RemlFit full = Model.Parse(Unbalanced + "angle ~ recipe * temperature + (1 | recipe:replicate)").Bind(Cake).FitReml();
        RemlFit nested = Model.Parse(Unbalanced + "angle ~ recipe + recipe:temperature + (1 | recipe:replicate)").Bind(Cake).FitReml();
        JointTest inner = nested.Anova(method: DegreesOfFreedomMethod.KenwardRoger)["recipe:temperature"].Test!;
        Assert.Equal(15, inner.NumeratorDegreesOfFreedom);

        // The same as temperature and recipe:temperature together.
        double[,] rows = new double[15, 18];
        for (int i = 0; i < 15; i++)
        {
            rows[i, i + 3] = 1;
        }

        AssertSame(full.TestContrast(rows, DegreesOfFreedomMethod.KenwardRoger), inner);
        AssertSame(
            full.Anova(method: DegreesOfFreedomMethod.KenwardRoger)["recipe"].Test!, nested.Anova(method: DegreesOfFreedomMethod.KenwardRoger)["recipe"].Test!);
    }

    [Fact]
    public void A_combination_of_levels_that_does_not_occur_leaves_what_depends_on_it_without_test_and_says_why()
    {
        const string Text = "factor replicate\nfactor temperature\nwhere recipe != \"C\" | temp != 225\nangle ~ recipe * temperature + (1 | recipe:replicate)";
        FixedEffectInference inference = Model.Parse(Text).Bind(Cake).FitReml().InferFixedEffects();
        AnovaTable table = inference.Anova();
        Assert.Null(table["recipe"].Test);
        Assert.Contains("does not occur", table["recipe"].Reason, StringComparison.Ordinal);
        Assert.All(inference.Anova(SumOfSquaresType.TypeII).Terms, term => Assert.NotNull(term.Test));
        Assert.Equal(9, inference.Anova(SumOfSquaresType.TypeI)["recipe:temperature"].Test!.NumeratorDegreesOfFreedom);

        MarginalMeans recipes = inference.MarginalMeans("recipe"), cells = inference.MarginalMeans("recipe", "temperature");
        Assert.NotNull(recipes["A"].Mean);
        Assert.Null(recipes["C"].Mean);
        Assert.Single(recipes.Pairs());
        Assert.Null(cells["C", "225"].Mean);
        Assert.Equal(17, cells.Means.Count(mean => mean.Mean is not null));

        // Cells that do occur are balanced: their means are the data's.
        Assert.Equal(inference.Fit["intercept"], cells["A", "175"].Mean!.Estimate, Tolerance);
    }

    [Fact]
    public void A_term_whose_columns_were_all_dropped_has_no_test()
    {
        FixedEffectInference inference = Model.Parse("let half = nitro / 2\nyield ~ nitro + half + (1 | Block)").Bind(Oats).FitReml().InferFixedEffects();
        TermTest test = inference.Anova()["half"];
        Assert.Null(test.Test);
        Assert.Equal("all its columns are linear combinations of columns of other terms", test.Reason);
    }

    [Fact]
    public void Transformed_covariates_are_evaluated_at_the_mean_of_what_they_are_computed_from()
    {
        RemlFit fit = Model.Parse("yield ~ Variety + I(nitro^2) + log(nitro + 1) + poly(nitro, 2) + (1 | Block)").Bind(Oats).FitReml();
        double mean = fit.InferFixedEffects().MarginalMeans("Variety")["Victory"].Mean!.Estimate;
        const double Nitro = 0.3;

        // poly of the mean: linear term 0, quadratic one by the recurrence on the balanced doses 0, 0.2, 0.4, 0.6.
        double quadratic = ((0 - 0.05) / Math.Sqrt(72 * ((0.09 - 0.05) * (0.09 - 0.05) + ((0.01 - 0.05) * (0.01 - 0.05))) / 2)) * 1;
        double expected = fit["intercept"] + fit["Variety[Victory]"] + (Nitro * Nitro * fit["I(nitro^2)"]) + (Math.Log(1 + Nitro) * fit["log(nitro + 1)"])
            + (fit.FixedEffects.Any(effect => effect.Name == "poly(nitro, 2)[2]") ? quadratic * fit["poly(nitro, 2)[2]"] : 0);
        Assert.Equal(expected, mean, Tolerance * expected);
    }

    [Fact]
    public void An_offset_counts_with_its_mean_and_a_variable_computed_from_a_factor_is_refused()
    {
        RemlFit plain = Model.Parse("yield ~ Variety + (1 | Block)").Bind(Oats).FitReml(),
            shifted = Model.Parse("yield ~ Variety + offset(7 + 0 * nitro) + (1 | Block)").Bind(Oats).FitReml();
        ContrastTest expected = plain.InferFixedEffects().MarginalMeans("Variety").Means[1].Mean!, found = shifted.InferFixedEffects()
            .MarginalMeans("Variety").Means[1].Mean!;
        Assert.Equal(expected.Estimate, found.Estimate, Tolerance);
        Assert.Equal(expected.Lower, found.Lower, 1e-4);
        Assert.Equal(expected.PValue, found.PValue, 1e-4 * expected.PValue);

        RemlFit mixed = Model.Parse("yield ~ Variety + I(nitro * (Variety == \"Victory\")) + (1 | Block)").Bind(Oats).FitReml();
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => mixed.InferFixedEffects().MarginalMeans("Variety"));
        Assert.Contains("computed from the factor 'Variety'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Adjusted_p_values_are_those_of_the_definitions()
    {
        MarginalMeans means = Model.Parse("factor replicate\nangle ~ recipe + temp + (1 | recipe:replicate)").Bind(Cake).FitReml().InferFixedEffects()
            .MarginalMeans("recipe");
        double[] p = [.. means.Pairs(PValueAdjustment.None).Select(pair => pair.AdjustedPValue)];
        Assert.Equal(p, means.Pairs().Select(pair => pair.Test.PValue));
        Assert.Equal(p.Select(value => Math.Min(1, 3 * value)), means.Pairs(PValueAdjustment.Bonferroni).Select(pair => pair.AdjustedPValue));
        double[] holm = [.. means.Pairs(PValueAdjustment.Holm).Select(pair => pair.AdjustedPValue)];
        int smallest = Array.IndexOf(p, p.Min());
        Assert.Equal(Math.Min(1, 3 * p[smallest]), holm[smallest]);
        Assert.Equal(holm, p.Select((value, i) => p.Select((other, j) => other <= value ? Math.Min(1, other * (3 - p.Count(less => less < other))) : 0).Max()));
        Assert.All(means.Pairs().Zip(p), pair => Assert.True(pair.First.AdjustedPValue >= pair.Second));
    }

    private static void AssertSame(JointTest expected, JointTest found)
    {
        Assert.Equal(expected.NumeratorDegreesOfFreedom, found.NumeratorDegreesOfFreedom);
        Assert.Equal(expected.Statistic, found.Statistic, 1e-4 * expected.Statistic);
        Assert.Equal(expected.DenominatorDegreesOfFreedom!.Value, found.DenominatorDegreesOfFreedom!.Value, 1e-3 * expected.DenominatorDegreesOfFreedom.Value);
    }
}
