using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>The options of structured variational message passing. Immutable; checked as a whole by <see cref="Validate"/>.</summary>
public sealed record VariationalOptions
{
    /// <summary>The most sweeps over all messages, at least 1. Default 2000.</summary>
    public int MaxSweeps { get; init; } = 2000;

    /// <summary>
    /// Message passing has converged when a sweep changes no expected precision by more than this part of itself, no correlation implied by them by more than
    /// this, and the bound by no more than 1e-10 of itself. Positive. Default 1e-7.
    /// </summary>
    public double Tolerance { get; init; } = 1e-7;

    /// <summary>
    /// Whether steps are extrapolated (SQUAREM, Varadhan &amp; Roland 2008); an extrapolation that would lower the bound is rejected. Default true.
    /// </summary>
    public bool Accelerate { get; init; } = true;

    /// <summary>The most threads that share a factorisation; 0 (the default) means one for each processor. The numbers do not depend on it.</summary>
    public int MaxThreads { get; init; }

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it, its value and its range.</exception>
    public void Validate()
    {
        OptionRanges options = new(option => $"The option {option} of variational message passing");
        options.RequireAtLeast(MaxSweeps, 1);
        options.Require(Tolerance > 0, Tolerance, "positive");
        options.RequireThreads(MaxThreads);
    }
}
