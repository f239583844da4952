using BayesLmm.Agreement;
using BayesLmm.Densities;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.Agreement;

public sealed class ConditionalIdentityTests
{
    public static TheoryData<string> Models =>
    [
        "b ~ x + (1 | g)\nfamily bernoulli",
        "b ~ x + (1 | g) + (1 | h)\nfamily bernoulli link probit",
        "k ~ x + (x | g)\nfamily binomial trials m\nprior cor(g) ~ lkj(2)",
        "k ~ x + (x | g)\nfamily poisson\nprior x ~ normal(0, 1)\nprior intercept ~ constant(0.5)",
        "k ~ x + (1 | g) + (1 | g:h)\nfamily negative_binomial\nprior sd(g) ~ gamma(2, 2)",
        "k ~ x\nfamily negative_binomial\nprior x ~ uniform(-3, 3)",
        "y ~ x + (x || g)\nfamily student_t",
        "y ~ 0 + x + (1 | g)\nfamily student_t\nweights m",
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void The_density_of_the_sampler_is_the_posterior_written_down_from_the_model(string text)
    {
        BoundModel model = Bind(text);
        Assert.True(ConditionalIdentity.IsPossible(model));
        IdentityReport report = ConditionalIdentity.Check(model);
        Assert.Equal(ConditionalIdentity.DefaultPoints, report.Points);
        Assert.True(report.Holds, FormattableString.Invariant($"{report.LargestRelativeDifference:g3}"));
    }

    [Fact]
    public void A_density_that_is_off_by_a_little_somewhere_is_found_out()
    {
        ConditionalDensity density = new(Bind("b ~ x + (1 | g)\nfamily bernoulli"));
        var evaluator = density.CreateEvaluator();
        double[] gradient = new double[density.Dimension];
        Assert.False(ConditionalIdentity.Check(density, 6, 1, position => evaluator.Evaluate(position, gradient) + (1e-3 * position[0])).Holds);
        Assert.True(ConditionalIdentity.Check(density, 6, 1, position => evaluator.Evaluate(position, gradient) + 7).Holds);
    }

    [Theory]
    [InlineData("let far = 1e9 * x\nb ~ x + (1 | g)\nfamily bernoulli\noffset far")]
    [InlineData("let far = 1e7 + 1e9 * x\nk ~ x + (1 | g)\nfamily poisson\noffset far")]
    [InlineData("let far = 1e10 * x\nk ~ x + (x | g)\nfamily binomial trials m\noffset far")]
    public void Rounding_of_large_numbers_that_cancel_is_no_disagreement(string text)
    {
        IdentityReport report = ConditionalIdentity.Check(Bind(text));
        Assert.True(report.Holds, FormattableString.Invariant($"{report.LargestRelativeDifference:g3}, {report.Tolerance:g3}"));
        Assert.InRange(report.Tolerance, 1e-6, 0.1);
    }

    [Fact]
    public void Large_models_are_left_out() =>
        Assert.False(ConditionalIdentity.IsPossible(Bind("k ~ x + (1 | row)\nfamily poisson", 300)));

    private static BoundModel Bind(string text, int n = 60)
    {
        RandomStream random = new(4);
        return Model.Parse(text).Bind(Table.FromColumns(
            "simulated",
            new NumericColumn("x", [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())]),
            new NumericColumn("y", [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())]),
            new NumericColumn("b", [.. Enumerable.Range(0, n).Select(i => (double)(i * 7 % 5 % 2))]),
            new NumericColumn("k", [.. Enumerable.Range(0, n).Select(i => (double)(i * 7 % 4))]),
            new NumericColumn("m", [.. Enumerable.Range(0, n).Select(i => (double)(3 + (i % 3)))]),
            new NumericColumn("g", [.. Enumerable.Range(0, n).Select(i => (double)(i % 6))]),
            new NumericColumn("h", [.. Enumerable.Range(0, n).Select(i => (double)(i / 6 % 3))]),
            new NumericColumn("row", [.. Enumerable.Range(0, n).Select(i => (double)i)])));
    }
}
