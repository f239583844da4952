using BayesLmm.Estimation.Checks;
using BayesLmm.Numerics;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Estimation.Checks;

public class AssumptionTests
{
    /// <summary>The numbers beside it were computed in R from the same formulas.</summary>
    private const double Printed = 1e-10;

    /// <summary>What lme4's optimum, known to about 1e-9 in the criterion, leaves uncertain of residuals.</summary>
    private const double ReferenceError = 1e-5;

    [Fact]
    public void The_anderson_darling_test_equals_rs_on_known_data()
    {
        NormalityTest reaction = NormalityTest.Of(Column("sleepstudy.csv", "Reaction"))!.Value,
            yield = NormalityTest.Of(Column("dyestuff.csv", "Yield"))!.Value;
        Assert.Equal((180, 30), (reaction.Count, yield.Count));
        Assert.Equal(1.20984220930376, reaction.Statistic, Printed);
        Assert.Equal(0.00364247587771, reaction.PValue, Printed);
        Assert.Equal(0.509593184401, yield.Statistic, Printed);
        Assert.Equal(0.182471541248, yield.PValue, Printed);
        NormalityTest outlier = NormalityTest.Of([1, 2, 3, 4, 5, 6, 7, 8, 9, 1000])!.Value;
        Assert.Equal(3.14669423809, outlier.Statistic, Printed);
        Assert.Equal(1.24632885565e-08, outlier.PValue, 1e-18);
    }

    [Fact]
    public void The_anderson_darling_test_of_normal_values_rejects_as_often_as_it_says()
    {
        RandomStream random = new(20);
        const int Repetitions = 4000;
        int rejected = 0, half = 0;
        for (int i = 0; i < Repetitions; i++)
        {
            double p = NormalityTest.Of([.. Enumerable.Range(0, 25).Select(_ => 100 + (3 * random.NextNormal()))])!.Value.PValue;
            rejected += p < 0.05 ? 1 : 0;
            half += p < 0.5 ? 1 : 0;
        }

        // Four binomial standard errors, and 0.003 for the approximation of p.
        Assert.Equal(0.05, (double)rejected / Repetitions, 0.003 + (4 * Math.Sqrt(0.05 * 0.95 / Repetitions)));
        Assert.Equal(0.5, (double)half / Repetitions, 0.003 + (4 * Math.Sqrt(0.25 / Repetitions)));
    }

    [Fact]
    public void A_test_that_does_not_exist_is_null()
    {
        Assert.Null(NormalityTest.Of([1, 2, 3, 4, 5, 6, 7]));
        Assert.Null(NormalityTest.Of([3, 3, 3, 3, 3, 3, 3, 3, 3]));
        Assert.Null(NormalityTest.Of([]));
    }

    [Fact]
    public void A_far_outlier_among_many_values_has_a_finite_statistic_and_the_smallest_p()
    {
        NormalityTest test = NormalityTest.Of([.. Enumerable.Range(0, 5000).Select(i => i == 0 ? 1e9 : i * 1e-3)])!.Value;
        Assert.True(double.IsFinite(test.Statistic));
        Assert.InRange(test.PValue, 0, 4e-24);
    }

    [Fact]
    public void The_checks_of_sleepstudy_are_those_computed_from_lme4s_residuals()
    {
        RemlFit fit = Reference.Read("reml", "sleepstudy").Bind().FitReml();
        AssumptionChecks checks = fit.CheckAssumptions(3);
        Assert.Equal(2.514583871, checks.ResidualNormality!.Value.Statistic, ReferenceError);
        Assert.Equal(2.250713848e-06, checks.ResidualNormality.Value.PValue, 1e-9);
        Assert.Equal([57, 60, 8], checks.LargestResiduals.Select(row => row.Row));
        Assert.Equal(5.527001062, checks.LargestResiduals[0].Standardized, ReferenceError);
        Assert.Equal(-4.570432291, checks.LargestResiduals[1].Standardized, ReferenceError);
        HomogeneityTest subjects = Assert.Single(checks.Homogeneity);
        Assert.Equal(("Subject", 17, 162), (subjects.Group, subjects.Numerator, subjects.Denominator));
        Assert.Equal(1.93658, subjects.Statistic, 1e-4);
        Assert.Equal(0.018236, subjects.PValue, 1e-5);
        Assert.Equal(["intercept", "Days"], checks.EffectNormality.Select(effect => effect.Effect));
        Assert.All(checks.EffectNormality, effect => Assert.Equal(18, effect.Test.Count));
    }

    [Fact]
    public void A_test_is_found_by_its_group_and_effect()
    {
        AssumptionChecks checks = Reference.Read("reml", "sleepstudy").Bind().FitReml().CheckAssumptions();
        Assert.Equal((checks.ResidualNormality!.Value.Statistic, checks.ResidualNormality.Value.PValue), checks.TestResidualNormality());
        Assert.Equal((checks.EffectNormality[1].Test.Statistic, checks.EffectNormality[1].Test.PValue), checks.TestEffectNormality("Subject", "Days"));
        Assert.Equal((checks.Homogeneity[0].Statistic, checks.Homogeneity[0].PValue), checks.TestHomogeneity("Subject"));
        Assert.Null(checks.TestEffectNormality("Subject", "x"));
        Assert.Null(checks.TestHomogeneity("x"));
    }

    [Theory]
    [InlineData("dyestuff2")]
    [InlineData("machines_slopes")]
    [InlineData("orthodont")]
    [InlineData("radon")]
    public void Checks_hold_numbers_that_exist_only(string name)
    {
        AssumptionChecks checks = Reference.Read("reml", name).Bind().FitReml().CheckAssumptions();
        Assert.All(checks.EffectNormality, effect => Assert.InRange(effect.Test.PValue, 0, 1));
        Assert.All(checks.Homogeneity, test => Assert.InRange(test.PValue, 0, 1));
        Assert.True(name != "dyestuff2" || checks.EffectNormality.Count == 0);
        Assert.Equal(5, checks.LargestResiduals.Count);
    }

    [Fact]
    public void Standardized_effects_have_variance_one_under_the_model()
    {
        // 400 groups of 3 simulated from the model.
        RandomStream random = new(5);
        double[] g = [.. Enumerable.Range(0, 1200).Select(i => (double)(i / 3))], b = [.. Enumerable.Range(0, 400).Select(_ => random.NextNormal())];
        double[] y = [.. g.Select(group => b[(int)group] + random.NextNormal())];
        AssumptionChecks checks = Model.Parse("y ~ 1 + (1 | g)").Bind(Table.FromColumns("t", new NumericColumn("g", g), new NumericColumn("y", y))).FitReml()
            .CheckAssumptions();
        Assert.Equal(400, Assert.Single(checks.EffectNormality).Test.Count);
        Assert.True(checks.EffectNormality[0].Test.PValue > 1e-3);
        Assert.True(checks.ResidualNormality!.Value.PValue > 1e-3);
        Assert.True(checks.Homogeneity[0].PValue > 1e-3);
    }

    private static double[] Column(string file, string name)
    {
        Assert.True(TableReader.Read(Repository.PathOf("examples", "data", file)).TryGetColumn(name, out Column? column));
        return ((NumericColumn)column).Values.ToArray();
    }
}
