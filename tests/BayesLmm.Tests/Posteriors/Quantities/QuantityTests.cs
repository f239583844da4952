using System.Text.Json;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors.Quantities;

public sealed class QuantityTests
{
    private static readonly Lazy<Posterior> Sleepstudy = new(() => ModelFiles.Bind("sleepstudy_priors").Sample(new DrawOptions { Draws = 1000, Seed = 3 }));

    private static readonly Lazy<Posterior> Orthodont = new(() =>
        Model.Parse("distance ~ age * Sex + log(age) + (1 | Subject)").Bind(TableReader.Read(Repository.PathOf("examples", "data", "orthodont.csv")))
            .Sample(new DrawOptions { Draws = 200 }));

    [Fact]
    public void An_expression_and_a_function_are_the_same_quantity()
    {
        DrawnEstimate byText = Sleepstudy.Value.Quantity("ratio", "Days / intercept");
        DrawnEstimate byFunction = Sleepstudy.Value.Quantity("ratio", draw => draw["Days"] / draw["intercept"]);
        Assert.Equal(byFunction, byText);
        double[] ratios = [.. Sleepstudy.Value["Days"].Values.ToArray().Zip(Sleepstudy.Value["intercept"].Values.ToArray(), (a, b) => a / b)];
        Assert.Equal(ratios.Average(), byText.Mean, 1e-15);
        Assert.True(byText.RHat < 1.02 && byText.BulkEss > 1000 && byText.TailEss > 1000 && byText.MeanError > 0 && byText.SdError > 0);
    }

    /// <summary>A name alone is the parameter: every number is that of its own summary.</summary>
    [Theory]
    [InlineData("Days", "Days")]
    [InlineData("sd(Subject,Days)", "sd(Subject, Days)")]
    [InlineData("cor(Subject, Days, intercept)", "cor(Subject, intercept, Days)")]
    [InlineData("Subject[ 308 , Days ]", "Subject[308, Days]")]
    [InlineData("(+sigma)", "sigma")]
    public void A_name_in_any_spelling_is_the_parameter(string written, string name)
    {
        DrawnEstimate ours = Sleepstudy.Value.Quantity("q", written);
        QuantitySummary its = Sleepstudy.Value.ParameterSummaries.Concat(Sleepstudy.Value.GroupEffectSummaries).Single(summary => summary.Name == name);
        Assert.Equal((its.Mean, its.Sd, its.Median, its.RHat), (ours.Mean, ours.Sd, ours.Median, ours.RHat));
        Assert.Equal((its.BulkEss, its.TailEss, its.MeanError, its.SdError), (ours.BulkEss, ours.TailEss, ours.MeanError, ours.SdError));
        Assert.Equal(its.Lower, ours.Lower, 1e-12 * its.Sd);
        Assert.Equal(its.Upper, ours.Upper, 1e-12 * its.Sd);
    }

    [Theory]
    [InlineData("age:Sex[Male]")]
    [InlineData("Sex[Male]:age")]
    public void An_interaction_is_found_either_way_round(string name) =>
        Assert.Equal(Orthodont.Value.ParameterSummaries.Single(one => one.Name == "age:Sex[Male]").Mean, Orthodont.Value.Quantity("q", name).Mean);

    [Fact]
    public void A_coefficient_of_a_function_is_meant_before_the_function_of_a_coefficient()
    {
        QuantitySummary coefficient = Orthodont.Value.ParameterSummaries.Single(one => one.Name == "log(age)");
        Assert.Equal(coefficient.Mean, Orthodont.Value.Quantity("q", "log(age)").Mean);
        Assert.Equal(1, Orthodont.Value.Quantity("q", "log(exp((age))) - age + 1").Mean, 1e-12);
        Assert.Equal("sd(Subject, intercept)", Orthodont.Value.Model.Parameters.First(one => one.Kind == ParameterKind.GroupSd).Name);
        Assert.Equal(0, Orthodont.Value.Quantity("q", "sd(Subject) - sd(Subject, intercept)").Sd);
    }

    [Theory]
    [InlineData("2 + 3 * 4 ^ 2 / 8", 8)]
    [InlineData("-2^2", -4)]
    [InlineData("max(1, min(5, 2), -3) + abs(-1) + sqrt(9) + exp(0) + log(1)", 7)]
    [InlineData("(1 < 2) ", 1)]
    [InlineData("1 < 2 & 2 >= 3", 0)]
    [InlineData("1 > 2 | !(2 <= 1)", 1)]
    public void Expressions_have_the_values_of_arithmetic(string expression, double value) =>
        Assert.Equal(value, Sleepstudy.Value.Quantity("q", expression).Mean, 1e-12);

    [Theory]
    [InlineData("BL5101", "Dayz > 5", "Days")]
    [InlineData("BL5101", "Subject[309, Dais] > 5", "Subject[309, Days]")]
    [InlineData("BL5101", "sd(Subjct, Days) > 5", "sd(Subject, Days)")]
    [InlineData("BL5101", "Days:intercept > 5", "intercept")]
    [InlineData("BL5102", "sqr(Days) > 5", "sqrt")]
    [InlineData("BL5103", "log(Days, 2) > 5", null)]
    [InlineData("BL5103", "max() > 5", null)]
    [InlineData("BL5104", "(Days > 5) + 1 > 0", null)]
    [InlineData("BL5104", "Days > \"five\"", null)]
    [InlineData("BL5105", "Days + 5", null)]
    [InlineData("BL5105", "Days & sigma > 1", null)]
    [InlineData("BL5106", "Days = 0 & sigma > 1", null)]
    [InlineData("BL5106", "Days != 0", null)]
    [InlineData("BL0010", "Days > 5 sigma", null)]
    [InlineData("BL0011", "", null)]
    [InlineData("BL0011", "Days >", null)]
    [InlineData("BL0017", "Days > 5 && sigma > 1", "&")]
    public void A_wrong_hypothesis_is_refused(string code, string hypothesis, string? suggestion)
    {
        ModelException refused = Assert.Throws<ModelException>(() => Sleepstudy.Value.TestHypothesis(hypothesis));
        Diagnostic diagnostic = Assert.Single(refused.Diagnostics);
        Assert.Equal((code, suggestion), (diagnostic.Code, diagnostic.Suggestion));
    }

    [Fact]
    public void All_unknown_names_are_reported_at_once_with_their_places()
    {
        ModelException refused = Assert.Throws<ModelException>(() => Sleepstudy.Value.TestHypothesis("Dayz > 5 & sigme < 3"));
        Assert.Equal(["Days", "sigma"], refused.Diagnostics.Select(diagnostic => diagnostic.Suggestion));
        Assert.Equal([(1, 1), (1, 12)], refused.Diagnostics.Select(diagnostic => diagnostic.Position!.Value));
    }

    [Fact]
    public void A_quantity_that_is_undefined_at_some_draws_has_no_posterior()
    {
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => Sleepstudy.Value.Quantity("q", "log(cor(Subject, intercept, Days))"));
        int negative = Sleepstudy.Value["cor(Subject, intercept, Days)"].Values.ToArray().Count(value => value < 0);
        Assert.Contains($"at {negative} of 4000 draws", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Sleepstudy.Value.TestHypothesis("log(cor(Subject, intercept, Days)) > 0"));
        Assert.Throws<ArgumentException>(() => Sleepstudy.Value.Quantity("q", draw => draw["Dayz"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sleepstudy.Value.Quantity("q", "Days", new SummaryOptions { Level = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sleepstudy.Value.Summarize(new SummaryOptions { Rope = (1, -1) }));
    }

    [Fact]
    public void Intervals_direction_and_region_are_those_of_the_draws()
    {
        double[] draws = Sleepstudy.Value["cor(Subject, intercept, Days)"].Values.ToArray();
        DrawnEstimate estimate = Sleepstudy.Value.Summarize(new SummaryOptions { Level = 0.8, HighestDensity = true, Rope = (-0.1, 0.1) })
            .Single(one => one.Name == "cor(Subject, intercept, Days)");
        Assert.InRange(draws.Count(value => value >= estimate.Lower && value <= estimate.Upper), 3201, 3201);
        Assert.Equal(draws.Count(value => value is >= -0.1 and <= 0.1) / 4000.0, estimate.ShareInRope!.Value, 1e-12);
        Assert.Equal(Math.Max(draws.Count(value => value > 0), draws.Count(value => value < 0)) / 4000.0, estimate.ProbabilityOfDirection, 1e-12);
        DrawnEstimate tails = Sleepstudy.Value.Summarize(new SummaryOptions { Level = 0.8 }).Single(one => one.Name == estimate.Name);
        Assert.True(tails.Upper - tails.Lower > estimate.Upper - estimate.Lower);
        Assert.Null(tails.ShareInRope);
    }

    /// <summary>brms's quantiles have the probabilities that they are quantiles of, within the Monte Carlo errors of both sides.</summary>
    [Theory]
    [InlineData("sleepstudy")]
    [InlineData("penicillin")]
    public void Probabilities_of_the_quantiles_of_brms_are_theirs(string name)
    {
        Reference reference = Reference.Read("posterior", name);
        BoundModel model = reference.Bind(ReferencePosteriorTests.PriorStatements(reference));
        Posterior posterior = model.Sample(DrawOptions.From(model.Specification) with { Seed = 8, Draws = 5000 });
        foreach ((string theirs, string ours) in (IEnumerable<(string, string)>)[("b_Intercept", "intercept"), ("sigma", "sigma")])
        {
            JsonElement summary = reference["summary"].EnumerateArray().Single(row => row.GetProperty("variable").GetString() == theirs);
            foreach ((string quantile, double probability) in (IEnumerable<(string, double)>)[("2.5%", 0.025), ("5%", 0.05), ("median", 0.5), ("95%", 0.95)])
            {
                HypothesisTest test = posterior.TestHypothesis(FormattableString.Invariant($"{ours} < {summary.GetProperty(quantile).GetDouble():R}"));
                double theirError = Math.Sqrt(probability * (1 - probability) / summary.GetProperty("ess_tail").GetDouble());
                Assert.Equal(probability, test.Probability, 4.5 * Math.Sqrt((theirError * theirError) + (test.ProbabilityError * test.ProbabilityError)));
                Assert.Equal(test.Probability / (1 - test.Probability), test.EvidenceRatio, 1e-12);
            }
        }
    }
}
