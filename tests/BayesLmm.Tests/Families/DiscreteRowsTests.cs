using BayesLmm.Families;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.Families;

public sealed class DiscreteRowsTests
{
    private const int Draws = 20_000;

    public static TheoryData<string, Link, double, double> Cases => new(
        from family in KnownFamilies.All.Where(family => family.IsDiscrete)
        from link in family.Links
        from eta in new[] { -2.5, -0.4, 1.2 }
        from weight in family.HasTrials ? new double[] { 1, 7, 60 } : [1]
        where link != Link.Log || family.Domain == ResponseDomain.Counts || eta < 0
        select (family.Name, link, eta, weight));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Densities_sum_to_one_and_to_the_probabilities_means_and_variances(string name, Link link, double eta, double weight)
    {
        Family family = KnownFamilies.Find(name)!.WithLink(link);
        double[][] parameters = [[0.8]];
        double sum = 0, mean = 0, square = 0;
        for (double y = 0; y <= (family.Domain == ResponseDomain.Counts ? 600 : weight); y++)
        {
            Assert.Equal(sum, At(rows => (rows.LowerProbabilities, y)), 1e-10);
            double p = Math.Exp(At(rows => (rows.LogDensities, y)));
            sum += p;
            mean += y * p;
            square += y * y * p;
            Assert.Equal(sum, At(rows => (rows.Probabilities, y)), 1e-10);
        }

        Assert.Equal(1, sum, 1e-10);
        double[] at = [eta], variance = new double[1];
        family.Rows.Variances(weight, at, parameters, variance);
        family.Rows.Means(weight, at, parameters);
        Assert.Equal(mean, at[0], 1e-8 * (1 + mean));
        Assert.Equal(square - (mean * mean), variance[0], 1e-7 * (1 + square));
        Assert.Equal(0, At(rows => (rows.Probabilities, -1)));
        Assert.Equal(double.NegativeInfinity, At(rows => (rows.LogDensities, 0.5)));

        double At(Func<RowDistribution, (Row Method, double Response)> choose)
        {
            double[] value = new double[1];
            (Row method, double response) = choose(family.Rows);
            method(response, weight, [eta], parameters, value);
            return value[0];
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Log_densities_are_those_of_the_sampler(string name, Link link, double eta, double weight)
    {
        Family family = KnownFamilies.Find(name)!.WithLink(link);
        foreach (double y in (double[])[0, 1, Math.Min(weight, 5), family.Domain == ResponseDomain.Counts ? 300 : weight])
        {
            double[] by = new double[1], byParameters = new double[1], log = new double[1], weights = family.HasTrials ? [weight] : [];
            double value = family.Density.Evaluate([y], weights, [eta], family.Parameters.Count == 0 ? [] : [0.8], by, byParameters)
                + family.Density.LogConstant([y], weights);
            family.Rows.LogDensities(y, weight, [eta], [[0.8]], log);
            Assert.Equal(value, log[0], 1e-11 * (1 + Math.Abs(value)));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Simulated_numbers_follow_the_probabilities(string name, Link link, double eta, double weight)
    {
        Family family = KnownFamilies.Find(name)!.WithLink(link);
        double[] y = new double[Draws];
        family.Rows.Simulate(weight, [.. Enumerable.Repeat(eta, Draws)], [[.. Enumerable.Repeat(0.8, Draws)]], new RandomStream(11), y);
        CompareDistribution(y, value =>
        {
            double[] probability = new double[1];
            family.Rows.Probabilities(value, weight, [eta], [[0.8]], probability);
            return probability[0];
        });
    }

    [Theory]
    [InlineData(16.5)]
    [InlineData(200)]
    [InlineData(3e4)]
    public void Large_poisson_numbers_follow_the_distribution(double mean)
    {
        RandomStream random = new(2);
        double[] y = [.. Enumerable.Range(0, Draws).Select(_ => DiscreteRows.Poisson(mean, random))];
        CompareDistribution(y, value => MathNet.Numerics.SpecialFunctions.GammaUpperRegularized(value + 1, mean));
    }

    [Theory]
    [InlineData(33, 0.5)]
    [InlineData(1000, 0.003)]
    [InlineData(50_000, 0.9)]
    public void Large_binomial_numbers_follow_the_distribution(double trials, double probability)
    {
        RandomStream random = new(4);
        double[] y = [.. Enumerable.Range(0, Draws).Select(_ => DiscreteRows.Binomial(trials, probability, random))];
        CompareDistribution(y, value => value >= trials ? 1 : MathNet.Numerics.SpecialFunctions.BetaRegularized(trials - value, value + 1, 1 - probability));
    }

    /// <summary>Nakagawa, Johnson and Schielzeth 2017, table 1; logistic, normal and Gumbel variances.</summary>
    [Theory]
    [InlineData("bernoulli", Link.Logit, 0.3, Math.PI * Math.PI / 3)]
    [InlineData("bernoulli", Link.Probit, 0.3, 1)]
    [InlineData("binomial", Link.CLogLog, 0.3, Math.PI * Math.PI / 6)]
    [InlineData("binomial", Link.Log, 0.25, 3)]
    [InlineData("poisson", Link.Log, 2, 0.40546510810816438)]
    [InlineData("negative_binomial", Link.Log, 2, 1.0116009116784799)]
    public void Latent_variances_are_those_of_the_literature(string name, Link link, double mean, double variance)
    {
        double[] values = new double[1];
        KnownFamilies.Find(name)!.WithLink(link).Rows.LatentVariances([mean], [[0.8]], values);
        Assert.Equal(variance, values[0], 1e-12);
    }

    /// <summary>A negative binomial with a large shape is as good as Poisson.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(200)]
    public void A_large_shape_is_the_poisson_limit(double y)
    {
        double[] large = new double[1], poisson = new double[1];
        new NegativeBinomialFamily().Rows.LogDensities(y, 1, [2.0], [[1e13]], large);
        new PoissonFamily().Rows.LogDensities(y, 1, [2.0], [], poisson);
        Assert.Equal(poisson[0], large[0], 1e-8);
    }

    /// <summary>Kolmogorov's distance at the values that occur; its limit at a false alarm of 0.1 % is conservative for steps.</summary>
    private static void CompareDistribution(double[] y, Func<double, double> probability)
    {
        int below = 0;
        foreach (IGrouping<double, double> value in y.GroupBy(value => value).OrderBy(group => group.Key))
        {
            below += value.Count();
            Assert.InRange(Math.Abs(((double)below / y.Length) - probability(value.Key)), 0, 1.95 / Math.Sqrt(y.Length));
        }
    }

    private delegate void Row(
        double response, double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> values);
}
