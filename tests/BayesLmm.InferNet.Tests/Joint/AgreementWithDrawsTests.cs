using BayesLmm.FactorGraphs.Approximations;

namespace BayesLmm.InferNet.Tests.Joint;

/// <summary>
/// The approximation against draws from the exact posterior: what it gets right, and by how much its standard deviations are known to be too small.
/// </summary>
public class AgreementWithDrawsTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    /// <summary>Largest difference of a coefficient's or group effect's mean, in posterior standard deviations.</summary>
    private const double CoefficientShift = 0.25;

    /// <summary>Monte Carlo error of a standard deviation of 20,000 draws, in per cent, with what substituted priors change.</summary>
    private const double Slack = 5;

    /// <summary>
    /// Errors of standard deviations in per cent, 100 (sd / sd of the draws − 1), as measured: the largest of coefficients and of group sds, and sigma's.
    /// </summary>
    [Theory]
    [InlineData("dyestuff", Examples.Dyestuff, -9, -40, -20)]
    [InlineData("penicillin", Examples.Penicillin, -11, -23, -13)]
    [InlineData("sleepstudy", Examples.Intercepts, -4, -16, -7)]
    [InlineData("sleepstudy", Examples.Slopes, -4, -34, -13)]
    [InlineData("sleepstudy", Examples.IndependentSlopes, -5, -31, -12)]
    public void Means_agree_and_standard_deviations_are_too_small_by_the_known_amount(
        string data, string model, double coefficients, double groupSds, double sigma)
    {
        EngineFixture.SkipWithoutInferNet();
        BoundModel bound = Examples.Bind(data, model);
        Posterior draws = bound.Sample(new DrawOptions { Seed = 20261123, Chains = 4, Draws = 5000 });

        InferNetResult result = engine.Run(bound);

        Dictionary<ParameterKind, double> largest = [];
        foreach ((Parameter parameter, QuantitySummary exact) in bound.Parameters.Zip(draws.ParameterSummaries))
        {
            QuantityMoments quantity = result[parameter.Name];
            double shift = Math.Abs(quantity.Mean - exact.Mean) / exact.Sd;
            double limit = parameter.Kind == ParameterKind.Coefficient ? CoefficientShift : 2 * CoefficientShift;
            Assert.True(shift < limit, $"{quantity}: {shift:0.00} standard deviations from {exact.Mean}");
            double error = 100 * ((quantity.Sd / exact.Sd) - 1);
            largest[parameter.Kind] = Math.Min(largest.GetValueOrDefault(parameter.Kind), error);
        }

        Assert.Equal(coefficients, largest[ParameterKind.Coefficient], Slack);
        Assert.Equal(groupSds, largest[ParameterKind.GroupSd], Slack);
        Assert.Equal(sigma, largest[ParameterKind.ResidualSd], Slack);
        Assert.All(draws.GroupEffectSummaries, exact => Assert.True(Math.Abs(result[exact.Name].Mean - exact.Mean) < CoefficientShift * exact.Sd, exact.Name));
    }
}
