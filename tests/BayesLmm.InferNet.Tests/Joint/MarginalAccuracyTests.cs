using BayesLmm.Design.Products;
using BayesLmm.Models;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.InferNet.Tests.Joint;

/// <summary>Whole marginal distributions of the two algorithms against exact ones.</summary>
public class MarginalAccuracyTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private static readonly InferNetOptions Ep = new() { Algorithm = InferNetAlgorithm.Ep };

    /// <summary>
    /// By how much expectation propagation is more accurate on the mean of the parameters, at least; measured are 4.9 to 11.2. Both are compared with the same
    /// draws, whose Monte Carlo error in the difference is 0.2.
    /// </summary>
    private const double Gain = 4;

    /// <summary>The measure itself: of two normal distributions of one standard deviation, d of these apart, it is 200 Φ(−d/2).</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(2)]
    public void The_accuracy_of_a_shifted_normal_distribution_is_its_overlap(double shift)
    {
        double[] quantiles = [.. Enumerable.Range(0, 20_000).Select(i => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (i + 0.5) / 20_000))];

        // The interval in which the densities cross counts as if they did not.
        Assert.Equal(200 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, -shift / 2),
            MarginalAccuracy.Of(quantiles, x => MathNet.Numerics.Distributions.Normal.CDF(shift, 1, x)), 0.1);
    }

    [Theory]
    [InlineData("dyestuff")]
    [InlineData("dyestuff2")]
    [InlineData("pastes")]
    [InlineData("oats")]
    [InlineData("machines")]
    public void Marginals_of_expectation_propagation_are_closer_to_those_of_draws_than_variational_ones(string name)
    {
        EngineFixture.SkipWithoutInferNet();
        BoundModel model = Examples.Model(name);
        Posterior exact = model.Sample(new DrawOptions { Seed = 20261127, Chains = 4, Draws = 5000 });
        double[] Draws(string quantity) => exact.AllDrawsOf(quantity).Values.ToArray();

        InferNetResult propagated = engine.Run(model, Ep), variational = engine.Run(model);

        Assert.Empty(propagated.Substitutions);
        AssertGain(MarginalAccuracy.OfParameters(propagated, Draws), MarginalAccuracy.OfParameters(variational, Draws), Gain);
        AssertGain(MarginalAccuracy.OfGroupEffects(propagated, Draws), MarginalAccuracy.OfGroupEffects(variational, Draws), 0.5);
    }

    /// <summary>
    /// Draws under the same matrix-F prior. Group effects gain nothing: Infer.NET's message to them has the mean of the precision matrix only.
    /// </summary>
    [Theory]
    [InlineData("sleepstudy")]
    [InlineData("machines_slopes")]
    public void Of_correlated_effects_the_marginals_of_parameters_are_closer(string name)
    {
        EngineFixture.SkipWithoutInferNet();
        BoundModel model = Examples.Model(name);
        Dictionary<string, double[]> exact = Draw(model, 20_000);

        InferNetResult propagated = engine.Run(model, Ep), variational = engine.Run(model);

        AssertGain(MarginalAccuracy.OfParameters(propagated, quantity => exact[quantity]),
            MarginalAccuracy.OfParameters(variational, quantity => exact[quantity]), Gain);
    }

    private static void AssertGain(double propagated, double variational, double gain) =>
        Assert.True(propagated > variational + gain, $"{propagated:0.0} against {variational:0.0}");

    private static Dictionary<string, double[]> Draw(BoundModel model, int count)
    {
        Dictionary<string, double[]> draws = model.Parameters.ToDictionary(parameter => parameter.Name, _ => new double[count]);
        FixedProducts products = model.Products.Fixed;
        GroupTerm term = model.GroupTerms[0];
        GibbsSampler sampler = new(model, seed: 7);
        for (int i = -300; i < count; i++)
        {
            sampler.Step();
            if (i < 0)
            {
                continue;
            }

            double[] beta = [.. Enumerable.Range(0, products.Count).Select(j => sampler.Effects[model.Products.EffectCount + j] + products.Reference[j])];
            products.Coordinates.Uncenter(beta);
            for (int j = 0; j < beta.Length; j++)
            {
                draws[model.FixedEffects[j].Name][i] = beta[j];
            }

            draws[Parameter.Sigma.Name][i] = sampler.Sigma;
            Matrix<double> covariance = sampler.Covariance(0);
            for (int e = 0; e < term.Width; e++)
            {
                draws[Parameter.Sd(term.Group, term.Effects[e]).Name][i] = Math.Sqrt(covariance[e, e]);
                for (int f = e + 1; f < term.Width; f++)
                {
                    draws[Parameter.Cor(term.Group, term.Effects[e], term.Effects[f]).Name][i] =
                        covariance[e, f] / Math.Sqrt(covariance[e, e] * covariance[f, f]);
                }
            }
        }

        return draws;
    }
}
