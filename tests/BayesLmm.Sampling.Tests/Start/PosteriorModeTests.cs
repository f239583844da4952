using BayesLmm.Numerics;
using BayesLmm.Sampling.NoUTurn;
using BayesLmm.Sampling.Start;
using BayesLmm.Sampling.Tests.Targets;

namespace BayesLmm.Sampling.Tests.Start;

public sealed class PosteriorModeTests
{
    [Fact]
    public void The_mode_and_covariance_of_a_normal_density_are_found_whatever_the_scales()
    {
        double[] mu = [1e4, -3, 1e-5];
        double[] sigma = [1e6, 500, 0, 500, 1, 5e-7, 0, 5e-7, 1e-12];
        ModeSearchResult found = Search(Targets.Densities.Normal(mu, sigma));
        Assert.NotNull(found.Curvature);
        double[] covariance = found.Curvature.ToCovariance();
        for (int i = 0; i < 3; i++)
        {
            // The search may stop 0.15 standard deviations short (a decrement of 0.01).
            Assert.InRange(found.Mode[i], mu[i] - (0.15 * Math.Sqrt(sigma[4 * i])), mu[i] + (0.15 * Math.Sqrt(sigma[4 * i])));
            for (int j = 0; j < 3; j++)
            {
                Assert.Equal(sigma[(3 * i) + j], covariance[(3 * i) + j], 1e-5 * Math.Sqrt(sigma[4 * i] * sigma[4 * j]));
            }
        }
    }

    [Fact]
    public void A_skewed_density_has_its_mode_and_curvature()
    {
        ModeSearchResult found = Search(Targets.Densities.LogOfExponential);   // t − eᵗ: mode 0, second derivative −1
        Assert.Equal(0, found.Mode[0], 0.15);
        Assert.Equal(Math.Exp(-found.Mode[0]), found.Curvature!.ToVariances()[0], 1e-4);
    }

    [Fact]
    public void A_saddle_at_the_first_starting_point_is_left()
    {
        // Two modes at ±2 with a saddle at 0, where the gradient is zero.
        FunctionDensity density = new(1, (x, gradient) =>
        {
            gradient[0] = (4 * x[0]) - (x[0] * x[0] * x[0]);
            return (2 * x[0] * x[0]) - (0.25 * x[0] * x[0] * x[0] * x[0]);
        });
        ModeSearchResult found = Search(density);
        Assert.NotNull(found.Curvature);
        Assert.Equal(2, Math.Abs(found.Mode[0]), 0.1);
    }

    [Fact]
    public void A_density_without_a_mode_is_reported_and_sampled_from_random_starts()
    {
        // Neal's funnel rises without bound where the sd goes to 0.
        FunctionDensity funnel = new(3, (x, gradient) =>
        {
            double precision = Math.Exp(-x[0]);
            double squares = (x[1] * x[1]) + (x[2] * x[2]);
            gradient[0] = (-x[0] / 9) - 1 + (0.5 * squares * precision);
            gradient[1] = -x[1] * precision;
            gradient[2] = -x[2] * precision;
            return (-x[0] * x[0] / 18) - x[0] - (0.5 * squares * precision);
        });
        FunctionDensity endless = new(1, (x, gradient) =>
        {
            gradient[0] = 1;
            return x[0];
        });
        Assert.Null(Search(endless).Curvature);
        Assert.Contains("ran off to infinity", Search(endless).Explanation);
        Assert.NotNull(Search(funnel).Curvature);   // with a normal prior on the log scale there is one after all, at (−9, 0, 0)
        Draws result = NoUTurnSampler.Sample(endless, new SamplingOptions { Chains = 1, Draws = 10, Warmup = 20 });
        Assert.Equal(StartKind.Random, result.Start.Kind);
        Assert.StartsWith("No mode was found in 4 attempts", result.Start.Explanation);
        Assert.Empty(result.Start.Mode);
    }

    [Fact]
    public void A_density_that_is_finite_nowhere_cannot_be_sampled()
    {
        FunctionDensity nowhere = new(2, (_, _) => double.NegativeInfinity);
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => NoUTurnSampler.Sample(nowhere, new SamplingOptions()));
        Assert.Contains("any of 100 starting points", exception.Message);
    }

    [Fact]
    public void Starting_points_are_overdispersed_around_the_mode()
    {
        double[] mu = [10, -5];
        double[] sigma = [4, 1, 1, 1];
        StartingPoints start = StartingPoints.Find(Targets.Densities.Normal(mu, sigma), new SamplingOptions(), default);
        const int N = 4000;
        double[][] points = [.. Enumerable.Range(0, N).Select(c => start.Draw(Targets.Densities.Normal(mu, sigma), new RandomStream(1, (ulong)c)))];
        for (int i = 0; i < 2; i++)
        {
            double sd = 1.5 * Math.Sqrt(sigma[3 * i]);
            Assert.InRange(points.Average(p => p[i]), mu[i] - (0.2 * sd), mu[i] + (0.2 * sd));
            Assert.InRange(Math.Sqrt(points.Average(p => Math.Pow(p[i] - start.Center![i], 2))) / sd, 0.95, 1.05);   // 5 × 1/√(2N) = 0.056
        }
    }

    private static ModeSearchResult Search(ILogDensity density) => PosteriorMode.Search(density, new RandomStream(1), default);
}
