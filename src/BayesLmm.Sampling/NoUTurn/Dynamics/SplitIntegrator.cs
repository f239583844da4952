using System.Numerics.Tensors;
using BayesLmm.Sampling.Metrics;

namespace BayesLmm.Sampling.NoUTurn.Dynamics;

// −log π(q) = ½ xᵀΣ⁻¹x + R(q) with x = q − c. A kick by −∇R = g + y, y = Σ⁻¹x, over half a step; then the first part and ½ pᵀΣp exactly, over a whole one: a
// rotation; then the other half of the kick.
//     p½ = p + ½ε(g + y)      v½ = v + ½ε(u + x),  u = Σg
//     x′ = x cos ε + v½ sin ε    y′ = y cos ε + p½ sin ε    p″ = p½ cos ε − y sin ε    v″ = v½ cos ε − x sin ε
//     p′ = p″ + ½ε(g′ + y′)     v′ = v″ + ½ε(u′ + x′)
// y and v are carried along, so that a step makes one product with Σ.

/// <summary>
/// The split integrator (Shahbaba, Lan, Johnson &amp; Neal 2014, <i>Split Hamiltonian Monte Carlo</i>, §3): exact for a normal target with covariance Σ about
/// the centre c, at any ε, and of the leapfrog's order for the rest.
/// </summary>
internal sealed class SplitIntegrator(ILogDensityEvaluator density, StatePool states, int dimension) : Integrator
{
    private readonly double[] center = new double[dimension];
    private readonly double[] offset = new double[dimension];
    private readonly double[] kick = new double[dimension];

    /// <summary>Sets c, the centre of the normal target that would be followed exactly; 0 at first.</summary>
    public override void MoveCenter(ReadOnlySpan<double> center) => center.CopyTo(this.center);

    /// <inheritdoc/>
    public override void Begin(int state, EuclideanMetric metric)
    {
        metric.Multiply(states.Gradient(state), states.Acceleration(state));
        TensorPrimitives.Subtract(states.Position(state), center, offset);
        metric.Solve(offset, states.Pull(state));
    }

    /// <inheritdoc/>
    public override void Step(int from, int to, double epsilon, EuclideanMetric metric)
    {
        double half = 0.5 * epsilon, cos = Math.Cos(epsilon), sin = Math.Sin(epsilon);
        Span<double> q = states.Position(to), g = states.Gradient(to), p = states.Momentum(to);
        Span<double> v = states.Velocity(to), u = states.Acceleration(to), y = states.Pull(to);

        Rotate(states.Pull(from), states.Gradient(from), states.Momentum(from), y, p);
        TensorPrimitives.Subtract(states.Position(from), center, offset);
        Rotate(offset, states.Acceleration(from), states.Velocity(from), q, v);
        TensorPrimitives.Add(q, center, q);

        states.LogDensity(to) = density.Evaluate(q, g);
        metric.Multiply(g, u);
        Kick(g, y, p);
        TensorPrimitives.Subtract(q, center, offset);
        Kick(u, offset, v);

        // Half a kick, and the rotation.
        void Rotate(
            ReadOnlySpan<double> place, ReadOnlySpan<double> push, ReadOnlySpan<double> motion, Span<double> newPlace, Span<double> newMotion)
        {
            TensorPrimitives.Add(push, place, kick);
            TensorPrimitives.MultiplyAdd(kick, half, motion, kick);
            TensorPrimitives.Multiply(place, cos, newPlace);
            TensorPrimitives.MultiplyAdd(kick, sin, newPlace, newPlace);
            TensorPrimitives.Multiply(kick, cos, newMotion);
            TensorPrimitives.MultiplyAdd(place, -sin, newMotion, newMotion);
        }

        void Kick(ReadOnlySpan<double> push, ReadOnlySpan<double> place, Span<double> motion)
        {
            TensorPrimitives.Add(push, place, kick);
            TensorPrimitives.MultiplyAdd(kick, half, motion, motion);
        }
    }
}
