using System.Text.Json;
using BayesLmm.Posteriors.Comparisons;
using BayesLmm.Tests.Posteriors.LeaveOut;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors.Comparisons;

public class PosteriorComparisonTests
{
    /// <summary>loo, which maximised to a relative change of 1e-14, is 5e-8 from the maximum, as an EM algorithm run to the last digit shows.</summary>
    private const double Tolerance = 1e-7;

    private static readonly JsonElement Matrix =
        JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "reference", "loo", "matrix.json"))).RootElement;

    private static readonly double[][] Elpd = [.. Matrix.GetProperty("lpd").EnumerateArray().Select(LooMatrixTests.Numbers)];

    [Fact]
    public void Stacking_weights_are_those_of_loo()
    {
        double[] expected = LooMatrixTests.Numbers(Matrix.GetProperty("stacking")), weights = StackingWeights.Of(Elpd);
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.Equal(expected[k], weights[k], Tolerance);
        }
    }

    [Fact]
    public void No_weights_have_a_higher_score_than_stacking_weights()
    {
        double[] weights = StackingWeights.Of(Elpd);
        double best = Score(weights);
        Random random = new(4);
        for (int repeat = 0; repeat < 200; repeat++)
        {
            double size = Math.Pow(10, -5 * random.NextDouble());
            double[] other = [.. weights.Select(weight => Math.Max(0, weight + (size * (random.NextDouble() - 0.5))))];
            double sum = other.Sum();
            Assert.True(Score([.. other.Select(weight => weight / sum)]) <= best + 1e-9, string.Join(' ', other));
        }
    }

    [Fact]
    public void Differences_and_their_errors_are_those_of_loo_compare()
    {
        JsonElement expected = Matrix.GetProperty("compare");
        PosteriorComparison comparison = PosteriorComparison.Of([.. Elpd.Select(Model)]);
        string[] names = ["a", "b", "c"];

        Assert.Equal(expected.GetProperty("models").EnumerateArray().Select(name => name.GetString()), comparison.Models.Select(model => names[model.Index]));
        double[] differences = LooMatrixTests.Numbers(expected.GetProperty("elpd_diff")), errors = LooMatrixTests.Numbers(expected.GetProperty("se_diff"));
        for (int i = 0; i < differences.Length; i++)
        {
            Assert.Equal(differences[i], comparison.Models[i].Difference, 1e-6);
            Assert.Equal(errors[i], comparison.Models[i].DifferenceError, 1e-6);
        }
    }

    [Fact]
    public void Models_of_different_rows_are_refused_with_the_counts()
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => PosteriorComparison.Of([Model(Elpd[0]), Model(Elpd[1][..20])]));
        Assert.Contains("24 and 20", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sleepstudy_priors")]
    [InlineData("sleepstudy_priors_intercept")]
    public void The_log_marginal_likelihood_is_that_of_bridge_sampling(string name)
    {
        Reference reference = Stored(name);
        string priors = "prior intercept ~ normal(250, 100)\nprior Days ~ normal(0, 20)\nprior sd(Subject) ~ " + Prior(reference, "sd") + "\nprior sigma ~ "
            + Prior(reference, "sigma") + "\n" + (name == "sleepstudy_priors" ? "prior cor(Subject) ~ lkj(2)\n" : "");
        (double value, double error) = reference.Bind(priors).SampleWith(new ImportanceEngine(), new DrawOptions { Seed = 2 }).LogEvidence!.Value;
        double bridge = reference["log_marginal_error"].GetDouble();
        Assert.Equal(reference["log_marginal_likelihood"].GetDouble(), value, 4.5 * Math.Sqrt((error * error) + (bridge * bridge)));
    }

    private static string Prior(Reference reference, string parameterClass) => reference["priors"].EnumerateArray()
        .First(prior => prior.GetProperty("class").GetString() == parameterClass && prior.GetProperty("prior").GetString()!.Length > 0)
        .GetProperty("prior").GetString()!;

    private static Reference Stored(string name) => Reference.Read("posterior", name);

    private static double Score(double[] weights) =>
        Enumerable.Range(0, Elpd[0].Length).Sum(i => Math.Log(weights.Select((weight, k) => weight * Math.Exp(Elpd[k][i])).Sum()));

    private static LeaveOneOut Model(double[] elpd) => new(
        [.. elpd.Select((value, i) => new LeftOutRow(i + 1, value, 0, value, 0, value, 0.5))], default, default, 0.7, 400);
}
