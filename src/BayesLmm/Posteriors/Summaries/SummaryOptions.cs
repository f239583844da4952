namespace BayesLmm;

/// <summary>How a quantity is summarised.</summary>
public sealed record SummaryOptions
{
    /// <summary>The probability of intervals, between 0 and 1.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>
    /// Whether intervals are those of highest density, the shortest that contain <see cref="Level"/> of the draws; otherwise they are equal-tailed. The
    /// shortest interval depends on the scale on which a quantity is measured, an equal-tailed one does not.
    /// </summary>
    public bool HighestDensity { get; init; }

    /// <summary>
    /// The region of practical equivalence: values that are as good as none (Kruschke 2018). The share of all draws in it, bounds included, is reported.
    /// Null for none.
    /// </summary>
    public (double Lower, double Upper)? Rope { get; init; }

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    internal void Validate()
    {
        if (!(Level > 0 && Level < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(Level), FormattableString.Invariant($"The level of an interval must lie between 0 and 1; it is {Level}."));
        }

        if (Rope is { } rope && !(rope.Lower <= rope.Upper))
        {
            throw new ArgumentOutOfRangeException(
                nameof(Rope), FormattableString.Invariant($"The lower bound of a region must not exceed the upper; they are {rope.Lower} and {rope.Upper}."));
        }
    }
}
