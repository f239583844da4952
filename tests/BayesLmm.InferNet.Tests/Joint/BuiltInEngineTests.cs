using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Variational;

namespace BayesLmm.InferNet.Tests.Joint;

/// <summary>
/// The same graph by two engines that share no algebra: Infer.NET's messages between standard factors, and the library's own structured message passing on
/// cross-products and a sparse factor. They have one fixed point.
/// </summary>
public class BuiltInEngineTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    /// <summary>Of the evidence: Infer.NET's almost flat priors and both engines' stopping rules cost about 1e-7.</summary>
    private const double EvidenceTolerance = 1e-5;

    /// <summary>
    /// Of means in standard deviations, and of standard deviations relative to themselves: both engines stop when a sweep changes them by 1e-6 or less, and one
    /// that contracts by 0.95 is then 2e-5 away.
    /// </summary>
    private const double MomentTolerance = 1e-4;

    [Theory]
    [InlineData("sleepstudy")]
    [InlineData("sleepstudy_priors")]
    [InlineData("penicillin")]
    [InlineData("dyestuff")]
    [InlineData("dyestuff2")]
    [InlineData("pastes")]
    [InlineData("oats")]
    [InlineData("machines")]
    [InlineData("machines_slopes")]
    [InlineData("orthodont")]
    [InlineData("radon")]
    public void Evidence_and_posterior_are_those_of_the_built_in_engine(string name)
    {
        EngineFixture.SkipWithoutInferNet();
        AssertSame(Examples.Model(name));
    }

    [Theory]
    [InlineData("orthodont", "distance ~ age * Sex + (age || Subject)")]
    [InlineData("radon", "log_radon ~ floor + log_uranium + (1 | county)")]
    public void They_are_where_effects_are_independent_and_their_variances_near_0(string data, string model)
    {
        EngineFixture.SkipWithoutInferNet();
        AssertSame(Examples.Bind(data, model));
    }

    [Theory]
    [InlineData("abund ~ year + (year | site)")]
    [InlineData("abund ~ year + (1 | site)")]
    [InlineData("abund ~ center(year) + (center(year) || site)")]
    public void They_are_where_a_predictor_is_far_from_0(string model)
    {
        EngineFixture.SkipWithoutInferNet();
        AssertSame(Examples.Bind(Examples.FarYears, model));
    }

    [Theory]
    [InlineData("year | site")]
    [InlineData("1 | site")]
    public void A_predictor_far_from_0_has_the_posterior_of_its_centred_twin(string term)
    {
        EngineFixture.SkipWithoutInferNet();
        InferNetOptions options = new() { Tolerance = 1e-8 };
        InferNetResult far = engine.Run(Examples.Bind(Examples.FarYears, $"abund ~ year + ({term})"), options);
        InferNetResult near = engine.Run(
            Examples.Bind(Examples.FarYears, $"abund ~ center(year) + ({term.Replace("year", "center(year)", StringComparison.Ordinal)})"), options);

        Assert.Equal(near.LogEvidence, far.LogEvidence, EvidenceTolerance);
        foreach (QuantityMoments expected in near.Parameters.Concat(near.GroupEffects).Where(quantity => Means(quantity.Name)))
        {
            string name = expected.Name.Replace("center(year)", "year", StringComparison.Ordinal);
            QuantityMoments actual = Assert.Single(far.Parameters.Concat(far.GroupEffects), quantity => quantity.Name == name);
            Assert.Equal(expected.Mean, actual.Mean, MomentTolerance * expected.Sd);
            Assert.Equal(expected.Sd, actual.Sd, MomentTolerance * expected.Sd);
        }

        // Intercepts and their correlations are other quantities where year is 0.
        bool Means(string name) => name == "sigma" || !name.Contains("intercept", StringComparison.Ordinal) || (term == "1 | site" && name != "intercept");
    }

    private void AssertSame(BoundModel model)
    {
        InferNetResult theirs = engine.Run(model, new InferNetOptions { Tolerance = 1e-8 });
        VariationalFit own =
            StructuredMessagePassing.Run(ConjugateCompiler.Compile(model, ConjugateForm.MatrixF), model.Products, new VariationalOptions { Tolerance = 1e-9 });
        ApproximationMoments moments = ApproximationMoments.From(model, own.Approximation);

        Assert.True(theirs.Converged && own.Converged);
        Assert.Equal(theirs.Approximation.Model, own.Approximation.Model);
        Assert.Equal(theirs.LogEvidence, own.Approximation.LowerBound, EvidenceTolerance);
        foreach ((QuantityMoments expected, QuantityMoments actual) in moments.Parameters.Concat(moments.GroupEffects)
            .Zip(theirs.Parameters.Concat(theirs.GroupEffects)))
        {
            Assert.Equal(expected.Name, actual.Name);
            Assert.Equal(expected.Mean, actual.Mean, MomentTolerance * expected.Sd);
            Assert.Equal(expected.Sd, actual.Sd, MomentTolerance * expected.Sd);
        }
    }
}
