using BayesLmm.Agreement;
using BayesLmm.Densities;
using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Specification.Formulas;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Estimation;

/// <summary>Data on which formulas that are right on paper go wrong in floating point, and models that the data do not determine.</summary>
public class HardDataTests
{
    private static readonly Table Sleep = TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv"));

    [Fact]
    public void Standard_errors_of_a_slope_s_variance_do_not_depend_on_where_its_predictor_is_measured_from()
    {
        RemlFit near = Model.Parse("Reaction ~ Days + (Days | Subject)").Bind(Sleep).FitReml();
        RemlFit far = Model.Parse("let day = Days + 2000\nReaction ~ day + (day | Subject)").Bind(Sleep).FitReml();
        Assert.True(Math.Abs(far["cor(Subject, intercept, day)"]) > 0.999);
        Assert.Equal(near["sd(Subject, Days)"], far["sd(Subject, day)"], 1e-4);
        Assert.Equal(near.StandardError("sd(Subject, Days)"), far.StandardError("sd(Subject, day)"), 0.01);
        Assert.Equal(near.StandardError("sigma"), far.StandardError("sigma"), 1e-3);
    }

    [Fact]
    public void The_standard_error_of_a_balanced_one_way_variance_is_the_textbook_s()
    {
        // REML of a balanced one-way layout of a groups of m is ANOVA: σ² has variance 2σ⁴/(a(m − 1)), so SE(σ) = σ/√(2a(m − 1));
        // σ_b² = (MSB − MSE)/m has variance (2/m²)(MSB²/(a − 1) + MSE²/(a(m − 1))).
        RemlFit fit = ModelFiles.Bind("dyestuff").FitReml();
        double s2 = fit["sigma"] * fit["sigma"], sb = fit["sd(Batch, intercept)"], between = s2 + (5 * sb * sb);
        Assert.Equal(fit["sigma"] / Math.Sqrt(2 * 6 * 4), fit.StandardError("sigma"), 1e-3);
        double variance = 2.0 / 25 * ((between * between / 5) + (s2 * s2 / 24));
        Assert.Equal(Math.Sqrt(variance) / (2 * sb), fit.StandardError("sd(Batch, intercept)"), 1e-2);
    }

    [Theory]
    [InlineData(1e6, 1.5e6)]
    [InlineData(1e-4, 0)]
    [InlineData(3e7, -2e8)]
    public void The_identity_holds_for_predictors_on_any_scale(double scale, double shift)
    {
        string text = FormattableString.Invariant($"let z = {scale} * Days + {shift}\nReaction ~ z + (z | Subject)");
        BoundModel model = Model.Parse(text).Bind(Sleep);
        IdentityReport report = MarginalIdentity.Check(model, model.FitReml());
        Assert.True(report.Holds, $"{report.LargestRelativeDifference}");
    }

    [Theory]
    [InlineData("exact ~ x + (1 | g)")]
    [InlineData("exact ~ x")]
    public void A_model_that_fits_exactly_is_refused_in_words(string formula)
    {
        Table table = Table.FromColumns(
            "t",
            new NumericColumn("x", [1, 2, 3, 4, 5, 6, 7, 8]),
            new NumericColumn("exact", [3, 5, 7, 9, 11, 13, 15, 17]),
            new NumericColumn("g", [1, 1, 2, 2, 3, 3, 4, 4]));
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => Model.Parse(formula).Bind(table).FitReml());
        Assert.Contains("fits the 8 rows exactly", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variance_that_the_fixed_effects_explain_is_reported_as_not_determined()
    {
        RemlFit fit = Model.Parse("factor Subject\nReaction ~ Days + Subject + (1 | Subject)").Bind(Sleep).FitReml();
        Assert.True(fit.Optimum.IsFlat);
        Assert.False(fit.Optimum.Converged);
        Assert.All(ModelFiles.Names, name => Assert.False(ModelFiles.Bind(name).FitReml().Optimum.IsFlat, name));
    }

    [Fact]
    public void A_tight_normal_prior_is_a_constant_in_the_limit()
    {
        // The response is 10⁵ away from the prior mean, so that m²P is 10¹⁶.
        const string Formula = "let far = Reaction + 1e5\nfar ~ Days + (1 | Subject)\n";
        MarginalDensity tight = new(Model.Parse(Formula + "prior intercept ~ normal(0, 1e-3)\nprior Days ~ normal(3, 1e-6)").Bind(Sleep));
        MarginalDensity limit = new(Model.Parse(Formula + "prior intercept ~ constant(0)\nprior Days ~ constant(3)").Bind(Sleep));
        RandomStream random = new(11);
        double[] gradient = new double[2], expected = new double[2];
        double? difference = null;
        for (int i = 0; i < 10; i++)
        {
            double[] position = limit.PositionOf(1e5 * Math.Exp(0.3 * random.NextNormal()), [[2e4 * Math.Exp(0.3 * random.NextNormal())]], [[]]);
            double value = tight.CreateEvaluator().Evaluate(position, gradient), other = limit.CreateEvaluator().Evaluate(position, expected);
            difference ??= value - other;
            Assert.Equal(difference.Value, value - other, 1e-6);
            Assert.Equal(expected[0], gradient[0], 1e-5 * (1 + Math.Abs(expected[0])));
            Assert.Equal(expected[1], gradient[1], 1e-5 * (1 + Math.Abs(expected[1])));
        }
    }

    [Fact]
    public void A_model_with_nothing_left_to_sample_gives_exact_draws()
    {
        BoundModel model = Model.Parse("Reaction ~ Days\nprior intercept ~ flat\nprior sigma ~ constant(50)").Bind(Sleep);
        Assert.True(new MarginalDensity(model).HasNothingToSample);
        Posterior posterior = model.Sample(new SamplingOptions { Seed = 4 });
        QuantitySummary days = posterior.ParameterSummaries.Single(summary => summary.Name == "Days");

        // Known variance: normal around least squares with sd σ / √Σ(x − x̄)², Σ(x − x̄)² = 18 · 82.5.
        Assert.Equal(10.467285959596, days.Mean, 5 * days.MeanError);
        Assert.Equal(50 / Math.Sqrt(18 * 82.5), days.Sd, 5 * days.SdError);
        Assert.True(posterior.Convergence.Trustworthy, string.Join(" ", posterior.Convergence.Problems));
        RemlFit fit = Model.Parse("let se = 50\nReaction ~ Days\nknown_se se").Bind(Sleep).FitReml();
        Assert.Empty(fit.VarianceComponents);
        Assert.Equal(50 / Math.Sqrt(18 * 82.5), fit.StandardError("Days"), 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_few_draws_are_never_trusted(int draws) =>
        Assert.False(ModelFiles.Bind("dyestuff").Sample(new SamplingOptions { Draws = draws }).Convergence.Trustworthy);

    [Fact]
    public void A_default_prior_that_holds_a_slope_back_is_named_in_the_explanation()
    {
        BoundModel model = Model.Parse("let z = Days / 1e5\nwhere Subject < 332\nReaction ~ z + (z | Subject)").Bind(Sleep);
        AgreementReport report = model.Sample(new SamplingOptions { Draws = 1000, TargetAcceptance = 0.9 }).CompareWith(model.FitReml());
        ParameterAgreement slope = report.Parameters.Single(row => row.Name == "sd(Subject, z)");
        Assert.Contains("the default prior student_t(3, 0, 62.4) of sd(Subject, z)", slope.Explanation, StringComparison.Ordinal);
        Assert.Contains("rescale 'z'", slope.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grouping_column_in_backquotes_keeps_them_in_every_name()
    {
        Table table = Table.FromColumns(
            "t",
            new NumericColumn("y", [1, 4, 2, 6, 5, 9, 4, 8, 3, 7]),
            new NumericColumn("my group", [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]));
        BoundModel model = Model.Parse("y ~ 1 + (1 | `my group`)\nprior sd(`my group`) ~ exponential(1)").Bind(table);
        Assert.Equal("exponential(1)", model.Priors.Single(prior => prior.Parameter == "sd(`my group`, intercept)").Distribution);
    }
}
