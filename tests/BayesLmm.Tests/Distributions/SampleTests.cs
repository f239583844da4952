using BayesLmm.Distributions;
using BayesLmm.Numerics;
using MathNet.Numerics.Integration;

namespace BayesLmm.Tests.Distributions;

/// <summary>Draws against the densities that they are drawn from. Seeds are fixed, so that a failure repeats.</summary>
public class SampleTests
{
    private const int Draws = 40_000;

    /// <summary>An empirical probability is within five standard errors; 150 comparisons miss that by chance once in 10⁴ runs of new seeds.</summary>
    private const double StandardErrors = 5;

    public static TheoryData<PriorDistribution> Proper =>
    [
        new Normal(1, 2), new StudentT(3, -1, 2), new StudentT(0.8, 0, 1), new Cauchy(0.5, 1), new Laplace(1, 2), new Logistic(-1, 0.7), new Uniform(-1, 3),
        new Exponential(0.5), new Gamma(2.5, 1.5), new Gamma(0.3, 2), new InverseGamma(3, 2), new LogNormal(0.2, 0.6),
    ];

    /// <summary>Where a positive value is rare, by methods for tails.</summary>
    public static TheoryData<PriorDistribution> RarelyPositive =>
    [
        new Normal(-2, 1), new Normal(-12, 1), new StudentT(3, -5, 1), new StudentT(3, -200, 1), new StudentT(60, -4, 2), new StudentT(0.5, -40, 1),
        new Cauchy(-20, 1), new Laplace(-30, 2), new Logistic(-3, 0.7),
        new Logistic(-900, 1), new Uniform(-99, 1),
    ];

    [Theory]
    [MemberData(nameof(Proper))]
    public void Draws_have_the_distribution_s_probabilities(PriorDistribution given)
    {
        Distribution distribution = (Distribution)given;
        RandomStream random = new(1);
        AssertProbabilities([.. Enumerable.Range(0, Draws).Select(_ => distribution.Sample(random))], distribution, logNormalizer: 0);
    }

    [Theory]
    [MemberData(nameof(Proper))]
    [MemberData(nameof(RarelyPositive))]
    public void Positive_draws_have_the_probabilities_of_the_distribution_cut_at_zero(PriorDistribution given)
    {
        Distribution distribution = (Distribution)given;
        RandomStream random = new(2);
        double[] draws = [.. Enumerable.Range(0, Draws).Select(_ => distribution.SamplePositive(random))];

        Assert.All(draws, draw => Assert.True(draw >= 0));
        double probability = distribution.ProbabilityPositive;

        // Logistic(−900, 1): the probability is below the smallest double; its logarithm is the location.
        AssertProbabilities(draws, distribution, probability > 0 ? Math.Log(probability) : distribution.Arguments[0] / distribution.Arguments[1]);
    }

    [Fact]
    public void A_constant_is_drawn_as_it_is_and_a_flat_prior_not_at_all()
    {
        RandomStream random = new(3);

        Assert.Equal(2.5, new Constant(2.5).Sample(random));
        Assert.Equal(2.5, new Constant(2.5).SamplePositive(random));
        Assert.Throws<InvalidOperationException>(() => new Flat().Sample(random));
        Assert.Throws<InvalidOperationException>(() => new Flat().SamplePositive(random));
        Assert.Throws<InvalidOperationException>(() => new Uniform(-2, -1).SamplePositive(random));
    }

    [Theory]
    [InlineData(2, 1.0)]
    [InlineData(2, 0.01)]
    [InlineData(3, 0.7)]
    [InlineData(4, 1.0)]
    [InlineData(5, 4.0)]
    public void Every_correlation_of_an_lkj_draw_has_mean_0_and_variance_1_over_r_plus_2_eta_minus_1(int r, double eta)
    {
        RandomStream random = new(4);
        Lkj lkj = new(eta);
        double[] C = new double[r * r];
        double[,] sum = new double[r, r], squares = new double[r, r];
        for (int draw = 0; draw < Draws; draw++)
        {
            lkj.Sample(r, random, C);
            for (int i = 0; i < r; i++)
            {
                Assert.Equal(1, Enumerable.Range(0, r).Sum(m => C[(i * r) + m] * C[(i * r) + m]), 1e-12);
                for (int j = 0; j < i; j++)
                {
                    double rho = Enumerable.Range(0, r).Sum(m => C[(i * r) + m] * C[(j * r) + m]);
                    sum[i, j] += rho;
                    squares[i, j] += rho * rho;
                }
            }
        }

        double variance = 1 / (r + (2 * eta) - 1);
        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j < i; j++)
            {
                // ρ² has at most the variance v of ρ itself, because |ρ| ≤ 1.
                Assert.Equal(0, sum[i, j] / Draws, StandardErrors * Math.Sqrt(variance / Draws));
                Assert.Equal(variance, squares[i, j] / Draws, StandardErrors * Math.Sqrt(variance * Math.Max(1 - variance, variance) / Draws));
            }
        }
    }

    /// <summary>The density's integral above an empirical quantile is the part of the draws above it.</summary>
    private static void AssertProbabilities(double[] draws, Distribution distribution, double logNormalizer)
    {
        Array.Sort(draws);
        double scale = draws[Draws * 3 / 4] - draws[Draws / 4];
        foreach (double p in (double[])[0.05, 0.25, 0.5, 0.75, 0.95])
        {
            double from = draws[(int)(Draws * p)];
            Assert.Equal(1 - p, Above(distribution, from, scale, logNormalizer), StandardErrors * Math.Sqrt(p * (1 - p) / Draws));
        }
    }

    /// <summary>∫ p over (from, ∞) by x = from + scale t / (1 − t).</summary>
    private static double Above(Distribution distribution, double from, double scale, double logNormalizer) => DoubleExponentialTransformation.Integrate(
        t => Math.Exp(distribution.LogDensity(from + (scale * t / (1 - t)), out _) - logNormalizer) * scale / ((1 - t) * (1 - t)), 0, 1, 1e-6);
}
