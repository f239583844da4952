using BayesLmm.Numerics;
using BayesLmm.Sampling.Metrics;
using BayesLmm.Sampling.NoUTurn.Dynamics;
using BayesLmm.Sampling.Tests.Targets;

namespace BayesLmm.Sampling.Tests.Hamiltonian;

/// <summary>What makes the split integrator exact, and that a wrong one would be seen.</summary>
public sealed class SplitIntegratorTests(ITestOutputHelper output)
{
    private const double RoundingError = 1e-11;   // of some steps with numbers of size 1
    private const double DifferenceError = 1e-8;  // of a determinant by central differences of width 1e-5

    private static readonly double[] Covariance = [1.5, 0.6, 0.6, 0.8];
    private static readonly double[] Center = [0.4, -1.3];

    /// <summary>Planted faults; each makes the step a map that a chain must not use.</summary>
    internal enum Fault
    {
        None,
        NoLastKick,
        ShrunkMomentum,
        OneSidedKick,
    }

    [Theory]
    [InlineData(0.1, true)]
    [InlineData(0.7, true)]
    [InlineData(1.5, false)]
    [InlineData(3, true)]
    public void A_normal_target_with_the_metric_as_its_covariance_is_followed_without_error(double epsilon, bool dense)
    {
        double[] covariance = dense ? Covariance : [1.5, 0, 0, 0.8];
        EuclideanMetric metric = dense ? DenseMetric.TryCreate(2, covariance)! : new DiagonalMetric([1.5, 0.8]);
        StatePool states = new(2, 10);
        ILogDensityEvaluator density = Targets.Densities.Normal(Center, covariance).CreateEvaluator();
        SplitIntegrator integrator = new(density, states, 2);
        integrator.MoveCenter(Center);
        HamiltonianTrajectory path = Begin(states, density, integrator, metric, [2, 1]);
        double before = states.Energy(0);
        for (int i = 0, state = 0; i < 40; i++)
        {
            state = Step(states, path, state, epsilon);
            Assert.Equal(before, states.Energy(state), RoundingError);
        }
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(2.5)]
    public void A_standard_normal_target_is_always_accepted(double epsilon)
    {
        HamiltonianKernel kernel = new(Targets.Densities.StandardNormal(20), new RandomStream(5), DiagonalMetric.Unit(20), 10, IntegratorKind.Split)
        {
            StepSize = epsilon,
        };
        kernel.MoveTo(new double[20]);
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal(1, kernel.Transition().AcceptanceStatistic, 1e-9);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_step_keeps_volume_and_its_reverse_returns(bool dense)
    {
        (double determinant, double distance) = Geometry(dense, Fault.None);
        Assert.Equal(1, determinant, DifferenceError);
        Assert.InRange(distance, 0, RoundingError);
    }

    [Theory]
    [InlineData(Fault.NoLastKick)]
    [InlineData(Fault.ShrunkMomentum)]
    [InlineData(Fault.OneSidedKick)]
    internal void A_wrong_step_loses_volume_or_does_not_return(Fault fault)
    {
        (double determinant, double distance) = Geometry(dense: true, fault);
        output.WriteLine($"{fault}: determinant {determinant}, distance {distance}");
        Assert.True(Math.Abs(determinant - 1) > 1e-3 || distance > 1e-3);
    }

    [Theory]
    [InlineData(IntegratorKind.Split)]
    [InlineData(IntegratorKind.Leapfrog)]
    public void Transitions_from_exact_draws_give_exact_draws(IntegratorKind kind) => Assert.InRange(LargestShift(kind, Fault.None), 0, 4);

    [Fact]
    public void Transitions_by_a_wrong_step_do_not() => Assert.True(LargestShift(IntegratorKind.Split, Fault.ShrunkMomentum) > 6);

    [Fact]
    public void The_step_size_is_capped_and_jittered()
    {
        SamplingOptions options = new() { Seed = 3, Draws = 300, Warmup = 100, Integrator = IntegratorKind.Split, Metric = MetricKind.Unit };
        Draws result = NoUTurnSampler.Sample(Targets.Densities.StandardNormal(30), options with { Start = StartKind.Random });
        Assert.All(result.ChainReports, report => Assert.Equal(0.7, report.StepSize, 1e-12));
        double[] steps = result.StatisticColumn(s => s.StepSize);
        Assert.InRange(steps.Min(), 0.63, 0.64);
        Assert.InRange(steps.Max(), 0.76, 0.77);
        Draws longer = NoUTurnSampler.Sample(
            Targets.Densities.StandardNormal(30), options with { Start = StartKind.Random, LargestStepSize = 1.1, StepJitter = 0 });
        Assert.All(longer.StatisticColumn(s => s.StepSize), step => Assert.Equal(1.1, step, 1e-12));
    }

    /// <summary>
    /// Chains of one transition each, started at exact draws from the banana: the largest shift of six moments, in standard errors. Detailed balance (and so
    /// every link of the step, its weights and the tree) is needed for none to move.
    /// </summary>
    private static double LargestShift(IntegratorKind kind, Fault fault)
    {
        const int Draws = 40_000;
        RandomStream random = new(11);
        HamiltonianKernel kernel = fault == Fault.None
            ? new(Targets.Densities.Banana, new RandomStream(12), DenseMetric.TryCreate(2, [1, 0.2, 0.2, 1.5])!, 10, kind, jitter: 0.1)
            : new(Targets.Densities.Banana, new RandomStream(12), DenseMetric.TryCreate(2, [1, 0.2, 0.2, 1.5])!, 10, (density, states) =>
                new FaultyIntegrator(density, states, fault), jitter: 0.1);
        kernel.StepSize = 0.6;
        double[] center = [0, 0.5];
        kernel.MoveCenter(center);
        Func<double, double, double>[] moments = [(x, _) => x, (_, r) => r, (x, _) => x * x, (_, r) => r * r, (x, r) => x * r, (x, r) => x * x * r];
        double[] expected = [0, 0, 1, 1, 0, 0], variances = [1, 1, 2, 2, 1, 3], sums = new double[moments.Length];
        Span<double> z = stackalloc double[2];
        for (int i = 0; i < Draws; i++)
        {
            random.FillNormal(z);
            kernel.MoveTo([z[0], z[1] + (0.5 * z[0] * z[0])]);
            kernel.Transition();
            double x = kernel.Position[0], r = kernel.Position[1] - (0.5 * x * x);
            for (int m = 0; m < moments.Length; m++)
            {
                sums[m] += moments[m](x, r);
            }
        }

        return Enumerable.Range(0, moments.Length).Max(m => Math.Abs((sums[m] / Draws) - expected[m]) / Math.Sqrt(variances[m] / Draws));
    }

    /// <summary>The determinant of one step's derivative, and how far the step backward ends from where the step began.</summary>
    private static (double Determinant, double Distance) Geometry(bool dense, Fault fault)
    {
        const double Width = 1e-5;
        double[] start = [0.5, -0.7, 0.9, 0.3];
        double[,] J = new double[4, 4];
        for (int j = 0; j < 4; j++)
        {
            double[] up = [.. start], down = [.. start];
            up[j] += Width;
            down[j] -= Width;
            double[] high = Map(up, 0.6, dense, fault), low = Map(down, 0.6, dense, fault);
            for (int i = 0; i < 4; i++)
            {
                J[i, j] = (high[i] - low[i]) / (2 * Width);
            }
        }

        double[] back = Map(Map(start, 0.6, dense, fault), -0.6, dense, fault);
        return (MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(J).Determinant(), start.Zip(back, (a, b) => Math.Abs(a - b)).Max());
    }

    private static double[] Map(double[] phase, double epsilon, bool dense, Fault fault)
    {
        EuclideanMetric metric = dense ? DenseMetric.TryCreate(2, Covariance)! : new DiagonalMetric([1.5, 0.8]);
        StatePool states = new(2, 10);
        ILogDensityEvaluator density = Targets.Densities.Banana.CreateEvaluator();
        FaultyIntegrator integrator = new(density, states, fault);
        integrator.MoveCenter(Center);
        HamiltonianTrajectory path = Begin(states, density, integrator, metric, phase[..2]);
        phase.AsSpan(2).CopyTo(states.Momentum(0));
        metric.Multiply(states.Momentum(0), states.Velocity(0));
        int next = Step(states, path, 0, epsilon);
        return [.. states.Position(next), .. states.Momentum(next)];
    }

    private static HamiltonianTrajectory Begin(StatePool states, ILogDensityEvaluator density, Integrator integrator, EuclideanMetric metric, double[] position)
    {
        HamiltonianTrajectory path = new(integrator, states, new RandomStream(3), metric);
        position.CopyTo(states.Position(0));
        states.LogDensity(0) = density.Evaluate(states.Position(0), states.Gradient(0));
        path.Begin(0);
        return path;
    }

    private static int Step(StatePool states, HamiltonianTrajectory path, int state, double epsilon)
    {
        int next = states.TakeState(holderCount: 1);
        path.Step(state, next, epsilon);
        if (state != 0)
        {
            states.ReleaseState(state);
        }

        return next;
    }

    /// <summary>The split integrator in two coordinates with a fault.</summary>
    private sealed class FaultyIntegrator(ILogDensityEvaluator density, StatePool states, Fault fault) : Integrator
    {
        private readonly SplitIntegrator right = new(density, states, 2);
        private readonly double[] center = new double[2];

        public override void MoveCenter(ReadOnlySpan<double> center)
        {
            center.CopyTo(this.center);
            right.MoveCenter(center);
        }

        public override void Begin(int state, EuclideanMetric metric) => right.Begin(state, metric);

        public override void Step(int from, int to, double epsilon, EuclideanMetric metric)
        {
            right.Step(from, to, epsilon, metric);
            Span<double> p = states.Momentum(to), g = states.Gradient(to), y = states.Pull(to);
            for (int i = 0; i < p.Length; i++)
            {
                p[i] = fault switch
                {
                    Fault.NoLastKick => p[i] - (0.5 * epsilon * (g[i] + y[i])),
                    Fault.ShrunkMomentum => 0.97 * p[i],
                    Fault.OneSidedKick => p[i] + (0.1 * Math.Abs(epsilon) * g[i]),
                    _ => p[i],
                };
            }

            metric.Multiply(p, states.Velocity(to));
        }
    }
}
