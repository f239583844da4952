using BayesLmm.Numerics;
using BayesLmm.Sampling.NoUTurn.Trees;

namespace BayesLmm.Sampling.NoUTurn.Dynamics;

/// <summary>
/// The Markov transition of one chain: a current state and the memory to leave it. Owns its workspace; one thread at a time. Allocates nothing
/// after it is made.
/// </summary>
internal sealed class HamiltonianKernel
{
    private const double HeuristicAcceptance = 0.8;   // Stan's; Hoffman & Gelman 2014, Algorithm 4, have 0.5
    private const double LargestStep = 1e7;
    private const int MostDoublings = 100;

    private readonly ILogDensityEvaluator density;
    private readonly StatePool states;
    private readonly RandomStream random;
    private readonly int maxDepth;
    private HamiltonianTrajectory trajectory;
    private int current;

    public HamiltonianKernel(ILogDensity target, RandomStream random, EuclideanMetric metric, int maxDepth)
    {
        density = target.CreateEvaluator();
        states = new StatePool(target.Dimension, maxDepth);
        this.random = random;
        this.maxDepth = maxDepth;
        trajectory = new HamiltonianTrajectory(density, states, random, metric) { StepSize = 1 };
    }

    /// <summary>The step size ε of the leapfrog integrator.</summary>
    public double StepSize
    {
        get => trajectory.StepSize;
        set => trajectory.StepSize = value;
    }

    /// <summary>The metric Σ.</summary>
    public EuclideanMetric Metric
    {
        get => trajectory.Metric;
        set => trajectory.Metric = value;
    }

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
        trajectory.Begin(current);
        Tree tree = NoUTurnTree.Grow(ref trajectory, maxDepth, random.NextBits());
        current = tree.Selected;
        int leapfrogs = trajectory.Leapfrogs;
        return new TransitionStatistics(
            LogDensity: states.LogDensity(current),
            AcceptanceStatistic: leapfrogs == 0 ? 1 : trajectory.AcceptanceSum / leapfrogs,
            StepSize: StepSize,
            TreeDepth: tree.Depth,
            Leapfrogs: leapfrogs,
            Diverged: tree.End == TreeEnd.Diverged,
            Energy: states.Energy(current));
    }

    /// <summary>
    /// Sets a step size of the right order: doubles or halves it until the acceptance probability of a single step, with a fresh momentum each
    /// time, crosses 0.8 (Hoffman &amp; Gelman 2014, Algorithm 4).
    /// </summary>
    public void FindStepSize()
    {
        int direction = 0;
        for (int i = 0; i < MostDoublings; i++)
        {
            trajectory.Begin(current);
            int next = states.TakeState(holderCount: 3);
            trajectory.Leapfrog(current, next, StepSize);
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

            if (direction > 0 && StepSize > LargestStep)
            {
                return;
            }

            StepSize = direction > 0 ? 2 * StepSize : 0.5 * StepSize;
        }
    }
}
