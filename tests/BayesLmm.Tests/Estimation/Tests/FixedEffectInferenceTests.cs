using BayesLmm.Estimation.Tests;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Estimation.Tests;

public class FixedEffectInferenceTests
{
    /// <summary>Both sides are the same numbers by different ways of rounding.</summary>
    private const double Rounding = 1e-8;

    private static readonly Table Sleep = TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv"));

    private static readonly Table Machines = TableReader.Read(Repository.PathOf("examples", "data", "machines.csv"));

    [Fact]
    public void Kenward_and_Rogers_method_is_refused_for_a_fit_by_maximum_likelihood()
    {
        RemlFit fit = ModelFiles.Bind("sleepstudy").FitReml(restricted: false);
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => fit.TestCoefficients(DegreesOfFreedomMethod.KenwardRoger));
        Assert.Contains("restricted: true", exception.Message, StringComparison.Ordinal);
        Assert.All(fit.TestCoefficients(), test => Assert.True(test.DegreesOfFreedom is > 10 and < 25));
    }

    [Fact]
    public void Without_group_effects_both_methods_are_the_exact_t_and_F_tests_of_least_squares()
    {
        RemlFit fit = Model.Parse("Reaction ~ poly(Days, 3)").Bind(Sleep).FitReml();
        foreach (DegreesOfFreedomMethod method in (DegreesOfFreedomMethod[])[DegreesOfFreedomMethod.Satterthwaite, DegreesOfFreedomMethod.KenwardRoger])
        {
            FixedEffectInference inference = fit.InferFixedEffects(method);
            Assert.All(inference.TestCoefficients(), test => Assert.Equal(176, test.DegreesOfFreedom, 1e-6));
            Assert.All(inference.TestCoefficients().Zip(fit.FixedEffects),
                pair => Assert.Equal(pair.Second.StandardError, pair.First.StandardError, Rounding * pair.Second.StandardError));
            JointTest test = inference.Anova()["poly(Days, 3)"].Test!;
            Assert.Equal(3, test.NumeratorDegreesOfFreedom);
            Assert.Equal(176, test.DenominatorDegreesOfFreedom!.Value, 1e-6);
        }
    }

    [Fact]
    public void With_variances_that_count_as_known_tests_are_normal_and_chi_squared()
    {
        RemlFit fit = ModelFiles.Bind("sleepstudy").FitReml();
        ContrastTest test = fit.TestCoefficients(DegreesOfFreedomMethod.None)[1];
        Assert.Equal(double.PositiveInfinity, test.DegreesOfFreedom);
        Assert.Equal(fit.FixedEffects[1].StandardError, test.StandardError, Rounding);
        Assert.Equal(1.959963984540054 * test.StandardError, test.Upper - test.Estimate, Rounding);
        JointTest joint = fit.TestContrast(new double[,] { { 0, 1 } }, DegreesOfFreedomMethod.None);
        Assert.Equal(test.PValue, joint.PValue!.Value, Rounding * test.PValue);
    }

    [Fact]
    public void With_known_residual_errors_and_no_group_effects_nothing_is_estimated_and_tests_are_normal()
    {
        RemlFit fit = Model.Parse("let se = 50\nReaction ~ Days\nknown_se se").Bind(Sleep).FitReml();
        foreach (DegreesOfFreedomMethod method in Enum.GetValues<DegreesOfFreedomMethod>())
        {
            Assert.All(fit.TestCoefficients(method), test => Assert.Equal(double.PositiveInfinity, test.DegreesOfFreedom));
            Assert.Equal(double.PositiveInfinity, fit.TestContrast(new double[,] { { 1, 0 }, { 0, 1 } }, method).DenominatorDegreesOfFreedom);
        }
    }

    [Theory]
    [InlineData(DegreesOfFreedomMethod.Satterthwaite)]
    [InlineData(DegreesOfFreedomMethod.KenwardRoger)]
    public void Degrees_of_freedom_do_not_depend_on_units_or_on_where_a_predictor_is_measured_from(DegreesOfFreedomMethod method)
    {
        RemlFit near = Model.Parse("Reaction ~ Days + (Days | Subject)").Bind(Sleep).FitReml();
        RemlFit far = Model.Parse("let d = 1e4 * Days + 3e6\nlet r = Reaction * 1e-5\nr ~ d + (Days | Subject)").Bind(Sleep).FitReml();
        ContrastTest expected = near.TestCoefficients(method)[1], found = far.TestCoefficients(method)[1];
        Assert.Equal(expected.DegreesOfFreedom, found.DegreesOfFreedom, 1e-3);
        Assert.Equal(expected.Statistic, found.Statistic, 1e-4);

        // The intercept where Days is 0, from coefficients that differ by six orders of magnitude.
        ContrastTest atZero = far.InferFixedEffects(method).TestContrast(("intercept", 1), ("d", 3e6));
        ContrastTest intercept = near.TestCoefficients(method)[0];
        Assert.Equal(intercept.Statistic, atZero.Statistic, 1e-3);
        Assert.Equal(intercept.DegreesOfFreedom, atZero.DegreesOfFreedom, 1e-3);

        // Rows in very different units are still two rows, although one variance is 1e-13 of the other.
        Assert.Equal(2, far.TestContrast(new double[,] { { 1, 0 }, { 0, 1 } }, method).NumeratorDegreesOfFreedom);
    }

    [Theory]
    [InlineData(DegreesOfFreedomMethod.Satterthwaite)]
    [InlineData(DegreesOfFreedomMethod.KenwardRoger)]
    public void Dependent_rows_are_counted_once(DegreesOfFreedomMethod method)
    {
        FixedEffectInference inference = ModelFiles.Bind("sleepstudy").FitReml().InferFixedEffects(method);
        JointTest one = inference.TestJointly(new double[,] { { 0, 1 } }), twice = inference.TestJointly(new double[,] { { 0, 1 }, { 0, -2 }, { 0, 0 } });
        Assert.Equal(1, twice.NumeratorDegreesOfFreedom);
        Assert.Equal(one.Statistic, twice.Statistic, Rounding * one.Statistic);
        ContrastTest t = inference.TestCoefficients()[1];
        Assert.Equal(t.Statistic * t.Statistic, one.Statistic, Rounding * one.Statistic);
        Assert.Equal(t.PValue, one.PValue!.Value, Rounding * t.PValue);
    }

    [Fact]
    public void A_collapsed_variance_takes_its_level_out_of_Satterthwaites_degrees_of_freedom_but_not_out_of_Kenward_and_Rogers()
    {
        RemlFit fit = ModelFiles.Bind("dyestuff2").FitReml();
        Assert.True(fit.IsSingular);
        Assert.Equal(29, fit.TestCoefficients()[0].DegreesOfFreedom, 1e-6);
        Assert.Equal(5, fit.TestCoefficients(DegreesOfFreedomMethod.KenwardRoger)[0].DegreesOfFreedom, 1e-6);
    }

    [Fact]
    public void A_random_intercept_that_has_no_effect_on_any_contrast_does_not_break_the_methods()
    {
        // Subjects among the fixed effects take up all that the random intercept could; its variance is not determined.
        RemlFit fit = Model.Parse("factor Subject\nReaction ~ Days + Subject + (1 | Subject)").Bind(Sleep).FitReml();
        Assert.True(fit.Optimum.IsFlat);
        Assert.Equal(161, fit.InferFixedEffects(DegreesOfFreedomMethod.KenwardRoger).TestContrast(("Days", 1)).DegreesOfFreedom, 1e-4);
        Assert.Equal(161, fit.InferFixedEffects().TestContrast(("Days", 1)).DegreesOfFreedom, 1e-2);
    }

    [Fact]
    public void Wrong_contrasts_are_refused_with_the_names_in_the_message()
    {
        FixedEffectInference inference = ModelFiles.Bind("sleepstudy").FitReml().InferFixedEffects();
        Assert.Contains("intercept, Days", Assert.Throws<ArgumentException>(() => inference.TestContrast(("days", 1))).Message, StringComparison.Ordinal);
        Assert.Contains("3 weights, but the model has 2", Assert.Throws<ArgumentException>(() => inference.TestContrast([1.0, 2, 3])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => inference.TestContrast([0.0, 0]));
        Assert.Throws<ArgumentException>(() => inference.TestContrast([0.0, double.NaN]));
        Assert.Throws<ArgumentException>(() => inference.TestJointly(new double[,] { { 0, 0 } }));
        Assert.Throws<ArgumentOutOfRangeException>(() => inference.TestCoefficients(95));
        Assert.Contains("which have none", Assert.Throws<ArgumentException>(() => inference.MarginalMeans("Days")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x ~ 1 + (1 | g)", 1)]
    [InlineData("x ~ 1 + (v | g)", 2)]
    [InlineData("x ~ 1 + (1 | g/h)", 4)]
    public void Kenward_and_Rogers_work_for_factors_that_are_not_crossed_does_not_grow_with_their_levels(string formula, int perComponent)
    {
        // Solutions of the equations: those of C's columns, and one for each parameter and coefficient. The number of levels does not occur.
        foreach (int groups in (int[])[20, 400])
        {
            System.Random random = new(groups);
            int n = groups * 6;
            Table table = new("t", [
                new NumericColumn("g", [.. Enumerable.Range(0, n).Select(i => (double)(i / 6))]),
                new NumericColumn("h", [.. Enumerable.Range(0, n).Select(i => (double)(i % 6 / 2))]),
                new NumericColumn("v", [.. Enumerable.Range(0, n).Select(_ => random.NextDouble())]),
                new NumericColumn("x", [.. Enumerable.Range(0, n).Select(i => random.NextDouble() + Math.Sin(i / 6) + (0.5 * Math.Sin(i / 2)))])]);
            RemlFit fit = Model.Parse(formula).Bind(table).FitReml();
            KenwardRoger method = KenwardRogerAdjustment.Compute(fit, null, default);
            Assert.Equal(perComponent + fit.Theta.Count, method.Solutions);
        }
    }

    [Fact]
    public void Long_work_can_be_cancelled()
    {
        RemlFit fit = ModelFiles.Bind("sleepstudy").FitReml();
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => fit.InferFixedEffects(DegreesOfFreedomMethod.Satterthwaite, null, source.Token));
        Assert.Throws<OperationCanceledException>(() => fit.InferFixedEffects(DegreesOfFreedomMethod.KenwardRoger, null, source.Token));
    }
}
