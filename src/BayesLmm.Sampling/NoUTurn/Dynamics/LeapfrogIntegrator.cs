using System.Numerics.Tensors;
using BayesLmm.Sampling.Metrics;

namespace BayesLmm.Sampling.NoUTurn.Dynamics;

/// <summary>
/// One step of size ε: p½ = p + ½εg, q′ = q + εΣp½, p′ = p½ + ½εg′ (Neal 2011, <i>MCMC using Hamiltonian dynamics</i>, eq. 5.18–5.20). Velocities v = Σp are
/// carried along as v½ = v + ½εu with u = Σg, which makes one product with Σ a step.
/// </summary>
internal sealed class LeapfrogIntegrator(ILogDensityEvaluator density, StatePool states) : Integrator
{
    /// <inheritdoc/>
    public override void Begin(int state, EuclideanMetric metric) => metric.Multiply(states.Gradient(state), states.Acceleration(state));

    /// <inheritdoc/>
    public override void Step(int from, int to, double epsilon, EuclideanMetric metric)
    {
        double half = 0.5 * epsilon;
        Span<double> q = states.Position(to), g = states.Gradient(to), p = states.Momentum(to);
        Span<double> v = states.Velocity(to), u = states.Acceleration(to);
        TensorPrimitives.MultiplyAdd(states.Gradient(from), half, states.Momentum(from), p);
        TensorPrimitives.MultiplyAdd(states.Acceleration(from), half, states.Velocity(from), v);
        TensorPrimitives.MultiplyAdd(v, epsilon, states.Position(from), q);
        states.LogDensity(to) = density.Evaluate(q, g);
        metric.Multiply(g, u);
        TensorPrimitives.MultiplyAdd(g, half, p, p);
        TensorPrimitives.MultiplyAdd(u, half, v, v);
    }
}
