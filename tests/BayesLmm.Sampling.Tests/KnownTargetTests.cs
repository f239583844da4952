using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Sampling.Tests;

/// <summary>The sampler on densities whose moments are known.</summary>
public sealed class KnownTargetTests(ITestOutputHelper output)
{
    private const ulong Seed = 20261122;

    // In Monte Carlo standard errors. With a fixed seed the tests are deterministic; about 80 comparisons of a right sampler had a chance of
    // 80 × 6e-5 to contain one above 4.
    private const double Errors = 4;

    private static readonly double[] Scales = [1e-4, 1, 1, 30, 1e5];

    private static readonly double[] Means = [3e-4, 0, -2, 100, 1e6];

    public static TheoryData<StartKind, MetricKind, IntegratorKind> Ways => new()
    {
        { StartKind.Mode, MetricKind.Dense, IntegratorKind.Leapfrog },
        { StartKind.Mode, MetricKind.Diagonal, IntegratorKind.Leapfrog },
        { StartKind.Random, MetricKind.Dense, IntegratorKind.Leapfrog },
        { StartKind.Random, MetricKind.Diagonal, IntegratorKind.Leapfrog },
        { StartKind.Mode, MetricKind.Dense, IntegratorKind.Split },
        { StartKind.Random, MetricKind.Diagonal, IntegratorKind.Split },
    };

    [Theory]
    [InlineData(MetricKind.Dense, IntegratorKind.Leapfrog)]
    [InlineData(MetricKind.Diagonal, IntegratorKind.Leapfrog)]
    [InlineData(MetricKind.Dense, IntegratorKind.Split)]
    [InlineData(MetricKind.Diagonal, IntegratorKind.Split)]
    public void A_correlated_normal_distribution_with_scales_from_1e_4_to_1e5(MetricKind metric, IntegratorKind integrator)
    {
        Draws result = Sample(Targets.Densities.Normal(Means, Covariance(Scales)), StartKind.Mode, metric, integrator);
        Check(result, x => x, Means, Scales);
        Assert.Empty(result.Divergences);
        Assert.Equal(StartKind.Mode, result.Start.Kind);
    }

    [Theory]
    [InlineData(MetricKind.Dense)]
    [InlineData(MetricKind.Diagonal)]
    public void A_correlated_normal_distribution_from_random_starts(MetricKind metric)
    {
        double[] scales = [0.02, 1, 1, 10, 50];
        Check(Sample(Targets.Densities.Normal([0, 1, -1, 5, -20], Covariance(scales)), StartKind.Random, metric), x => x, [0, 1, -1, 5, -20], scales);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_banana(StartKind start, MetricKind metric, IntegratorKind integrator) =>
        Check(Sample(Targets.Densities.Banana, start, metric, integrator), x => x, [0, 0.5], [1, Math.Sqrt(1.5)]);

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_heavy_tailed_t_distribution_with_7_degrees_of_freedom(StartKind start, MetricKind metric, IntegratorKind integrator) =>
        Check(Sample(Targets.Densities.StudentT(7), start, metric, integrator), x => x, [0], [Math.Sqrt(7 / 5.0)]);

    [Theory]
    [MemberData(nameof(Ways))]
    public void An_exponential_variable_by_way_of_its_logarithm(StartKind start, MetricKind metric, IntegratorKind integrator) =>
        Check(Sample(Targets.Densities.LogOfExponential, start, metric, integrator), Math.Exp, [1], [1]);

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_scale_with_a_long_left_tail(StartKind start, MetricKind metric, IntegratorKind integrator) =>

        // Moments by quadrature over log τ on a grid of width 0.002, μ integrated out exactly.
        Check(
            Sample(Targets.Densities.EightSchools, start, metric, integrator),
            x => x,
            [7.858587341953625, 1.1479605383538924],
            [4.685998199965509, 1.1254711904887171]);

    [Fact]
    public void Without_warm_up_or_mode_the_answer_is_right_though_slow() =>
        Check(
            NoUTurnSampler.Sample(
                Targets.Densities.StandardNormal(2),
                new SamplingOptions { Seed = Seed, Warmup = 0, Start = StartKind.Random, Draws = 2000 }),
            x => x,
            [0, 0],
            [1, 1]);

    private static Draws Sample(ILogDensity density, StartKind start, MetricKind metric, IntegratorKind integrator = IntegratorKind.Leapfrog) =>
        NoUTurnSampler.Sample(density, new SamplingOptions { Seed = Seed, Draws = 2500, Start = start, Metric = metric, Integrator = integrator });

    private void Check(Draws result, Func<double, double> transform, double[] means, double[] sds)
    {
        output.WriteLine(
            $"seed {Seed}, step size {result.ChainReports[0].StepSize:g3}, gradients a draw {result.StatisticColumn(s => s.Leapfrogs).Average():f1}");
        for (int i = 0; i < result.Dimension; i++)
        {
            double[] x = [.. result.Coordinate(i).Select(transform)];
            double mean = x.Average();
            double sd = Math.Sqrt(x.Sum(v => (v - mean) * (v - mean)) / (x.Length - 1));
            double meanError = MonteCarloError.OfMean(x, result.Chains);
            double sdError = MonteCarloError.OfStandardDeviation(x, result.Chains);
            double rhat = PotentialScaleReduction.RankNormalized(x, result.Chains);
            double ess = EffectiveSampleSize.Bulk(x, result.Chains);
            output.WriteLine($"{i}: mean {mean:g5} ± {meanError:g2} ({means[i]}), sd {sd:g5} ± {sdError:g2} ({sds[i]}), R̂ {rhat:f4}, ESS {ess:f0}");
            Assert.InRange(mean, means[i] - (Errors * meanError), means[i] + (Errors * meanError));
            Assert.InRange(sd, sds[i] - (Errors * sdError), sds[i] + (Errors * sdError));
            Assert.InRange(meanError / sds[i], 0, 0.05);   // so that the comparison means something
            Assert.True(rhat < 1.01, $"R̂ {rhat}");
        }
    }

    /// <summary>Correlations 0.9, −0.6 and so on between neighbours, by a fixed lower triangular factor.</summary>
    private static double[] Covariance(double[] scales)
    {
        const int D = 5;
        double[,] L = { { 1, 0, 0, 0, 0 }, { 0.9, 0.5, 0, 0, 0 }, { -0.6, 0.3, 0.7, 0, 0 }, { 0.2, -0.9, 0.1, 0.4, 0 }, { 0.5, 0.5, -0.5, 0.5, 0.3 } };
        double[] covariance = new double[D * D];
        for (int i = 0; i < D * D; i++)
        {
            (int r, int c) = (i / D, i % D);
            double dot = 0, rr = 0, cc = 0;
            for (int k = 0; k < D; k++)
            {
                dot += L[r, k] * L[c, k];
                rr += L[r, k] * L[r, k];
                cc += L[c, k] * L[c, k];
            }

            covariance[i] = scales[r] * scales[c] * dot / Math.Sqrt(rr * cc);
        }

        return covariance;
    }
}
