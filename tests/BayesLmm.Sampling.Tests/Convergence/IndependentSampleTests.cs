using BayesLmm.Numerics;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Sampling.Tests.Convergence;

public sealed class IndependentSampleTests
{
    /// <summary>The two ways to the same numbers differ by rounding.</summary>
    private const double Rounding = 1e-13;

    [Fact]
    public void Errors_are_those_of_resampled_draws_that_have_a_parent_each()
    {
        double[] draws = new double[501];
        new RandomStream(5, 0).FillNormal(draws);
        int[] parents = [.. Enumerable.Range(0, draws.Length)];
        double besselCorrection = Math.Sqrt(501.0 / 500);   // the sandwich divides by the number of draws

        Assert.Equal(ResampledDraws.ErrorOfMean(draws, parents) * besselCorrection, IndependentSample.ErrorOfMean(draws), Rounding);
        Assert.Equal(ResampledDraws.ErrorOfStandardDeviation(draws, parents), IndependentSample.ErrorOfStandardDeviation(draws), Rounding);
        ConvergenceSummary summary = IndependentSample.Summarize(draws);
        Assert.Equal((501.0, 501.0), (summary.BulkEss, summary.TailEss));
        Assert.True(double.IsNaN(summary.RHat));
    }

    [Fact]
    public void A_constant_has_no_errors()
    {
        double[] draws = [2, 2, 2];

        Assert.True(double.IsNaN(IndependentSample.ErrorOfMean(draws)));
        Assert.True(double.IsNaN(IndependentSample.ErrorOfStandardDeviation(draws)));
        Assert.True(double.IsNaN(IndependentSample.Summarize(draws).BulkEss));
    }
}
