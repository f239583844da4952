using BayesLmm.Estimation.Comparison;
using BayesLmm.Numerics;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Estimation.Comparison;

/// <summary>Likelihood-ratio tests compared with R's <c>anova</c> (lme4 1.1-31) and <c>ranova</c> (lmerTest 3.1-3), and the rules of nesting.</summary>
public class ModelComparisonTests
{
    /// <summary>lme4's optima are known to about 1e-7 in the deviance.</summary>
    private const double Deviance = 1e-5;

    /// <summary>A p-value's relative error is about half the statistic's absolute one.</summary>
    private const double RelativeP = 1e-4;

    private static readonly Lazy<Table> Sleep = new(() => TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv")));
    private static readonly Lazy<Table> Machines = new(() => TableReader.Read(Repository.PathOf("examples", "data", "machines.csv")));

    [Fact]
    public void A_fixed_effect_is_tested_by_maximum_likelihood_as_in_R()
    {
        ModelComparison comparison = SleepFit("1 + (Days | Subject)").CompareLikelihood(SleepFit("Days + (Days | Subject)"));
        Assert.True(comparison.Refitted);
        Assert.False(comparison.Restricted);
        CheckCriteria(comparison.First, 5, 1785.475881961, 1801.440666216, -887.737940981);
        CheckCriteria(comparison.Second, 6, 1763.93934446, 1783.09708557, -875.969672232);
        CheckTest(comparison, 23.5365374979, 1, 1.22563995720e-06, boundaries: 0);
        Assert.Equal(comparison.Test!.PValue, comparison.Test.MixturePValue);
    }

    [Theory]
    [InlineData(true, 42.8368134350, 4.99004143061e-10)]
    [InlineData(false, 42.1392985420, 7.07241254723e-10)]
    public void A_slope_with_its_correlation_has_half_of_chi_square_1_and_half_of_2(bool restricted, double statistic, double p)
    {
        ModelComparison comparison = SleepFit("Days + (1 | Subject)", restricted).CompareLikelihood(SleepFit("Days + (Days | Subject)", restricted));
        Assert.False(comparison.Refitted);
        Assert.Equal(restricted, comparison.Restricted);
        CheckTest(comparison, statistic, 2, p, boundaries: 1);
        Assert.Equal("0.5·χ²(1) + 0.5·χ²(2)", comparison.Test!.Mixture!.ToString());

        // P(χ²₂ ≥ x) = exp(−x/2), which R's p-value is; P(χ²₁ ≥ x) = erfc √(x/2).
        double expected = (0.5 * p) + (0.5 * MathNet.Numerics.SpecialFunctions.Erfc(Math.Sqrt(statistic / 2)));
        Assert.Equal(expected, comparison.Test.MixturePValue!.Value, RelativeP * expected);
    }

    [Fact]
    public void A_correlation_is_tested_in_the_interior() =>
        CheckTest(SleepFit("Days + (Days || Subject)").CompareLikelihood(SleepFit("Days + (Days | Subject)")), 0.0410216215291, 1, 0.8394961926583,
            boundaries: 0);

    [Fact]
    public void An_independent_slope_has_half_of_a_constant_zero_and_half_of_chi_square_1()
    {
        ModelComparison comparison = SleepFit("Days + (1 | Subject)").CompareLikelihood(SleepFit("Days + (Days || Subject)"));
        CheckTest(comparison, 42.7957918134, 1, 6.07627309943e-11, boundaries: 1);
        Assert.Equal(0.5 * comparison.Test!.PValue, comparison.Test.MixturePValue!.Value, 1e-20);
    }

    [Fact]
    public void Two_intercepts_by_worker_and_machine_are_a_special_case_of_free_machine_effects_by_worker()
    {
        RemlFit small = MachinesFit("Machine + (1 | Worker) + (1 | Worker:Machine)"), large = MachinesFit("Machine + (0 + Machine | Worker)");
        ModelComparison comparison = large.CompareLikelihood(small);
        CheckTest(comparison, 7.376349682890, 4, 0.117286983822, boundaries: 0);
        Assert.Equal("score ~ Machine + (1 | Worker) + (1 | Worker:Machine)", comparison.Test!.Small);
    }

    [Fact]
    public void A_fixed_effect_and_a_variance_together_have_the_mixture_one_degree_higher()
    {
        ModelComparison comparison = SleepFit("1 + (1 | Subject)").CompareLikelihood(SleepFit("Days + (Days || Subject)"));
        Assert.True(comparison.Refitted);
        Assert.Equal("0.5·χ²(1) + 0.5·χ²(2)", comparison.Test!.Mixture!.ToString());
    }

    [Fact]
    public void Several_variances_have_binomial_weights_and_the_result_says_what_that_assumes()
    {
        ModelComparison comparison = MachinesFit("Machine").CompareLikelihood(MachinesFit("Machine + (1 | Worker) + (1 | Worker:Machine)"));
        Assert.Equal("0.25·χ²(0) + 0.5·χ²(1) + 0.25·χ²(2)", comparison.Test!.Mixture!.ToString());
        Assert.Contains(comparison.Test.Notes, note => note.Contains("independent", StringComparison.Ordinal));
    }

    [Fact]
    public void A_correlated_term_as_a_whole_has_no_known_mixture_and_the_result_says_so()
    {
        ModelComparison comparison = SleepFit("Days").CompareLikelihood(SleepFit("Days + (Days | Subject)"));
        Assert.Equal(ModelRelation.Nested, comparison.Relation);
        Assert.Equal(3, comparison.Test!.DegreesOfFreedom);
        Assert.Equal(2, comparison.Test.BoundaryVariances);
        Assert.Null(comparison.Test.Mixture);
        Assert.Null(comparison.Test.MixturePValue);
        Assert.Contains(comparison.Test.Notes, note => note.Contains("conservative", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_model_written_in_two_ways_is_the_same()
    {
        ModelComparison comparison = MachinesFit("Machine + (0 + Machine | Worker)").CompareLikelihood(MachinesFit("0 + Machine + (Machine | Worker)"));
        Assert.Equal(ModelRelation.Same, comparison.Relation);
        Assert.True(comparison.Refitted);
        Assert.Equal(comparison.First.LogLikelihood, comparison.Second.LogLikelihood, 1e-7);
        RemlFit fit = SleepFit("Days + (1 | Subject)");
        Assert.Equal(
            "The models 'Reaction ~ Days + (1 | Subject)' and 'Reaction ~ Days + (1 | Subject)' say the same: there is nothing to test.",
            fit.CompareLikelihood(fit).Explanation);
        Assert.Equal(ModelRelation.Same, SleepFit("Days + (Days | Subject)").CompareLikelihood(SleepFit("I(Days * 2 + 1) + (I(3 - Days) | Subject)")).Relation);
    }

    [Theory]
    [InlineData("Days + (1 | Subject)", "1 + (Days | Subject)", "one has more fixed effects, the other more random effects or free residuals")]
    [InlineData("Days + (1 | Subject)", "I(Days^2) + (1 | Subject)", "neither's fixed effects are combinations of the other's")]
    [InlineData("Days + (1 | Subject)", "Days + (0 + Days | Subject)", "neither's random effects are a special case of the other's")]
    [InlineData("Days + (I(Days - 3) || Subject)", "Days + (Days || Subject)", "neither's random effects are a special case of the other's")]
    public void Models_that_are_not_nested_get_criteria_and_a_reason(string first, string second, string reason)
    {
        ModelComparison comparison = SleepFit(first).CompareLikelihood(SleepFit(second));
        Assert.Equal(ModelRelation.NotNested, comparison.Relation);
        Assert.True(comparison.AreCriteriaComparable);
        Assert.Null(comparison.Test);
        Assert.Equal(
            $"Neither of the models 'Reaction ~ {first}' and 'Reaction ~ {second}' is a special case of the other ({reason}): there is no likelihood-ratio "
                + "test. AIC and BIC compare them all the same.",
            comparison.Explanation);
    }

    [Fact]
    public void Other_weights_are_another_model_unless_they_differ_by_a_factor()
    {
        RemlFit plain = SleepFit("Days + (1 | Subject)", statements: "weights 1 + Days"),
            doubled = SleepFit("Days + (1 | Subject)", statements: "weights 2 + 2 * Days");
        Assert.Equal(ModelRelation.Same, plain.CompareLikelihood(doubled).Relation);
        ModelComparison comparison = plain.CompareLikelihood(SleepFit("Days + (1 | Subject)"));
        Assert.Equal(ModelRelation.NotNested, comparison.Relation);
        Assert.Contains("their weights differ", comparison.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_rows_and_other_responses_are_not_compared()
    {
        RemlFit fit = SleepFit("Days + (1 | Subject)");
        ModelComparison rows = fit.CompareLikelihood(SleepFit("Days + (1 | Subject)", statements: "where Days > 0"));
        Assert.Equal(ModelRelation.DifferentRows, rows.Relation);
        Assert.False(rows.AreCriteriaComparable);
        Assert.StartsWith(
            "The models 'Reaction ~ Days + (1 | Subject)' and 'Reaction ~ Days + (1 | Subject)' cannot be compared: the first was fitted to 180 rows, the "
                + "second to 162.",
            rows.Explanation,
            StringComparison.Ordinal);
        RemlFit logs = Model.Parse("log(Reaction) ~ Days + (1 | Subject)").Bind(Sleep.Value).FitReml();
        ModelComparison responses = fit.CompareLikelihood(logs);
        Assert.Equal(ModelRelation.DifferentResponses, responses.Relation);
        Assert.Equal(
            "The models 'Reaction ~ Days + (1 | Subject)' and 'log(Reaction) ~ Days + (1 | Subject)' cannot be compared: the response is not the same; "
            + "in row 1 of those used it is 249.56 in the first and 5.5197 in the second.",
            responses.Explanation);
    }

    [Fact]
    public void Dropping_each_random_term_gives_ranovas_statistics()
    {
        RandomTermDeletion days = Assert.Single(Deletions(SleepFit("Days + (Days | Subject)")));
        Assert.Equal("Days in (1 + Days | Subject)", days.Name);
        Check(days, false, 2, 42.8368134350, 4.99004143061e-10, 1);

        Table pastes = TableReader.Read(Repository.PathOf("examples", "data", "pastes.csv"));
        EquatableArray<RandomTermDeletion> terms = Deletions(Model.Parse("strength ~ 1 + (1 | batch/cask)").Bind(pastes).FitReml());
        Assert.Equal(["(1 | batch)", "(1 | batch:cask)"], terms.Select(term => term.Name).Order());
        Check(terms.Single(term => term.Group == "batch"), true, 1, 0.657655926873, 0.417388710959, 1);
        Check(terms.Single(term => term.Group == "batch:cask"), true, 1, 54.6046648775, 1.47385370219e-13, 1);
        Assert.Equal(307.595410731, terms.Single(term => term.Group == "batch:cask").Reduced.Aic, Deviance);

        EquatableArray<RandomTermDeletion> machines = Deletions(MachinesFit("Machine + (1 | Worker) + (1 | Worker:Machine)"));
        Check(machines[0], true, 1, 5.5680220413490, 0.0182914118476, 1);
        Check(machines[1], true, 1, 71.1906339695, 3.24324044273e-17, 1);
    }

    [Fact]
    public void A_deletion_is_a_comparison_that_says_what_it_drops()
    {
        ModelComparison comparison = Assert.Single(SleepFit("Days + (Days | Subject)").DropRandomTerms());
        Assert.Equal("Days in (1 + Days | Subject)", comparison.Dropped);
        Assert.Equal("Reaction ~ Days + (Days | Subject) without Days in (1 + Days | Subject)", comparison.Test!.Small);
        Assert.Equal(
            "'Reaction ~ Days + (Days | Subject) without Days in (1 + Days | Subject)' is a special case of 'Reaction ~ Days + (Days | Subject)'.",
            comparison.Explanation);
        CheckTest(comparison, 42.8368134350, 2, 4.99004143061e-10, boundaries: 1);
    }

    [Fact]
    public void Independent_effects_are_dropped_one_by_one_and_a_factor_s_columns_together()
    {
        Assert.Equal(["intercept", "Days"], Deletions(SleepFit("Days + (Days || Subject)")).Select(one => Assert.Single(one.Effects)));
        RandomTermDeletion whole = Assert.Single(Deletions(MachinesFit("Machine + (0 + Machine | Worker)")));
        Assert.True(whole.DropsTerm);
        Assert.Null(whole.Test.Mixture);
        RandomTermDeletion slopes = Assert.Single(Deletions(MachinesFit("Machine + (Machine | Worker)")));
        Assert.Equal(2, slopes.Effects.Count);
        Assert.Equal(5, slopes.Test.DegreesOfFreedom);
        Assert.Equal(2, slopes.Test.BoundaryVariances);
    }

    [Fact]
    public void A_mixture_s_p_value_is_the_weighted_sum_of_tails()
    {
        Assert.Equal(1, ChiSquareMixture.Binomial(3, 3).PValue(0));
        Assert.Equal(1, ChiSquareMixture.Binomial(3, 3).Components.Sum(component => component.Weight), 1e-15);

        // P(χ²₂ ≥ x) = exp(−x/2), P(χ²₄ ≥ x) = exp(−x/2)(1 + x/2).
        Assert.Equal(Math.Exp(-1.5), ChiSquareMixture.Single(2).PValue(3), 1e-14);
        Assert.Equal(Math.Exp(-1.5) * 2.5, ChiSquareMixture.Single(4).PValue(3), 1e-14);
        Assert.Equal(0.5 * Math.Exp(-30), ChiSquareMixture.Binomial(2, 2).PValue(60) - (0.5 * ChiSquareMixture.Single(1).PValue(60)) + (0.25 * Math.Exp(-30)),
            1e-20);
    }

    private static void Check(RandomTermDeletion deletion, bool dropsTerm, int df, double statistic, double p, int boundaries)
    {
        Assert.Equal(dropsTerm, deletion.DropsTerm);
        Assert.Equal(statistic, deletion.Test.Statistic, Deviance);
        Assert.Equal(df, deletion.Test.DegreesOfFreedom);
        Assert.Equal(boundaries, deletion.Test.BoundaryVariances);
        Assert.Equal(p, deletion.Test.PValue, RelativeP * p);
    }

    private static void CheckTest(ModelComparison comparison, double statistic, int df, double p, int boundaries)
    {
        Assert.Equal(ModelRelation.Nested, comparison.Relation);
        Assert.Equal(statistic, comparison.Test!.Statistic, Deviance);
        Assert.Equal(df, comparison.Test.DegreesOfFreedom);
        Assert.Equal(boundaries, comparison.Test.BoundaryVariances);
        Assert.Equal(p, comparison.Test.PValue, RelativeP * p);
    }

    private static void CheckCriteria(RemlFit criteria, int parameters, double aic, double bic, double logLikelihood)
    {
        Assert.Equal(parameters, criteria.ParameterCount);
        Assert.Equal(aic, criteria.Aic, Deviance);
        Assert.Equal(bic, criteria.Bic, Deviance);
        Assert.Equal(logLikelihood, criteria.LogLikelihood, Deviance);
    }

    private static EquatableArray<RandomTermDeletion> Deletions(RemlFit fit) => RandomTermDeleter.DropEach(fit, default);

    private static RemlFit SleepFit(string formula, bool restricted = true, string statements = "") =>
        Model.Parse($"factor Subject\nReaction ~ {formula}\n{statements}").Bind(Sleep.Value).FitReml(restricted);

    private static RemlFit MachinesFit(string formula) => Model.Parse($"factor Worker\nscore ~ {formula}").Bind(Machines.Value).FitReml();
}
