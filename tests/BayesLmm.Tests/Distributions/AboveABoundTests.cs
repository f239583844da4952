using BayesLmm.Distributions;
using BayesLmm.Numerics;
using MathNet.Numerics.Integration;

namespace BayesLmm.Tests.Distributions;

/// <summary>What is left of a distribution above a bound: its probability, and draws from it.</summary>
public class AboveABoundTests
{
    private const int Draws = 20_000;

    /// <summary>Of a share of 20,000 draws: 5 standard errors, exceeded by chance in one of a million.</summary>
    private const double ShareError = 5 * 0.5 / 141;

    public static TheoryData<string> Distributions => [.. All.Keys];

    private static readonly Dictionary<string, Distribution> All = new Distribution[]
    {
        new Normal(0.5, 2), new StudentT(3, 2, 1.5), new Cauchy(-1, 2), new Laplace(0.5, 1), new Laplace(2, 1), new Logistic(0,
            1), new Exponential(0.7), new Gamma(2, 0.1), new Gamma(2, 5),
        new InverseGamma(3, 2), new LogNormal(0.3, 0.8), new Uniform(-1, 4), new Normal(-8, 2), new Gamma(2, 12),
    }.ToDictionary(prior => prior.ToString());

    [Theory]
    [MemberData(nameof(Distributions))]
    public void The_probability_above_is_the_integral_of_the_density(string name)
    {
        Distribution prior = All[name];
        foreach ((double from, double to) in new[] { (0.1, 1.0), (1.0, 3.0), (3.0, 3.9) })
        {
            double integral = GaussLegendreRule.Integrate(x => Math.Exp(prior.LogDensity(x, out _)), from, to, 128);

            // 1e-4: the laplace density has a kink between.
            Assert.Equal(integral, prior.ProbabilityAbove(from) - prior.ProbabilityAbove(to), 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Draws_above_a_bound_exceed_it_and_are_distributed_as_the_probability_says_even_where_it_is_rare(string name)
    {
        Distribution prior = All[name];
        RandomStream random = new(4);
        double[] draws = [.. Enumerable.Range(0, Draws).Select(_ => prior.SampleAbove(1, random))];
        Assert.All(draws, draw => Assert.True(draw > 1));
        foreach (double x in (double[])[1.1, 1.5, 2.5])
        {
            Assert.Equal(prior.ProbabilityAbove(x) / prior.ProbabilityAbove(1), draws.Count(draw => draw > x) / (double)Draws, ShareError);
        }
    }

    [Fact]
    public void Nothing_above_the_bound_is_said_so()
    {
        Assert.Contains("above 1", Assert.Throws<InvalidOperationException>(() => new Uniform(0, 1).SampleAbove(1, new RandomStream(1))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_coordinates_of_a_correlation_matrix_come_back_from_its_Cholesky_factor()
    {
        double[] y = [0.3, -1.2, 2, 0.1, -0.4, 0.7], C = new double[16], back = new double[6];
        Lkj.CholeskyFactor(y, 4, C);
        Lkj.Coordinates(C, 4, back);
        Assert.All(y.Zip(back), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }
}
