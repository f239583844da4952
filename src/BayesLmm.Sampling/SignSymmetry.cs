using BayesLmm.Numerics;

namespace BayesLmm.Sampling;

/// <summary>
/// A symmetry of a density: changing the signs of all of some coordinates leaves it as it is. A standard deviation that may have either sign is one, with the correlations
/// that it takes part in. A sampler that proposes from one place can then fold everything onto one side.
/// </summary>
/// <param name="Pivot">The coordinate whose sign tells the sides apart; no other symmetry of the density changes it.</param>
/// <param name="Coordinates">All coordinates whose signs change, <paramref name="Pivot"/> among them.</param>
public sealed record SignSymmetry(int Pivot, EquatableArray<int> Coordinates)
{
    /// <summary>Changes the signs.</summary>
    internal void Apply(Span<double> position)
    {
        foreach (int coordinate in Coordinates)
        {
            position[coordinate] = -position[coordinate];
        }
    }
}
