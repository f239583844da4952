using System.Numerics.Tensors;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Parallel;
using BayesLmm.Sampling.Metrics;
using BayesLmm.Sampling.NoUTurn.Trees;

namespace BayesLmm.Sampling.NoUTurn.Dynamics;

/// <summary>
/// A path of an integrator through phase space, as the No-U-Turn tree walks it. Allocates nothing once made. It is a struct so that
/// the tree code is compiled for it alone; its only owner is a <see cref="HamiltonianKernel"/>.
/// </summary>
/// <remarks>
/// H(q, p) = −log π(q) + ½ pᵀΣp. Velocities v = Σp are carried along with the momenta.
/// </remarks>
internal struct HamiltonianTrajectory(Integrator integrator, StatePool states, RandomStream random, EuclideanMetric metric) : ITrajectory
{
    /// <summary>An energy error above this is a divergence (Betancourt 2017, §6.2; the number is Stan's).</summary>
    public const double DivergenceThreshold = 1000;

    private int start;
    private int first;
    private int last;
    private double startEnergy;

    /// <summary>The metric Σ.</summary>
    public EuclideanMetric Metric = metric;

    /// <summary>The step size ε.</summary>
    public double StepSize;

    /// <summary>Steps so far, each one gradient.</summary>
    public int Leapfrogs;

    /// <summary>Σ over the steps of min(1, exp(H₀ − H)).</summary>
    public double AcceptanceSum;

    /// <summary>H − H₀ at the divergence, if there was one; may be NaN or infinite.</summary>
    public double DivergenceError;

    /// <summary>The state in which the path diverged; valid until the next transition.</summary>
    public int DivergentState;

    /// <summary>Begins a new path at a state whose position, gradient and log density are set: draws its momentum.</summary>
    public void Begin(int state)
    {
        states.Reset(state);
        start = first = last = state;
        Metric.DrawMomentum(random, states.Momentum(state), states.Velocity(state));
        integrator.Begin(state, Metric);
        startEnergy = Hamiltonian(state);
        states.Energy(state) = startEnergy;
        Leapfrogs = 0;
        AcceptanceSum = 0;
        DivergentState = -1;
    }

    public readonly Segment Start() => Leaf(start, 0);

    public bool TryStep(bool forward, out Segment leaf)
    {
        int next = states.TakeState(holderCount: 3);
        Step(forward ? last : first, next, forward ? StepSize : -StepSize);
        Leapfrogs++;

        double error = states.Energy(next) - startEnergy;
        if (!(double.IsFinite(error) && error <= DivergenceThreshold))
        {
            DivergenceError = error;
            DivergentState = next;
            leaf = default;
            return false;
        }

        AcceptanceSum += error <= 0 ? 1 : Math.Exp(-error);
        if (forward)
        {
            last = next;
        }
        else
        {
            first = next;
        }

        leaf = Leaf(next, -error);
        return true;
    }

    /// <summary>
    /// The generalised criterion (Betancourt 2017, App. A.4.2): with ρ the sum of the momenta from end to end, the path turns unless
    /// ρᵀΣp &gt; 0 at both ends.
    /// </summary>
    public readonly bool Turns(in Segment left, in Segment right)
    {
        ReadOnlySpan<double> rhoLeft = states.Sum(left.Sum);
        ReadOnlySpan<double> rhoRight = states.Sum(right.Sum);
        ReadOnlySpan<double> vFirst = states.Velocity(left.First);
        ReadOnlySpan<double> vLast = states.Velocity(right.Last);
        return !(TensorPrimitives.Dot(vFirst, rhoLeft) + TensorPrimitives.Dot(vFirst, rhoRight) > 0)
            || !(TensorPrimitives.Dot(vLast, rhoLeft) + TensorPrimitives.Dot(vLast, rhoRight) > 0);
    }

    public readonly Segment Single(int state) => Leaf(state, 0);

    public readonly int Select(int old, int fresh, double logProbability)
    {
        bool takeFresh = logProbability >= 0 || random.NextExponential() > -logProbability;
        states.ReleaseState(takeFresh ? old : fresh);
        return takeFresh ? fresh : old;
    }

    public readonly Segment Join(in Segment left, in Segment right, int selected, double logWeight)
    {
        int sum = left.Sum >= 0 ? left.Sum : right.Sum >= 0 ? right.Sum : states.TakeSum();
        TensorPrimitives.Add(states.Sum(left.Sum), states.Sum(right.Sum), states.Sum(sum));
        if (right.Sum != sum)
        {
            states.ReleaseSum(right.Sum);
        }

        states.ReleaseState(left.Last);
        states.ReleaseState(right.First);
        return new Segment(left.First, right.Last, sum, selected, logWeight);
    }

    /// <summary>One step of size <paramref name="epsilon"/> (negative: backward in time) from one state into another.</summary>
    public readonly void Step(int from, int to, double epsilon)
    {
        integrator.Step(from, to, epsilon, Metric);
        states.Energy(to) = Hamiltonian(to);
    }

    private static Segment Leaf(int state, double logWeight) => new(state, state, ~state, state, logWeight);

    private readonly double Hamiltonian(int state) =>
        (0.5 * TensorPrimitives.Dot(states.Momentum(state), states.Velocity(state))) - states.LogDensity(state);
}
