using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.Models;
using BayesLmm.Posteriors;
using BayesLmm.Sampling;

namespace BayesLmm.InferNet.Tests.Joint;

public class ExpectationPropagationTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private static readonly InferNetOptions Ep = new() { Algorithm = InferNetAlgorithm.Ep };

    /// <summary>Largest difference of a mean from that of draws, in posterior standard deviations; that of 20,000 draws is 0.01.</summary>
    private const double Shift = 0.25;

    /// <summary>Standard deviations of parameters are closer to those of the exact posterior than under variational message passing, on average of the logarithm of their ratio.</summary>
    [Theory]
    [InlineData("dyestuff", Examples.Dyestuff)]
    [InlineData("penicillin", Examples.Penicillin)]
    [InlineData("sleepstudy", Examples.IndependentSlopes)]
    [InlineData("machines", "factor Worker\nscore ~ Machine + (1 | Worker) + (1 | Worker:Machine)")]
    public void Standard_deviations_are_closer_to_those_of_draws_than_variational_ones(string data, string model)
    {
        EngineFixture.SkipWithoutInferNet();
        BoundModel bound = Examples.Bind(data, model);
        Posterior draws = bound.Sample(new SamplingOptions { Seed = 20261125, Chains = 4, Draws = 5000, TargetAcceptance = Model.TargetAcceptance });

        InferNetResult propagated = engine.Run(bound, Ep), variational = engine.Run(bound);

        Assert.True(propagated.Converged);
        Assert.Empty(propagated.Substitutions);
        foreach ((Parameter parameter, QuantitySummary exact) in bound.Parameters.Zip(draws.ParameterSummaries))
        {
            double limit = parameter.Kind == ParameterKind.Coefficient ? Shift : 2 * Shift;
            Assert.True(Math.Abs(propagated[parameter.Name].Mean - exact.Mean) < limit * exact.Sd, $"{propagated[parameter.Name]}: {exact.Mean}");
        }

        double Distance(InferNetResult result) => draws.ParameterSummaries.Average(exact => Math.Abs(Math.Log(result[exact.Name].Sd / exact.Sd)));
        Assert.True(Distance(propagated) < 0.75 * Distance(variational), $"{Distance(propagated)} against {Distance(variational)}");
    }

    [Fact]
    public void Its_evidence_is_called_an_estimate_and_is_above_the_variational_bound()
    {
        BoundModel model = Examples.Bind("sleepstudy", Examples.Intercepts);

        InferNetResult propagated = engine.Run(model, Ep), variational = engine.Run(model);

        Assert.Equal(InferNetAlgorithm.Ep, propagated.Algorithm);
        Assert.Contains(propagated.Notes, note => note.Contains("estimate and no bound", StringComparison.Ordinal));
        Assert.InRange(propagated.LogEvidence - variational.LogEvidence, 0, 1);
    }

    [Fact]
    public void A_structure_is_compiled_once_for_each_algorithm()
    {
        EngineFixture.SkipWithoutInferNet();
        InferNetEngine fresh = new();

        InferNetResult first = fresh.Run(Examples.Bind("dyestuff", Examples.Dyestuff), Ep);
        InferNetResult second = fresh.Run(Examples.Bind("penicillin", Examples.Penicillin), Ep);
        InferNetResult variational = fresh.Run(Examples.Bind("penicillin", Examples.Penicillin));

        Assert.True(first.CompileTime > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, second.CompileTime);
        Assert.Equal(TimeSpan.Zero, variational.CompileTime);
    }
}
