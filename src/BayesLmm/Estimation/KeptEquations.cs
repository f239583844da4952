using BayesLmm.Numerics;

namespace BayesLmm.Estimation;

/// <summary>
/// The equations of a fit at its optimum, solved when they are first asked for. They follow from the fit and do not belong to its value: all are equal.
/// </summary>
internal sealed class KeptEquations : IEquatable<KeptEquations>
{
    private readonly Lock gate = new();
    private Solved? solved;

    /// <summary>The equations of a fit; the ones solved before if they belong to the same fit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="restricted">True for REML, false for ML.</param>
    /// <param name="theta">The relative factor at the optimum.</param>
    public FittedEquations Of(BoundModel model, bool restricted, EquatableArray<double> theta)
    {
        lock (gate)
        {
            if (solved is not { } kept || !ReferenceEquals(kept.Model, model) || kept.Restricted != restricted || !kept.Theta.Equals(theta))
            {
                solved = kept = new Solved(model, restricted, theta, new FittedEquations(model, restricted, theta.Span));
            }

            return kept.Equations;
        }
    }

    /// <inheritdoc/>
    public bool Equals(KeptEquations? other) => other is not null;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as KeptEquations);

    /// <inheritdoc/>
    public override int GetHashCode() => 0;

    private sealed record Solved(BoundModel Model, bool Restricted, EquatableArray<double> Theta, FittedEquations Equations);
}
