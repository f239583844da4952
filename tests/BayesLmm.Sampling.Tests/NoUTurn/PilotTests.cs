using BayesLmm.Sampling.Tests.Targets;

namespace BayesLmm.Sampling.Tests.NoUTurn;

/// <summary>Sampling in two runs, between which the density gets better coordinates.</summary>
public sealed class PilotTests
{
    private static readonly SamplingOptions Options = new()
    {
        Seed = 7,
        Draws = 1000,
        Warmup = 200,
        Start = StartKind.Random,
        Metric = MetricKind.Unit,
        Integrator = IntegratorKind.Split,
        MaxThreads = 1,
    };

    private static readonly double[] Mean = [3, -2];
    private static readonly double[] Sds = [5, 0.2];

    [Fact]
    public void The_draws_are_those_of_the_refined_density_and_right()
    {
        Draws draws = Sample(Options, out Draws pilot);
        Assert.Equal((4, 50), (pilot.Chains, pilot.DrawsPerChain));
        Trajectories origin = (Trajectories)draws.Origin;
        for (int i = 0; i < 2; i++)
        {
            double[] x = [.. draws.Coordinate(i).Select(value => Centre(pilot, i) + (Scale(pilot, i) * value))];
            double mean = x.Average(), error = MonteCarloError.OfMean(x, 4);
            Assert.InRange(mean, Mean[i] - (4 * error), Mean[i] + (4 * error));
            Assert.InRange(error / Sds[i], 0, 0.03);
        }

        Assert.All(origin.ChainReports, report =>
        {
            Assert.Equal(200, report.WarmupIterations);
            Assert.Equal(0.7, report.StepSize, 0.15);
            Assert.True(report.WarmupLeapfrogs > 200);
        });
    }

    [Fact]
    public void The_draws_do_not_depend_on_the_number_of_threads()
    {
        double[] one = Sample(Options, out _).Values.ToArray();
        Assert.Equal(one, Sample(Options with { MaxThreads = 2 }, out _).Values.ToArray());
        Assert.NotEqual(one, Sample(Options with { Seed = 8 }, out _).Values.ToArray());
    }

    [Fact]
    public void Progress_counts_both_runs_as_one_and_only_kept_draws_as_sampling()
    {
        List<Progress> seen = [];
        Sample(Options, out _, new Listener(seen));
        foreach (IGrouping<int?, Progress> chain in seen.GroupBy(progress => progress.Chain))
        {
            Assert.Equal(chain.Select(progress => progress.Done).Order(), chain.Select(progress => progress.Done));
            Assert.All(chain, progress => Assert.Equal((1200, progress.Done > 200), (progress.Total, progress.IsSampling)));
            Assert.Equal(1200, chain.Last().Done);
        }
    }

    [Fact]
    public void A_pilot_that_is_cancelled_leaves_no_draws()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => NoUTurnSampler.SampleWithPilot(
            Density(Mean, Sds), _ => throw new InvalidOperationException("not reached"), Options, null, source.Token));
    }

    [Fact]
    public void Without_iterations_for_a_pilot_the_density_is_sampled_as_it_is()
    {
        Draws draws = NoUTurnSampler.SampleWithPilot(
            Density([0, 0], [1, 1]), _ => throw new InvalidOperationException("not reached"), Options with { Warmup = 30 });
        Assert.Equal(30, draws.Origin.Warmup(0));
    }

    private static Draws Sample(SamplingOptions options, out Draws pilot, IProgress<Progress>? progress = null)
    {
        Draws? learnt = null;
        Draws draws = NoUTurnSampler.SampleWithPilot(
            Density(Mean, Sds),
            found =>
            {
                learnt = found;
                double[] center = [Centre(found, 0), Centre(found, 1)], scales = [Scale(found, 0), Scale(found, 1)];
                return Density([.. Mean.Zip(center, (a, b) => a - b).Zip(scales, (a, b) => a / b)], [.. Sds.Zip(scales, (a, b) => a / b)]);
            },
            options,
            progress);
        pilot = learnt!;
        return draws;
    }

    private static double Centre(Draws draws, int i) => draws.Coordinate(i).Average();

    private static double Scale(Draws draws, int i) => Math.Sqrt(draws.Coordinate(i).Average(x => Math.Pow(x - Centre(draws, i), 2)));

    private static FunctionDensity Density(double[] mean, double[] sds) =>
        Targets.Densities.Normal(mean, [sds[0] * sds[0], 0, 0, sds[1] * sds[1]]);

    private sealed class Listener(List<Progress> seen) : IProgress<Progress>
    {
        public void Report(Progress value) => seen.Add(value);
    }
}
