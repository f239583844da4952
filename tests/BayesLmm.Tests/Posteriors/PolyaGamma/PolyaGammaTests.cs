using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors.PolyaGamma;

/// <summary>The sampler of logistic models against Gibbs sampling by Pólya-Gamma variables.</summary>
public class PolyaGammaTests
{
    /// <summary>Means and standard deviations of some 15 quantities in combined Monte Carlo errors; by chance one of 5,000 seeds exceeds it.</summary>
    private const double MonteCarloErrors = 4.5;

    /// <summary>Mean m/(2z) tanh(z/2), variance m/(4z³) (sinh z − z)/cosh²(z/2).</summary>
    [Theory]
    [InlineData(1, 0.01)]
    [InlineData(1, 1.5)]
    [InlineData(1, -6.0)]
    [InlineData(5, 3.5)]
    public void Numbers_have_the_moments_of_the_distribution(double trials, double tilt)
    {
        const int count = 100_000;
        RandomStream random = new(3);
        double[] x = [.. Enumerable.Range(0, count).Select(_ => PolyaGammaNumber.Next(trials, tilt, random))];
        double mean = trials / (2 * tilt) * Math.Tanh(tilt / 2), c = Math.Cosh(tilt / 2);
        double variance = Math.Abs(tilt) < 0.1 ? trials / 24 : trials / (4 * tilt * tilt * tilt) * (Math.Sinh(tilt) - tilt) / (c * c);
        Assert.Equal(mean, x.Average(), 5 * Math.Sqrt(variance / count));
        Assert.Equal(1, x.Sum(value => (value - mean) * (value - mean)) / count / variance, 0.06);
    }

    public static TheoryData<string> Models => ["cbpp", "bacteria", "crossed"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Chains_and_importance_sampling_agree_with_gibbs_sampling_by_polya_gamma_variables(string name)
    {
        BoundModel model = Bind(name);
        PolyaGammaGibbs gibbs = new(model);
        const int chains = 4;
        double[][] theirs = gibbs.Sample(chains, 2500, 300, 5);
        Posterior posterior = model.Sample(new SamplingOptions { Seed = 3, Draws = 2000, TargetAcceptance = 0.9 }, engine: PosteriorEngine.Hmc);
        Assert.True(posterior.Convergence.Trustworthy, string.Join(" ", posterior.Convergence.Problems));
        Posterior weighted = model.Sample(new SamplingOptions { Seed = 4 }, engine: PosteriorEngine.Importance);
        for (int i = 0; i < gibbs.Names.Length; i++)
        {
            QuantitySummary importance = weighted.ParameterSummaries.Single(summary => summary.Name == gibbs.Names[i]);
            Compare($"importance, {gibbs.Names[i]}", importance.Mean, theirs[i].Average(), importance.MeanError, MonteCarloError.OfMean(theirs[i], chains));
            Compare($"importance, sd of {gibbs.Names[i]}", importance.Sd, Sd(theirs[i]), importance.SdError,
                MonteCarloError.OfStandardDeviation(theirs[i], chains));
            double[] ours = posterior[gibbs.Names[i]].Values.ToArray();
            Compare(gibbs.Names[i], ours.Average(), theirs[i].Average(), MonteCarloError.OfMean(ours, chains), MonteCarloError.OfMean(theirs[i], chains));
            Compare($"sd of {gibbs.Names[i]}", Sd(ours), Sd(theirs[i]),
                MonteCarloError.OfStandardDeviation(ours, chains), MonteCarloError.OfStandardDeviation(theirs[i], chains));
        }

        static double Sd(double[] values) => MathNet.Numerics.Statistics.ArrayStatistics.StandardDeviation(values);
        static void Compare(string name, double ours, double theirs, double error, double otherError)
        {
            double z = (ours - theirs) / Math.Sqrt((error * error) + (otherError * otherError));
            Assert.True(Math.Abs(z) < MonteCarloErrors, FormattableString.Invariant($"{name}: {ours:g6} here, {theirs:g6} by Gibbs sampling, {z:f2} errors"));
        }
    }

    private static BoundModel Bind(string name)
    {
        if (name != "crossed")
        {
            Table table = TableReader.Read(Repository.PathOf("examples", "data", name + ".csv"));
            return Model.Parse(name == "cbpp"
                ? "factor period\nincidence ~ period + (1 | herd)\nfamily binomial trials size"
                : "present ~ trt + week + (1 | ID)\nfamily bernoulli").Bind(table);
        }

        RandomStream random = new(8);
        double[] persons = [.. Enumerable.Range(0, 30).Select(_ => 1.2 * random.NextNormal())];
        double[] items = [.. Enumerable.Range(0, 12).Select(_ => random.NextNormal())];
        int n = persons.Length * items.Length;
        double[] x = [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())];
        double[] y = [.. Enumerable.Range(0, n).Select(i =>
            random.NextUniform() < 1 / (1 + Math.Exp(-0.4 - (0.7 * x[i]) - persons[i / items.Length] - items[i % items.Length])) ? 1.0 : 0.0)];
        return Model.Parse("y ~ x + (1 | person) + (1 | item)\nfamily bernoulli").Bind(Table.FromColumns(
            "crossed",
            new NumericColumn("y", y),
            new NumericColumn("x", x),
            new NumericColumn("person", [.. Enumerable.Range(0, n).Select(i => (double)(i / items.Length))]),
            new NumericColumn("item", [.. Enumerable.Range(0, n).Select(i => (double)(i % items.Length))])));
    }
}
