using BayesLmm.Sampling.Metrics;
using BayesLmm.Sampling.NoUTurn.Dynamics;
using BayesLmm.Sampling.Tests.Targets;

namespace BayesLmm.Sampling.Tests.NoUTurn;

/// <summary>What the sampler promises beside right answers.</summary>
public sealed class NoUTurnSamplerTests
{
    private static readonly SamplingOptions Short = new() { Chains = 4, Draws = 200, Warmup = 200, Seed = 7 };

    [Theory]
    [InlineData(StartKind.Mode)]
    [InlineData(StartKind.Random)]
    public void The_same_seed_gives_the_same_bits_on_1_2_and_4_threads(StartKind start)
    {
        double[][] runs = [.. new[] { 1, 2, 4, 4 }.Select(threads =>
            NoUTurnSampler.Sample(Targets.Densities.Banana, Short with { Start = start, MaxThreads = threads }).Values.ToArray())];
        Assert.All(runs, run => Assert.Equal<double>(runs[0], run));
    }

    [Fact]
    public void Another_seed_gives_other_draws_and_so_does_another_chain()
    {
        Draws one = NoUTurnSampler.Sample(Targets.Densities.Banana, Short);
        Draws other = NoUTurnSampler.Sample(Targets.Densities.Banana, Short with { Seed = 8 });
        Assert.NotEqual(one.Draw(0, 0)[0], other.Draw(0, 0)[0]);
        Assert.NotEqual(one.Draw(0, 0)[0], one.Draw(1, 0)[0]);
    }

    [Fact]
    public void A_chain_does_not_depend_on_how_many_others_there_are()
    {
        Draws two = NoUTurnSampler.Sample(Targets.Densities.Banana, Short with { Chains = 2 });
        Draws four = NoUTurnSampler.Sample(Targets.Densities.Banana, Short);
        Assert.True(two.Values.SequenceEqual(four.Values[..two.Values.Length]));
    }

    [Fact]
    public void The_result_has_every_draw_with_its_columns()
    {
        Draws result = NoUTurnSampler.Sample(Targets.Densities.Banana, Short);
        Assert.Equal((4, 200, 2, false), (result.Chains, result.DrawsPerChain, result.Dimension, result.Interrupted));
        Assert.Equal(result.Draw(2, 5)[1], result.Coordinate(1)[405]);
        ILogDensityEvaluator density = Targets.Densities.Banana.CreateEvaluator();
        for (int chain = 0; chain < 4; chain++)
        {
            Assert.Equal((chain, 200), (result.ChainReports[chain].Chain, result.ChainReports[chain].WarmupIterations));
            for (int draw = 0; draw < 200; draw++)
            {
                TransitionStatistics column = result.Statistics(chain)[draw];
                Assert.Equal(density.Evaluate(result.Draw(chain, draw), new double[2]), column.LogDensity);
                Assert.True(column.Energy > -column.LogDensity);   // by the kinetic energy
                Assert.InRange(column.AcceptanceStatistic, 0, 1);
                Assert.InRange(column.Leapfrogs, 1 << Math.Max(0, column.TreeDepth - 1), (1 << (column.TreeDepth + 1)) - 1);
                Assert.Equal(result.ChainReports[chain].StepSize, column.StepSize);
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => result.Draw(4, 0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => result.Draw(0, 200).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => result.Coordinate(2));
    }

    [Fact]
    public void A_higher_target_acceptance_gives_shorter_steps_and_is_reached()
    {
        double longest = double.PositiveInfinity;
        foreach (double target in new[] { 0.6, 0.8, 0.95 })
        {
            Draws result = NoUTurnSampler.Sample(Targets.Densities.StandardNormal(10), new SamplingOptions { TargetAcceptance = target, Seed = 7 });
            double stepSize = result.ChainReports.Max(c => c.StepSize);
            Assert.True(stepSize < longest);
            longest = stepSize;

            // The logarithm of the step size is averaged while the acceptance is not linear in it, so dual averaging stays on the safe side.
            Assert.InRange(result.StatisticColumn(s => s.AcceptanceStatistic).Average(), target - 0.03, target + 0.2);
        }
    }

    [Fact]
    public void Divergences_are_kept_with_their_position_and_counted_in_the_columns()
    {
        // A half-normal distribution without its transform: trajectories run through the wall at 0.
        FunctionDensity wall = new(1, (x, gradient) =>
        {
            gradient[0] = -x[0];
            return x[0] > 0 ? -0.5 * x[0] * x[0] : double.NegativeInfinity;
        });
        Draws result = NoUTurnSampler.Sample(wall, Short with { Start = StartKind.Random });
        Assert.NotEmpty(result.Divergences);
        Assert.Equal(result.StatisticColumn(s => s.Diverged ? 1 : 0).Sum(), result.Divergences.Count);
        Assert.All(result.Divergences, divergence =>
        {
            Assert.True(divergence.Position[0] <= 0);
            Assert.True(divergence.Start[0] > 0);
            Assert.Equal(double.PositiveInfinity, divergence.EnergyError);
            Assert.True(result.Statistics(divergence.Chain)[divergence.Draw].Diverged);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Cancelling_ends_with_what_was_drawn_so_far(int threads)
    {
        using CancellationTokenSource source = new();
        HashSet<int> sampling = [];
        Reporter reporter = new(p =>
        {
            lock (sampling)
            {
                if (p.IsSampling && sampling.Add(p.Chain!.Value) && sampling.Count == 4)
                {
                    source.Cancel();
                }
            }
        });
        SamplingOptions endless = Short with { Draws = 1_000_000, MaxThreads = threads };
        Draws result = NoUTurnSampler.Sample(Targets.Densities.Banana, endless, reporter, source.Token);
        Assert.True(result.Interrupted);
        Assert.Equal(4, result.Chains);
        Assert.InRange(result.DrawsPerChain, 1, 999_999);
        Draws whole = NoUTurnSampler.Sample(Targets.Densities.Banana, Short with { Draws = Math.Min(result.DrawsPerChain, 5000) });
        Assert.True(whole.Draw(3, whole.DrawsPerChain - 1).SequenceEqual(result.Draw(3, whole.DrawsPerChain - 1)));
    }

    [Fact]
    public void Cancelling_takes_effect_before_the_next_trajectory()
    {
        using CancellationTokenSource source = new();
        int calls = 0, callsAfter = 0;
        FunctionDensity density = new(1, (x, gradient) =>
        {
            callsAfter += source.IsCancellationRequested ? 1 : 0;
            if (++calls == 2000)
            {
                source.Cancel();
            }

            gradient[0] = -x[0];
            return -0.5 * x[0] * x[0];
        });
        SamplingOptions one = new() { Chains = 1, MaxThreads = 1, Warmup = 20, Draws = 100_000, MaxTreeDepth = 2 };
        Assert.True(NoUTurnSampler.Sample(density, one, null, source.Token).Interrupted);
        Assert.InRange(callsAfter, 0, 3);   // the rest of a trajectory of at most 3 steps
    }

    [Fact]
    public void Cancelling_before_the_first_draw_throws()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => NoUTurnSampler.Sample(Targets.Densities.Banana, Short, null, source.Token));
        Assert.Throws<OperationCanceledException>(
            () => NoUTurnSampler.Sample(Targets.Densities.Banana, Short with { Start = StartKind.Random }, null, source.Token));
    }

    [Fact]
    public void Progress_tells_the_end_of_both_phases_of_every_chain()
    {
        List<Progress> news = [];
        NoUTurnSampler.Sample(Targets.Densities.Banana, Short, new Reporter(p =>
        {
            lock (news)
            {
                news.Add(p);
            }
        }));
        for (int chain = 0; chain < 4; chain++)
        {
            Assert.Contains(news, p => (p.Chain, p.IsSampling, p.Done, p.Total) == (chain, false, 200, 400));
            Assert.Contains(news, p => (p.Chain, p.IsSampling, p.Done, p.Total) == (chain, true, 400, 400));
        }
    }

    [Fact]
    public void Durations_are_those_of_the_clock_that_was_given()
    {
        Draws result = NoUTurnSampler.Sample(
            Targets.Densities.Banana, Short with { MaxThreads = 1, Start = StartKind.Random }, timeProvider: new TickingClock());

        // The clock advances by one second whenever it is read: twice an iteration.
        Assert.All(result.ChainReports, report => Assert.Equal((200, 200), (report.WarmupTime.TotalSeconds, report.SamplingTime.TotalSeconds)));
    }

    [Fact]
    public void What_a_density_throws_reaches_the_caller()
    {
        int calls = 0;
        FunctionDensity faulty = new(1, (x, gradient) =>
        {
            gradient[0] = -x[0];
            return Interlocked.Increment(ref calls) > 500 ? throw new TimeZoneNotFoundException("from the density") : -0.5 * x[0] * x[0];
        });
        Assert.Throws<TimeZoneNotFoundException>(() => NoUTurnSampler.Sample(faulty, Short));
    }

    [Fact]
    public void Warm_up_is_shorter_when_chains_start_around_the_mode()
    {
        SamplingOptions options = new() { Chains = 1, Draws = 10 };
        Assert.Equal(400, NoUTurnSampler.Sample(Targets.Densities.Banana, options).ChainReports[0].WarmupIterations);
        Assert.Equal(1000, NoUTurnSampler.Sample(Targets.Densities.Banana, options with { Start = StartKind.Random }).ChainReports[0].WarmupIterations);
        Assert.Equal(33, NoUTurnSampler.Sample(Targets.Densities.Banana, options with { Warmup = 33 }).ChainReports[0].WarmupIterations);
    }

    [Fact]
    public void The_metric_is_dense_up_to_50_coordinates_and_diagonal_above()
    {
        SamplingOptions options = new() { Chains = 1, Draws = 1, Warmup = 20 };
        Assert.IsType<DenseMetric>(NoUTurnSampler.Sample(Targets.Densities.StandardNormal(50), options).ChainReports[0].Metric);
        Assert.IsType<DiagonalMetric>(NoUTurnSampler.Sample(Targets.Densities.StandardNormal(51), options).ChainReports[0].Metric);
        Assert.Equal(StartKind.Mode, NoUTurnSampler.Sample(Targets.Densities.StandardNormal(200), options).Start.Kind);
        Assert.Equal(StartKind.Random, NoUTurnSampler.Sample(Targets.Densities.StandardNormal(201), options).Start.Kind);
    }

    private sealed class Reporter(Action<Progress> action) : IProgress<Progress>
    {
        public void Report(Progress value) => action(value);
    }

    private sealed class TickingClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => now++;
    }
}
