using BayesLmm.Numerics;
using BayesLmm.Numerics.Collections;

namespace BayesLmm.Sampling.Normal;

/// <summary>How to fit a normal distribution to a density. Immutable; checked as a whole by <see cref="Validate"/>, which the fit calls once.</summary>
internal sealed record VariationalNormalOptions
{
    private static readonly OptionRanges Ranges = new(option => $"The option {option} of a normal fit");

    /// <summary>
    /// The points that expectations are averages over, an even number of at least twice the coordinates; null (the default) for 16 (d + 1). Each step takes a
    /// gradient at each.
    /// </summary>
    public int? Points { get; init; }

    /// <summary>The most steps, at least 1. Default 100.</summary>
    public int MaxSteps { get; init; } = 100;

    /// <summary>
    /// The fit has converged when a full step is shorter than this, √(‖Δm‖² + ½ Σ δ²) with Δm the move of the mean in standard deviations and δ the relative
    /// changes of variances. Default 0.02.
    /// </summary>
    public double Tolerance { get; init; } = 0.02;

    /// <summary>
    /// It has also converged when no part of a step raises the bound any more and the full step is shorter than this: with few points the largest bound is not
    /// exactly where steps end, and with estimated densities less so. Default 0.15.
    /// </summary>
    public double Slack { get; init; } = 0.15;

    /// <summary>The most threads that evaluate the density; 0 (the default) means one for each processor.</summary>
    public int MaxThreads { get; init; }

    /// <summary>Checks every option.</summary>
    /// <param name="dimension">The density's number of coordinates.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it, its value and its range.</exception>
    public void Validate(int dimension)
    {
        Ranges.Require(Points is null || (Points >= 2 * dimension && Points % 2 == 0), Points,
            $"null, or even and at least {2 * dimension} for {dimension} coordinates");
        Ranges.RequireAtLeast(MaxSteps, 1);
        Ranges.Require(Tolerance > 0 && double.IsFinite(Tolerance), Tolerance, "positive and finite");
        Ranges.Require(Slack >= 0 && double.IsFinite(Slack), Slack, "at least 0 and finite");
        Ranges.RequireThreads(MaxThreads);
    }
}
