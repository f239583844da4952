using BayesLmm.Sampling;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Plots.Statistics;

/// <summary>
/// A density estimated from draws with a Gaussian kernel,
/// f(x) = 1/(n h) Σ_i [φ((x − x_i)/h) + φ((x − (2a − x_i))/h) + φ((x − (2b − x_i))/h)] on [a, b],
/// where the last two terms reflect at the bounds what a plain kernel would lose beyond them (Silverman 1986, §2.10). Immutable.
/// </summary>
internal sealed class KernelDensity
{
    /// <summary>A kernel further away than this many bandwidths adds less than rounding does: φ(9)/φ(0) = 3·10⁻¹⁸.</summary>
    private const double Reach = 9;

    private readonly double[] sorted;

    /// <summary>Prepares the estimate.</summary>
    /// <param name="draws">The draws, n of them, in any order.</param>
    /// <param name="lower">The least possible value a; −∞ for none.</param>
    /// <param name="upper">The greatest possible value b; +∞ for none.</param>
    /// <exception cref="ArgumentException">There are no draws, or one is not a number from a to b.</exception>
    public KernelDensity(ReadOnlySpan<double> draws, double lower = double.NegativeInfinity, double upper = double.PositiveInfinity)
    {
        if (draws.IsEmpty)
        {
            throw new ArgumentException("A density of no draws was asked for.", nameof(draws));
        }

        foreach (double draw in draws)
        {
            if (!double.IsFinite(draw) || draw < lower || draw > upper)
            {
                throw new ArgumentException(FormattableString.Invariant($"The draw {draw} is not a finite number from {lower} to {upper}."), nameof(draws));
            }
        }

        sorted = draws.ToArray();
        Array.Sort(sorted);
        Lower = lower;
        Upper = upper;
        Bandwidth = RuleOfThumb(sorted);
    }

    /// <summary>The least possible value, a.</summary>
    public double Lower { get; }

    /// <summary>The greatest possible value, b.</summary>
    public double Upper { get; }

    /// <summary>The kernel's standard deviation h; 0 when all draws are equal, which have no density.</summary>
    public double Bandwidth { get; }

    /// <summary>The density at a point: 0 outside the bounds; NaN everywhere when all draws are equal.</summary>
    /// <param name="x">The point.</param>
    public double At(double x)
    {
        if (Bandwidth == 0)
        {
            return double.NaN;
        }

        if (x < Lower || x > Upper)
        {
            return 0;
        }

        double sum = KernelSum(x);
        sum += double.IsFinite(Lower) ? KernelSum((2 * Lower) - x) : 0;
        sum += double.IsFinite(Upper) ? KernelSum((2 * Upper) - x) : 0;
        return sum / (sorted.Length * Bandwidth * Math.Sqrt(2 * Math.PI));
    }

    /// <summary>
    /// h = 1.06 min(sd, IQR/1.34) n^(−1/5) (Scott 1992, §6.5), with sd where the interquartile range is 0. Posteriors mostly have one mode,
    /// for which the smaller factors that keep several apart would only show the noise of the draws.
    /// </summary>
    private static double RuleOfThumb(double[] sorted)
    {
        double mean = sorted.Average();
        double sd = Math.Sqrt(sorted.Sum(x => (x - mean) * (x - mean)) / Math.Max(1, sorted.Length - 1));
        if (sorted[0] == sorted[^1])
        {
            return 0;   // by comparison, because the mean of equal numbers may be off by rounding
        }

        double range = (Quantiles.Of(sorted, 0.75) - Quantiles.Of(sorted, 0.25)) / 1.34;
        double scale = range > 0 ? Math.Min(sd, range) : sd;
        return 1.06 * scale * Math.Pow(sorted.Length, -0.2);
    }

    /// <summary>Σ_i exp(−(x − x_i)²/2h²) over the draws within reach.</summary>
    private double KernelSum(double x)
    {
        double sum = 0;
        double last = x + (Reach * Bandwidth);
        for (int i = FirstFrom(x - (Reach * Bandwidth)); i < sorted.Length && sorted[i] <= last; i++)
        {
            double z = (x - sorted[i]) / Bandwidth;
            sum += Math.Exp(-0.5 * z * z);
        }

        return sum;
    }

    /// <summary>The first draw that is not below <paramref name="value"/>.</summary>
    private int FirstFrom(double value)
    {
        int first = 0;
        int count = sorted.Length;
        while (count > 0)
        {
            int half = count / 2;
            if (sorted[first + half] < value)
            {
                first += half + 1;
                count -= half + 1;
            }
            else
            {
                count = half;
            }
        }

        return first;
    }
}
