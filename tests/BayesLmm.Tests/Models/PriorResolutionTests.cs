using BayesLmm.Models;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Models;

public class PriorResolutionTests
{
    [Fact]
    public void Defaults_are_those_of_brms() => Assert.Equal(
        [
            new PriorListing("intercept", "student_t(3, 288.7, 59.3)", true, "at the predictors' means"),
            new PriorListing("Days", "flat", true, ""),
            new PriorListing("sd(Subject, intercept)", "student_t(3, 0, 59.3)", true, "positive half"),
            new PriorListing("sd(Subject, Days)", "student_t(3, 0, 59.3)", true, "positive half"),
            new PriorListing("cor(Subject)", "lkj(1)", true, ""),
            new PriorListing("sigma", "student_t(3, 0, 59.3)", true, "positive half"),
        ],
        Bind("").Priors);

    public static TheoryData<string, string> Scales =>
        new() { { "dyestuff", "student_t(3, 1530, 85.2)" }, { "radon", "student_t(3, 1.3, 2.5)" }, { "pastes", "student_t(3, 59.3, 3.6)" } };

    [Theory]
    [MemberData(nameof(Scales))]
    public void The_default_scale_is_the_rounded_median_absolute_deviation_but_at_least_two_and_a_half(string name, string expected) =>
        Assert.Equal(expected, Reference.Read("reml", name).Bind().Priors[0].Distribution);

    [Fact]
    public void The_closest_statement_wins()
    {
        BoundModel model = Bind("prior sd(Subject) ~ exponential(1)\nprior sd(Subject,Days) ~ gamma(2, 1)\nprior coefficients ~ normal(0, 5)");
        Assert.Equal("exponential(1)", Given(model, "sd(Subject, intercept)"));
        Assert.Equal("gamma(2, 1)", Given(model, "sd(Subject, Days)"));
        Assert.Equal("normal(0, 5)", Given(model, "Days"));
        Assert.True(model.Priors.Single(prior => prior.Parameter == "intercept").IsDefault);
    }

    [Fact]
    public void A_prior_is_found_by_its_parameter()
    {
        BoundModel model = Bind("prior Days ~ normal(0, 5)");
        Assert.Equal(Prior.Normal(0, 5), model.PriorOf("Days"));
        Assert.Equal(Prior.Lkj(1), model.PriorOf("cor(Subject)"));
        Assert.Equal("student_t(3, 0, 59.3)", model.PriorOf("sd(Subject, Days)").ToString());
        Assert.Equal(
            "The model has no prior of 'x'; it has those of intercept, Days, sd(Subject, intercept), sd(Subject, Days), cor(Subject), sigma.",
            Assert.Throws<ArgumentException>("parameter", () => model.PriorOf("x")).Message.Split(" (Parameter")[0]);
    }

    [Fact]
    public void A_constant_parameter_stays_where_it_is()
    {
        BoundModel model = Bind("prior sigma ~ constant(25)\nprior Days ~ constant(10)");
        Posterior posterior = model.Sample(model.Specification.SamplingOptions() with { Draws = 50, Chains = 2 });
        Assert.All(posterior["sigma"].Values.ToArray(), value => Assert.Equal(25, value));
        Assert.All(posterior["Days"].Values.ToArray(), value => Assert.Equal(10, value, 1e-12));
        Assert.True(posterior.ParameterSummaries.Single(summary => summary.Name == "intercept").Sd > 1);
    }

    private static BoundModel Bind(string priors) => Reference.Read("reml", "sleepstudy").Bind(priors);

    private static string Given(BoundModel model, string parameter)
    {
        PriorListing listing = model.Priors.Single(prior => prior.Parameter == parameter);
        Assert.False(listing.IsDefault);
        return listing.Distribution;
    }
}
