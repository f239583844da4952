using BayesLmm.Sampling.Densities;

namespace BayesLmm.Sampling;

/// <summary>
/// A probability density on unconstrained real vectors, known up to a constant factor, with its gradient: what the sampler draws from.
/// The density itself is immutable and may be shared; each chain asks for an evaluator of its own.
/// </summary>
public interface ILogDensity
{
    /// <summary>The number of coordinates, at least 1.</summary>
    int Dimension { get; }

    /// <summary>
    /// A point of positive density and ordinary size, from which the search for the mode begins and around which random starting points lie. All zeros by
    /// default.
    /// </summary>
    double[] StartingPoint() => new double[Dimension];

    /// <summary>
    /// Sign changes that leave the density unchanged; none by default. They commute with each other, as all sign changes do, and each must have a pivot of its
    /// own.
    /// </summary>
    internal IReadOnlyList<SignSymmetry> Symmetries => [];

    /// <summary>Makes an evaluator with memory of its own, for use by one thread at a time.</summary>
    ILogDensityEvaluator CreateEvaluator();
}

/// <summary>Evaluates an <see cref="ILogDensity"/>. Not thread-safe: it owns the memory that the evaluation works in.</summary>
public interface ILogDensityEvaluator
{
    /// <summary>
    /// The log density at <paramref name="position"/>, up to a constant, and its gradient. Allocates nothing. Where the density is zero or
    /// cannot be computed the result is negative infinity or NaN, the gradient is then undefined, and nothing is thrown.
    /// </summary>
    /// <param name="position">The point; <see cref="ILogDensity.Dimension"/> coordinates.</param>
    /// <param name="gradient">Receives ∂ log density / ∂ position; as long as <paramref name="position"/>.</param>
    double Evaluate(ReadOnlySpan<double> position, Span<double> gradient);

    /// <summary>
    /// The log density alone, for methods that need no gradient: the same as the other overload up to rounding. A density whose value is cheaper than its
    /// gradient implements it; otherwise the gradient is computed and thrown away.
    /// </summary>
    /// <param name="position">The point; <see cref="ILogDensity.Dimension"/> coordinates.</param>
    double Evaluate(ReadOnlySpan<double> position)
    {
        const int LargestOnStack = 256;
        Span<double> gradient = position.Length <= LargestOnStack ? stackalloc double[position.Length] : new double[position.Length];
        return Evaluate(position, gradient);
    }
}

/// <summary>
/// Evaluates an estimated density, drawing random numbers for each point. A method that returns to a neighbourhood for a comparison asks for the same random
/// numbers there, so that differences come from the density and not from luck.
/// </summary>
internal interface IEstimatedDensityEvaluator : ILogDensityEvaluator
{
    /// <summary>From now on every evaluation draws the same random numbers; without it they are a function of the point.</summary>
    /// <param name="stream">Which numbers.</param>
    void UseStream(ulong stream);
}
