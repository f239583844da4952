using BayesLmm.Numerics;

namespace BayesLmm.Sampling.Start;

/// <summary>
/// Where the proposal of importance sampling begins: a rough centre and covariance of the target, from an approximation of it. Adaptation improves them.
/// </summary>
/// <param name="Center">A point of positive density, in the target's coordinates; where the target has symmetries, on either side.</param>
/// <param name="Covariance">A covariance matrix around it, d × d by rows, with positive variances.</param>
/// <param name="Explanation">Where it comes from, in a sentence.</param>
internal sealed record ImportanceStart(EquatableArray<double> Center, EquatableArray<double> Covariance, string Explanation)
{
    /// <summary>Whether every number is finite and every variance positive.</summary>
    public bool IsUsable => Problem is null;

    /// <summary>Which number is not finite or which variance not positive, in a sentence; null for none.</summary>
    private string? Problem
    {
        get
        {
            int d = Center.Count;
            for (int i = 0; i < d; i++)
            {
                double variance = Covariance[(i * d) + i];
                if (!double.IsFinite(Center[i]) || !(variance > 0) || !double.IsFinite(variance))
                {
                    return FormattableString.Invariant(
                        $"Coordinate {i} of the start is {Center[i]} with variance {variance}; the first must be finite, the second positive.");
                }

                for (int j = i + 1; j < d; j++)
                {
                    double above = Covariance[(i * d) + j], below = Covariance[(j * d) + i];
                    if (!double.IsFinite(above) || !double.IsFinite(below))
                    {
                        return FormattableString.Invariant(
                            $"The covariance of coordinates {i} and {j} of the start is {(double.IsFinite(above) ? below : above)}; it must be finite.");
                    }
                }
            }

            return null;
        }
    }

    /// <summary>Checks the sizes and that every number is finite and every variance positive.</summary>
    /// <param name="dimension">The target's number of coordinates.</param>
    /// <exception cref="ArgumentException">It is not a start for such a target.</exception>
    public void Validate(int dimension)
    {
        if (Center.Count != dimension || Covariance.Count != dimension * dimension)
        {
            throw new ArgumentException($"A start for {dimension} coordinates has as many numbers and their squares in a covariance matrix; this one has "
                + $"{Center.Count} and {Covariance.Count}.");
        }

        if (Problem is { } problem)
        {
            throw new ArgumentException(problem);
        }
    }
}
