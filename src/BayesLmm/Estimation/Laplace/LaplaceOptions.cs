using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>How a model of any family is estimated by maximum likelihood.</summary>
public sealed record LaplaceOptions
{
    /// <summary>The most nodes of a quadrature: with more, weights underflow.</summary>
    public const int MostNodes = 100;

    /// <summary>
    /// Nodes of the adaptive Gauss–Hermite quadrature that integrates over the effects of each level; 1 for Laplace's approximation. More need a single
    /// grouping factor with a single effect.
    /// </summary>
    public int Quadrature { get; init; } = 1;

    /// <summary>
    /// Whether the determinant in Laplace's approximation has expected information in place of observed, as lme4 does for links that are not canonical. The two
    /// are the same for logit links and for Poisson models.
    /// </summary>
    public bool ExpectedInformation { get; init; }

    /// <summary>How many threads may share the work of one evaluation; 0 for one for each processor.</summary>
    public int MaxThreads { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Quadrature, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Quadrature, MostNodes);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxThreads);
    }
}
