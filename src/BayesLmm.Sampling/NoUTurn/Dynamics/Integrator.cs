using BayesLmm.Sampling.Metrics;

namespace BayesLmm.Sampling.NoUTurn.Dynamics;

/// <summary>
/// Steps through phase space along Hamilton's equations for H(q, p) = −log π(q) + ½ pᵀΣp. Each integrator is reversible and keeps volume, so that the tree's
/// criterion and weights are the same for all. Owned by a chain; allocates nothing.
/// </summary>
internal abstract class Integrator
{
    /// <summary>The integrator of a kind.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="density">The target.</param>
    /// <param name="states">Where states are kept.</param>
    /// <param name="dimension">The number of coordinates.</param>
    public static Integrator Create(IntegratorKind kind, ILogDensityEvaluator density, StatePool states, int dimension) => kind switch
    {
        IntegratorKind.Split => new SplitIntegrator(density, states, dimension),
        _ => new LeapfrogIntegrator(density, states),
    };

    /// <summary>Prepares a state whose position, gradient, momentum and velocity are set to be stepped from.</summary>
    public abstract void Begin(int state, EuclideanMetric metric);

    /// <summary>Sets position, log density, gradient, momentum, velocity and acceleration of a state that is one step from another.</summary>
    /// <param name="from">The other.</param>
    /// <param name="to">The state.</param>
    /// <param name="epsilon">ε; negative to step backward in time.</param>
    /// <param name="metric">Σ.</param>
    public abstract void Step(int from, int to, double epsilon, EuclideanMetric metric);

    /// <summary>Says where the target's middle is, for an integrator that makes use of it.</summary>
    public virtual void MoveCenter(ReadOnlySpan<double> center)
    {
    }
}
