using BayesLmm.Sampling.Convergence;
using NormalCurve = MathNet.Numerics.Distributions.Normal;

namespace BayesLmm.Posteriors.Summaries;

/// <summary>An interval that contains a share of a quantity's draws, with the Monte Carlo errors of its ends.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
/// <param name="LowerError">The Monte Carlo standard error of the lower end; NaN if unknown.</param>
/// <param name="UpperError">That of the upper end.</param>
internal readonly record struct CredibleInterval(double Lower, double Upper, double LowerError, double UpperError)
{
    /// <summary>The errors of the shortest interval's ends are taken from so many parts of the draws.</summary>
    private const int Parts = 10;

    /// <summary>A part with fewer draws says nothing about the ends.</summary>
    private const int FewestOfPart = 40;

    /// <summary>The interval from the (1 − level)/2 to the (1 + level)/2 quantile.</summary>
    /// <param name="sorted">The draws in ascending order.</param>
    /// <param name="level">Its probability.</param>
    /// <param name="sd">The standard deviation of the draws.</param>
    /// <param name="tailEss">How many independent draws they are worth in the tails.</param>
    public static CredibleInterval EqualTailed(ReadOnlySpan<double> sorted, double level, double sd, double tailEss)
    {
        // The asymptotic error of a normal's quantile, √(p (1 − p)) / φ(z_p) · sd / √ess.
        double below = 0.5 * (1 - level), above = 0.5 * (1 + level);
        double error = Math.Sqrt(below * above) / NormalCurve.PDF(0, 1, NormalCurve.InvCDF(0, 1, below)) * sd / Math.Sqrt(tailEss);
        return new CredibleInterval(Quantiles.Of(sorted, below), Quantiles.Of(sorted, above), error, error);
    }

    /// <summary>
    /// The shortest interval. Its ends converge with the cube root of the number of draws only (Grübel 1988, Annals of Statistics 16:619), and their errors are
    /// scaled so from those of parts of the draws.
    /// </summary>
    /// <param name="draws">The draws, chain by chain.</param>
    /// <param name="sorted">The same in ascending order.</param>
    /// <param name="level">Its probability.</param>
    public static CredibleInterval Shortest(ReadOnlySpan<double> draws, ReadOnlySpan<double> sorted, double level)
    {
        (double lower, double upper) = ShortestOf(sorted, level);
        int length = draws.Length / Parts;
        if (length < FewestOfPart)
        {
            return new CredibleInterval(lower, upper, double.NaN, double.NaN);
        }

        double lowerSquares = 0, upperSquares = 0;
        double[] part = new double[length];
        for (int i = 0; i < Parts; i++)
        {
            draws.Slice(i * length, length).CopyTo(part);
            Array.Sort(part);
            (double partLower, double partUpper) = ShortestOf(part, level);
            lowerSquares += (partLower - lower) * (partLower - lower);
            upperSquares += (partUpper - upper) * (partUpper - upper);
        }

        double scale = 1 / (Math.Sqrt(Parts) * Math.Cbrt(Parts));
        return new CredibleInterval(lower, upper, scale * Math.Sqrt(lowerSquares), scale * Math.Sqrt(upperSquares));
    }

    /// <summary>
    /// The shortest of the intervals between two draws with ⌈level · n⌉ steps from one to the other, the lowest of several: what <c>hdi</c> of R's bayestestR
    /// computes.
    /// </summary>
    private static (double Lower, double Upper) ShortestOf(ReadOnlySpan<double> sorted, double level)
    {
        int steps = Math.Min((int)Math.Ceiling(level * sorted.Length), sorted.Length - 1), best = 0;
        for (int first = 1; first + steps < sorted.Length; first++)
        {
            best = sorted[first + steps] - sorted[first] < sorted[best + steps] - sorted[best] ? first : best;
        }

        return (sorted[best], sorted[best + steps]);
    }
}
