namespace BayesLmm.Sampling;

/// <summary>
/// The progress of a piece of work. Reports come now and then, every 100 ms or so, and at the end of each phase, from the threads that do the work.
/// </summary>
/// <param name="IsSampling">Whether the work itself is done: draws are kept, or there is nothing to prepare. Otherwise it is prepared: a sampler adapts and
/// discards its draws, messages are passed.</param>
/// <param name="Done">Iterations, sweeps, steps or points done.</param>
/// <param name="Total">The largest number there can be.</param>
/// <param name="Fraction">How far the phase is, 0 … 1; not always <paramref name="Done"/> / <paramref name="Total"/>, because some work ends when it is good
/// enough.</param>
public readonly record struct Progress(bool IsSampling, int Done, int Total, double Fraction)
{
    /// <summary>Work that ends after a number of steps.</summary>
    public Progress(bool isSampling, int done, int total)
        : this(isSampling, done, total, total == 0 ? 0 : (double)done / total)
    {
    }

    /// <summary>The chain, counted from 0; null for the work as a whole.</summary>
    public int? Chain { get; init; }

    /// <summary>The number of divergences among the chain's kept draws so far.</summary>
    public int Divergences { get; init; }

    /// <summary>How far a shrinking change has come from 1 down to a tolerance, on a logarithmic scale: 0 … 1; 0 for one that is not finite.</summary>
    /// <param name="change">The change.</param>
    /// <param name="tolerance">Below 1.</param>
    internal static double ShareOf(double change, double tolerance) =>
        double.IsFinite(change) ? Math.Clamp(Math.Log(Math.Max(change, tolerance)) / Math.Log(tolerance), 0, 1) : 0;
}
