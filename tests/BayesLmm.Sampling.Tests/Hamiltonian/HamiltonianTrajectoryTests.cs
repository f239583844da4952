using BayesLmm.Numerics;
using BayesLmm.Sampling.Metrics;
using BayesLmm.Sampling.NoUTurn.Dynamics;
using BayesLmm.Sampling.NoUTurn.Trees;
using BayesLmm.Sampling.Tests.Targets;

namespace BayesLmm.Sampling.Tests.Hamiltonian;

public sealed class HamiltonianTrajectoryTests
{
    private const double RoundingError = 1e-11;   // of some hundred steps with numbers of size 1

    public static TheoryData<bool, IntegratorKind> Ways => new()
    {
        { true, IntegratorKind.Leapfrog },
        { false, IntegratorKind.Leapfrog },
        { true, IntegratorKind.Split },
        { false, IntegratorKind.Split },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Steps_forward_and_back_end_where_they_began(bool dense, IntegratorKind kind)
    {
        StatePool states = new(2, 10);
        HamiltonianTrajectory path = Begin(states, dense, stepSize: 0.1, kind);
        (double[] position, double[] momentum) = (states.Position(0).ToArray(), states.Momentum(0).ToArray());

        int state = 0;
        for (int i = 0; i < 100; i++)
        {
            state = Step(states, path, state, i < 50 ? 0.1 : -0.1);
        }

        Assert.Equal(position, states.Position(state).ToArray(), (a, b) => Math.Abs(a - b) < RoundingError);
        Assert.Equal(momentum, states.Momentum(state).ToArray(), (a, b) => Math.Abs(a - b) < RoundingError);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_energy_error_falls_with_the_square_of_the_step_size(bool dense, IntegratorKind kind)
    {
        double coarse = EnergyError(dense, 0.02, kind);
        double fine = EnergyError(dense, 0.01, kind);
        Assert.InRange(coarse / fine, 3.9, 4.1);   // 4 up to terms of order ε²

        static double EnergyError(bool dense, double epsilon, IntegratorKind kind)
        {
            StatePool states = new(2, 10);
            HamiltonianTrajectory path = Begin(states, dense, epsilon, kind);
            double before = states.Energy(0);
            int state = 0;
            for (double time = 0; time < 1 - (epsilon / 2); time += epsilon)
            {
                state = Step(states, path, state, epsilon);
            }

            return Math.Abs(states.Energy(state) - before);
        }
    }

    [Theory]
    [InlineData(IntegratorKind.Leapfrog)]
    [InlineData(IntegratorKind.Split)]
    public void The_velocity_that_is_carried_along_is_Sigma_times_the_momentum(IntegratorKind kind)
    {
        StatePool states = new(2, 10);
        HamiltonianTrajectory path = Begin(states, dense: true, stepSize: 0.1, kind);
        int state = 0;
        for (int i = 0; i < 100; i++)
        {
            state = Step(states, path, state, 0.1);
        }

        double[] expected = new double[2];
        path.Metric.Multiply(states.Momentum(state), expected);
        Assert.Equal(expected, states.Velocity(state).ToArray(), (a, b) => Math.Abs(a - b) < RoundingError);
    }

    [Fact]
    public void A_path_turns_when_the_velocity_at_either_end_points_against_the_sum_of_the_momenta()
    {
        StatePool states = new(3, 10);
        DenseMetric metric = DenseMetric.TryCreate(3, [4, 1, -0.5, 1, 2, 0.3, -0.5, 0.3, 1])!;
        Integrator integrator = Integrator.Create(IntegratorKind.Leapfrog, Targets.Densities.StandardNormal(3).CreateEvaluator(), states, 3);
        HamiltonianTrajectory path = new(integrator, states, new RandomStream(1), metric);
        RandomStream random = new(4);
        HashSet<(bool, bool)> seen = [];
        for (int n = 0; n < 200; n++)
        {
            states.Reset(0);
            int[] line = [0, states.TakeState(3), states.TakeState(3), states.TakeState(3)];
            double[] rho = new double[3];
            foreach (int state in line)
            {
                metric.DrawMomentum(random, states.Momentum(state), states.Velocity(state));
                rho = [.. rho.Zip(states.Momentum(state).ToArray(), (a, b) => a + b)];
            }

            bool AgainstRho(int state) => rho.Zip(states.Velocity(state).ToArray(), (a, b) => a * b).Sum() <= 0;
            (bool first, bool last) = (AgainstRho(line[0]), AgainstRho(line[3]));
            seen.Add((first, last));

            // As one state and three, so that sums of one and of several momenta both occur.
            Segment middle = path.Join(path.Single(line[1]), path.Single(line[2]), line[1], 0);
            Segment right = path.Join(middle, path.Single(line[3]), line[1], 0);
            Assert.Equal(first || last, path.Turns(path.Single(line[0]), right));
        }

        Assert.Equal(4, seen.Count);   // all cases came up
    }

    [Theory]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity)]
    [InlineData(-1e4, 1e4)]
    public void A_transition_that_meets_an_impossible_region_diverges_and_says_where(double logDensityThere, double energyError)
    {
        FunctionDensity density = new(1, (x, gradient) =>
        {
            gradient[0] = 1;                        // pushes to the right, into the wall
            return x[0] < 1 ? x[0] : logDensityThere;
        });
        HamiltonianKernel kernel = new(density, new RandomStream(1), DiagonalMetric.Unit(1), 10) { StepSize = 0.5 };
        kernel.MoveTo([0.9]);
        int transitions = 0;
        while (!kernel.Transition().Diverged)
        {
            Assert.True(++transitions < 20, "20 trajectories avoided the wall");
        }

        Assert.True(kernel.DivergentPosition[0] >= 1);
        Assert.Equal(energyError, kernel.DivergenceError, 100.0);   // up to the energies before and the kinetic energy
        Assert.True(kernel.Position[0] < 1);
    }

    [Theory]
    [InlineData(2, true, IntegratorKind.Leapfrog)]
    [InlineData(6, true, IntegratorKind.Leapfrog)]
    [InlineData(20, true, IntegratorKind.Leapfrog)]
    [InlineData(20, false, IntegratorKind.Leapfrog)]
    [InlineData(20, true, IntegratorKind.Split)]
    [InlineData(20, false, IntegratorKind.Split)]
    public void Transitions_allocate_nothing(int dimension, bool dense, IntegratorKind kind)
    {
        EuclideanMetric metric = dense ? DenseMetric.TryCreate(dimension, DiagonalMetric.Unit(dimension).ToCovariance())! : DiagonalMetric.Unit(dimension);
        HamiltonianKernel kernel = new(Targets.Densities.StandardNormal(dimension), new RandomStream(1), metric, 10, kind) { StepSize = 0.1 };
        kernel.MoveTo(new double[dimension]);
        kernel.Transition();
        kernel.FindStepSize();

        long before = GC.GetAllocatedBytesForCurrentThread();
        int leapfrogs = 0;
        kernel.StepSize = 0.1;
        for (int i = 0; i < 100; i++)
        {
            leapfrogs += kernel.Transition().Leapfrogs;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(leapfrogs > 1000, $"{leapfrogs} steps are too few to see an allocation a step");
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void The_deepest_tree_fits_into_the_pool()
    {
        HamiltonianKernel kernel = new(Targets.Densities.StandardNormal(3), new RandomStream(1), DiagonalMetric.Unit(3), 12) { StepSize = 1e-5 };
        kernel.MoveTo([1, 2, 3]);
        for (int i = 0; i < 5; i++)
        {
            TransitionStatistics transition = kernel.Transition();
            Assert.Equal((12, (1 << 12) - 1), (transition.TreeDepth, transition.Leapfrogs));
        }
    }

    [Fact]
    public void The_step_size_heuristic_stops_where_the_acceptance_of_one_step_crosses_the_target()
    {
        foreach (double sd in new[] { 1e-6, 1, 1e6 })
        {
            HamiltonianKernel kernel = new(Targets.Densities.Normal([0, 0], [sd * sd, 0, 0, sd * sd]), new RandomStream(1), DiagonalMetric.Unit(2), 10);
            kernel.MoveTo([sd, -sd]);
            kernel.FindStepSize();
            Assert.InRange(kernel.StepSize / sd, 0.1, 10);
        }
    }

    private static HamiltonianTrajectory Begin(StatePool states, bool dense, double stepSize, IntegratorKind kind = IntegratorKind.Leapfrog)
    {
        EuclideanMetric metric = dense ? DenseMetric.TryCreate(2, [1.5, 0.6, 0.6, 0.8])! : new DiagonalMetric([1.5, 0.8]);
        ILogDensityEvaluator density = Targets.Densities.Banana.CreateEvaluator();
        HamiltonianTrajectory path = new(Integrator.Create(kind, density, states, 2), states, new RandomStream(3), metric) { StepSize = stepSize };
        states.Position(0)[0] = 0.5;
        states.Position(0)[1] = -0.7;
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
}
