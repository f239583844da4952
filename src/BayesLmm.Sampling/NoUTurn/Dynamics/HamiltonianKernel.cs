using BayesLmm.Numerics;
using BayesLmm.Sampling.Metrics;
using BayesLmm.Sampling.NoUTurn.Trees;

namespace BayesLmm.Sampling.NoUTurn.Dynamics;

/// <summary>
/// The Markov transition of one chain: a current state and the memory to leave it. Owns its workspace; one thread at a time. Allocates nothing
/// after it is made.
/// </summary>
internal sealed class HamiltonianKernel
{
    private const double HeuristicAcceptance = 0.8;   // Stan's; Hoffman & Gelman 2014, Algorithm 4, have 0.5
    private const int MostDoublings = 100;

    private readonly ILogDensityEvaluator density;
    private readonly StatePool states;
    private readonly RandomStream random;
    private readonly int maxDepth;
    private readonly Integrator integrator;
    private readonly double largestStep;
    private readonly double jitter;
    private HamiltonianTrajectory trajectory;
    private int current;

    /// <summary>Makes a kernel.</summary>
    /// <param name="target">The target.</param>
    /// <param name="random">The chain's random numbers.</param>
    /// <param name="metric">The metric Σ to begin with.</param>
    /// <param name="maxDepth">The most doublings of a trajectory.</param>
    /// <param name="kind">The integrator.</param>
    /// <param name="largestStep">The largest step size that <see cref="FindStepSize"/> tries.</param>
    /// <param name="jitter">By what part of itself the step size may be longer or shorter in a transition.</param>
    public HamiltonianKernel(
        ILogDensity target, RandomStream random, EuclideanMetric metric, int maxDepth, IntegratorKind kind = IntegratorKind.Leapfrog,
        double largestStep = 1e7, double jitter = 0)
        : this(target, random, metric, maxDepth, (density, states) => Integrator.Create(kind, density, states, target.Dimension), largestStep, jitter)
    {
    }

    /// <summary>Makes a kernel with an integrator of its own.</summary>
    internal HamiltonianKernel(
        ILogDensity target, RandomStream random, EuclideanMetric metric, int maxDepth, Func<ILogDensityEvaluator, StatePool, Integrator> integrator,
        double largestStep = 1e7, double jitter = 0)
    {
        density = target.CreateEvaluator();
        states = new StatePool(target.Dimension, maxDepth);
        this.random = random;
        this.maxDepth = maxDepth;
        this.largestStep = largestStep;
        this.jitter = jitter;
        this.integrator = integrator(density, states);
        trajectory = new HamiltonianTrajectory(this.integrator, states, random, metric) { StepSize = Math.Min(1, largestStep) };
        StepSize = trajectory.StepSize;
    }

    /// <summary>The step size ε of the integrator, before jitter.</summary>
    public double StepSize { get; set; }

    /// <summary>The metric Σ.</summary>
    public EuclideanMetric Metric
    {
        get => trajectory.Metric;
        set => trajectory.Metric = value;
    }

    /// <summary>Tells the integrator where the target's middle is.</summary>
    public void MoveCenter(ReadOnlySpan<double> center) => integrator.MoveCenter(center);

    /// <summary>The chain's position.</summary>
    public ReadOnlySpan<double> Position => states.Position(current);

    /// <summary>Where the last transition diverged, if it did; valid until the next.</summary>
    public ReadOnlySpan<double> DivergentPosition => states.Position(trajectory.DivergentState);

    /// <summary>The energy error H − H₀ at the last divergence; may be NaN or infinite.</summary>
    public double DivergenceError => trajectory.DivergenceError;

    /// <summary>Puts the chain at a point and returns the log density there.</summary>
    public double MoveTo(ReadOnlySpan<double> position)
    {
        states.Reset(current);
        position.CopyTo(states.Position(current));
        return states.LogDensity(current) = density.Evaluate(states.Position(current), states.Gradient(current));
    }

    /// <summary>One No-U-Turn transition.</summary>
    public TransitionStatistics Transition()
    {
        trajectory.StepSize = jitter > 0 ? StepSize * (1 + (jitter * ((2 * random.NextUniform()) - 1))) : StepSize;
        trajectory.Begin(current);
        Tree tree = NoUTurnTree.Grow(ref trajectory, maxDepth, random.NextBits());
        current = tree.Selected;
        int leapfrogs = trajectory.Leapfrogs;
        return new TransitionStatistics(
            LogDensity: states.LogDensity(current),
            AcceptanceStatistic: leapfrogs == 0 ? 1 : trajectory.AcceptanceSum / leapfrogs,
            StepSize: trajectory.StepSize,
            TreeDepth: tree.Depth,
            Leapfrogs: leapfrogs,
            Diverged: tree.End == TreeEnd.Diverged,
            Energy: states.Energy(current));
    }

    /// <summary>
    /// Sets a step size of the right order: doubles or halves it until the acceptance probability of a single step, with a fresh momentum each
    /// time, crosses 0.8 (Hoffman &amp; Gelman 2014, Algorithm 4) or the largest step is reached.
    /// </summary>
    public void FindStepSize()
    {
        int direction = 0;
        for (int i = 0; i < MostDoublings; i++)
        {
            trajectory.Begin(current);
            int next = states.TakeState(holderCount: 3);
            trajectory.Step(current, next, StepSize);
            double error = states.Energy(next) - states.Energy(current);
            int wanted = -error > Math.Log(HeuristicAcceptance) ? 1 : -1;   // NaN asks for smaller steps
            if (direction == 0)
            {
                direction = wanted;
            }
            else if (direction != wanted)
            {
                return;
            }

            if (direction > 0 && StepSize >= largestStep)
            {
                StepSize = largestStep;
                return;
            }

            StepSize = direction > 0 ? 2 * StepSize : 0.5 * StepSize;
        }
    }
}
