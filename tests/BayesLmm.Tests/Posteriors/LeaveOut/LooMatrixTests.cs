using System.Numerics.Tensors;
using System.Text.Json;
using BayesLmm.Posteriors.LeaveOut;
using BayesLmm.Sampling;

namespace BayesLmm.Tests.Posteriors.LeaveOut;

/// <summary>PSIS-LOO against R's loo on one log-likelihood matrix, 24 rows × 4 chains of 100 draws; <c>tests/reference/loo/make.R</c> made both.</summary>
public class LooMatrixTests
{
    /// <summary>The stored numbers have twelve digits; logarithms of sums of 400 terms agree to much better than this.</summary>
    private const double Tolerance = 1e-6;

    private static readonly JsonElement Reference =
        JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "reference", "loo", "matrix.json"))).RootElement;

    private static readonly double[][] LogLikelihood = [.. Reference.GetProperty("log_lik").EnumerateArray().Select(Numbers)];

    [Fact]
    public void Relative_efficiencies_are_those_of_loo()
    {
        double[] expected = Numbers(Reference.GetProperty("r_eff"));
        for (int i = 0; i < expected.Length; i++)
        {
            double[] likelihood = Array.ConvertAll(LogLikelihood[i], Math.Exp);
            Assert.Equal(expected[i], EffectiveSampleSize.MeanOfWholeChains(likelihood, 4) / likelihood.Length, Tolerance);
        }
    }

    [Theory]
    [InlineData("loo")]
    [InlineData("loo_r_eff_1")]
    public void Elpd_its_error_p_and_k_of_every_row_are_those_of_loo(string name)
    {
        JsonElement expected = Reference.GetProperty(name);
        double[] efficiencies = name == "loo" ? Numbers(Reference.GetProperty("r_eff")) : [.. LogLikelihood.Select(_ => 1.0)];
        PsisScore[] scores = [.. LogLikelihood.Select((row, i) => PsisScore.Of(row, efficiencies[i], new double[row.Length]))];

        AssertClose(Numbers(expected.GetProperty("pointwise_elpd")), scores.Select(score => score.Elpd));
        AssertClose(Numbers(expected.GetProperty("pointwise_mcse")), scores.Select(score => score.MonteCarloError));
        AssertClose(Numbers(expected.GetProperty("pointwise_p")), scores.Select(score => score.LogPredictive - score.Elpd));
        AssertClose(Numbers(expected.GetProperty("k")), scores.Select(score => score.ParetoK));
        ElpdEstimate sum = ElpdEstimate.Sum([.. scores.Select(score => (score.Elpd, score.LogPredictive - score.Elpd))]);
        Assert.Equal(expected.GetProperty("elpd").GetDouble(), sum.Elpd, Tolerance);
        Assert.Equal(expected.GetProperty("se").GetDouble(), sum.StandardError, Tolerance);
        Assert.Equal(expected.GetProperty("p").GetDouble(), sum.EffectiveParameters, Tolerance);
    }

    [Fact]
    public void Weighted_means_such_as_the_probabilities_of_LOO_PIT_are_those_of_loo()
    {
        double[] expected = Numbers(Reference.GetProperty("expected_logistic")), efficiencies = Numbers(Reference.GetProperty("r_eff"));
        for (int i = 0; i < expected.Length; i++)
        {
            double[] weights = new double[LogLikelihood[i].Length];
            PsisScore.Of(LogLikelihood[i], efficiencies[i], weights);
            double[] values = Array.ConvertAll(LogLikelihood[i], value => 1 / (1 + Math.Exp(-value)));
            Assert.Equal(expected[i], TensorPrimitives.Dot<double>(weights, values), Tolerance);
        }
    }

    internal static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];

    private static void AssertClose(double[] expected, IEnumerable<double> actual)
    {
        double[] numbers = [.. actual];
        Assert.Equal(expected.Length, numbers.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], numbers[i], Tolerance);
        }
    }
}
