using BayesLmm.FactorGraphs.Conjugate;

namespace BayesLmm.Tests.FactorGraphs.Conjugate;

/// <summary>From a bound model to the conjugate one that stands for it.</summary>
public sealed class ConjugateCompilerTests
{
    [Fact]
    public void Constant_standard_deviations_are_constant_precisions()
    {
        ConjugateModel read = ConjugateCompiler.Compile(ExampleGraphs.Model("constants"));

        Assert.Equal(new PrecisionPrior.Fixed(1 / (1.5 * 1.5)), read.Residual);
        Assert.Equal(new PrecisionPrior.Fixed(4), Assert.IsType<CovariancePrior.Independent>(read.Terms[0]).Precisions[1]);
        Assert.Equal(new CoefficientPrior.Fixed(2), read.Coefficients[1]);
    }

    [Fact]
    public void Priors_that_stay_are_not_among_the_substitutions_and_others_are()
    {
        Assert.Empty(ExampleGraphs.Conjugate("cauchy").Substitutions);
        Assert.Empty(ExampleGraphs.Conjugate("laplace").Substitutions);
        Assert.Equal(["x"], ExampleGraphs.Conjugate("laplace", ConjugateForm.MatrixF).Substitutions.Select(substitution => substitution.Parameters));
        Assert.Equal(["x", "sd(g) and cor(g)", "sigma"], ExampleGraphs.Conjugate("uniform").Substitutions.Select(substitution => substitution.Parameters));
    }

    [Fact]
    public void A_constant_among_correlated_effects_has_no_graph()
    {
        BoundModel model = OddModels.BindText("y ~ x + (x | g)\nprior sd(g, x) ~ constant(1)");

        NotSupportedException exception = Assert.Throws<NotSupportedException>(() => ConjugateCompiler.Compile(model));
        Assert.Equal("Effects of 'g' are correlated and the standard deviation of one is constant; message passing and Gibbs sampling have no such prior.",
            exception.Message);
    }

    [Theory]
    [InlineData("prior sigma ~ constant(1e-200)", nameof(ConjugateForm.HuangWand))]
    [InlineData("prior sigma ~ student_t(3, 0, 1e170)", nameof(ConjugateForm.HuangWand))]
    [InlineData("prior sd(g) ~ student_t(3, 0, 1e170)", nameof(ConjugateForm.HuangWand))]
    [InlineData("prior sd(g) ~ student_t(3, 0, 1e170)", nameof(ConjugateForm.MatrixF))]
    public void Scales_whose_squares_are_no_doubles_have_no_graph(string prior, string form)
    {
        NotSupportedException exception =
            Assert.Throws<NotSupportedException>(
                () => ConjugateCompiler.Compile(OddModels.BindText("y ~ x + (x | g)\n" + prior), Enum.Parse<ConjugateForm>(form)));
        Assert.Contains("beyond double precision", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_half_t_prior_keeps_its_degrees_of_freedom_and_its_scale_to_the_last_bit()
    {
        ConjugateModel conjugate =
            ConjugateCompiler.Compile(OddModels.BindText("y ~ x + (1 | g)\nprior sigma ~ student_t(4, 0, 0.3)\nprior sd(g) ~ cauchy(0, 0.7)"));

        Assert.Equal(new PrecisionPrior.HalfT(4, 0.3), conjugate.Residual);
        Assert.Equal(new PrecisionPrior.HalfT(1, 0.7), Assert.IsType<CovariancePrior.Independent>(conjugate.Terms[0]).Precisions[0]);
        Assert.Empty(conjugate.Substitutions);
    }
}
