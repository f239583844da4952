using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Sampling;

/// <summary>
/// Pareto-smoothed importance weights and their diagnostic k̂ (Vehtari, Simpson, Gelman, Yao &amp; Gabry 2024, JMLR 25(72), as R's loo package computes them):
/// the largest weights are replaced by the expected order statistics of a generalised Pareto distribution fitted to them, whose shape k̂ tells how heavy
/// their tail is. With shape k the weights have 1/k finite moments.
/// </summary>
public sealed class ParetoSmoothing
{
    /// <summary>Below this k̂ weights have a finite variance and estimates converge quickly.</summary>
    public const double GoodShape = 0.5;

    /// <summary>From this k̂ on no practical number of draws is enough.</summary>
    public const double LargestUsableShape = 0.7;

    private const int FewestTailWeights = 5;
    private const double SameWeights = 100 * 2.220446049250313e-16;   // on the log scale: a tail without spread has no shape

    private readonly double[] logWeights;

    private ParetoSmoothing(double[] logWeights, double shape, int tailLength)
    {
        this.logWeights = logWeights;
        Shape = shape;
        TailLength = tailLength;
    }

    /// <summary>The smoothed weights' logarithms, not normalised, in the order of the raw ones; none is above the largest raw one.</summary>
    public IReadOnlyList<double> LogWeights => logWeights;

    /// <summary>Copies the smoothed weights' logarithms.</summary>
    internal void CopyLogWeights(Span<double> destination) => logWeights.CopyTo(destination);

    /// <summary>k̂; +∞ when the tail has fewer than 5 weights or all its weights are the same, so that nothing was smoothed.</summary>
    public double Shape { get; }

    /// <summary>The number of weights that the distribution was fitted to, min(S/5, 3√(S/r)) rounded up.</summary>
    public int TailLength { get; }

    /// <summary>
    /// The k̂ up to which S weights can be relied on, min(1 − 1/log₁₀ S, 0.7) (Vehtari et al. 2024, §3.2.4): a heavy tail needs more draws than there are.
    /// </summary>
    /// <param name="count">The number of weights, S.</param>
    public static double UsableShape(int count) => count < 10 ? 0 : Math.Min(1 - (1 / Math.Log10(count)), LargestUsableShape);

    /// <summary>Smooths weights of independent draws.</summary>
    /// <param name="logRatios">Logarithms of target over proposal density, up to a constant; −∞ for a weight of zero. At least one is finite, none is NaN or
    /// +∞.</param>
    /// <exception cref="ArgumentException">No weight is positive, or one is NaN or infinite.</exception>
    public static ParetoSmoothing Of(ReadOnlySpan<double> logRatios) => Of(logRatios, 1);

    /// <summary>Smooths weights of dependent draws: the tail is longer where these are worth fewer independent ones.</summary>
    /// <param name="logRatios">Logarithms of target over proposal density, as for independent draws.</param>
    /// <param name="relativeEfficiency">r, positive: the effective sample size of the draws over their number, for the quantity 1 over the weights.</param>
    /// <exception cref="ArgumentException">No weight is positive, one is NaN or infinite, or r is not positive.</exception>
    public static ParetoSmoothing Of(ReadOnlySpan<double> logRatios, double relativeEfficiency)
    {
        if (!(relativeEfficiency > 0))
        {
            throw new ArgumentException($"A relative efficiency is positive, not {relativeEfficiency}.", nameof(relativeEfficiency));
        }

        double largest = double.NegativeInfinity;
        foreach (double ratio in logRatios)
        {
            if (double.IsNaN(ratio) || double.IsPositiveInfinity(ratio))
            {
                throw new ArgumentException($"A logarithm of a weight is finite or negative infinity, not {ratio}.", nameof(logRatios));
            }

            largest = Math.Max(largest, ratio);
        }

        if (double.IsNegativeInfinity(largest))
        {
            throw new ArgumentException($"None of {logRatios.Length} weights is positive.", nameof(logRatios));
        }

        int S = logRatios.Length;
        int M = (int)Math.Ceiling(Math.Min(0.2 * S, 3 * Math.Sqrt(S / relativeEfficiency)));
        double[] weights = logRatios.ToArray();
        double shape = double.PositiveInfinity;
        if (M >= FewestTailWeights)
        {
            (double cutoff, double[] tail, int[] places) = Tail(weights, M, largest);
            if (tail[M - 1] - tail[0] >= SameWeights)
            {
                shape = SmoothTail(tail, cutoff);
                for (int i = 0; i < M; i++)
                {
                    weights[places[i]] = Math.Min(tail[i], 0) + largest;
                }
            }
        }

        return new ParetoSmoothing(weights, shape, M);
    }

    /// <summary>The M largest log weights less the largest, ascending, with their places; and the largest of the others.</summary>
    private static (double Cutoff, double[] Tail, int[] Places) Tail(double[] logWeights, int M, double largest)
    {
        double[] sorted = [.. logWeights];
        int below = sorted.Length - M - 1;
        Selection.Place(sorted, below);
        double cutoff = sorted[below];
        double[] tail = new double[M];
        int[] places = new int[M];
        int count = 0;
        for (int i = 0; i < logWeights.Length; i++)
        {
            if (logWeights[i] > cutoff)
            {
                (tail[count], places[count]) = (logWeights[i] - largest, i);
                count++;
            }
        }

        for (int i = 0; count < M; i++)   // weights as large as the cutoff fill the tail
        {
            if (logWeights[i] == cutoff)
            {
                (tail[count], places[count]) = (cutoff - largest, i);
                count++;
            }
        }

        Array.Sort(tail, places);
        return (cutoff - largest, tail, places);
    }

    /// <summary>
    /// Replaces an ascending tail of log weights by the quantiles at (i − ½)/M of the distribution fitted to what exceeds the cutoff; returns k̂.
    /// </summary>
    private static double SmoothTail(Span<double> tail, double cutoff)
    {
        double least = Math.Exp(cutoff);
        double[] exceedances = new double[tail.Length];
        for (int i = 0; i < tail.Length; i++)
        {
            exceedances[i] = Math.Exp(tail[i]) - least;
        }

        (double k, double sigma) = GeneralizedPareto.Fit(exceedances);
        if (!double.IsFinite(k))
        {
            return double.PositiveInfinity;
        }

        for (int i = 0; i < tail.Length; i++)
        {
            tail[i] = Math.Log(GeneralizedPareto.Quantile((i + 0.5) / tail.Length, k, sigma) + least);
        }

        return k;
    }
}

/// <summary>The generalised Pareto distribution with location 0: P(X &gt; x) = (1 + kx/σ)^(−1/k).</summary>
internal static class GeneralizedPareto
{
    private const int SmallestGrid = 30;
    private const double PriorQuartiles = 3;
    private const double PriorShape = 0.5;     // k̂ is drawn towards ½ with the weight of ten observations,
    private const double PriorWeight = 10;     // which steadies it for short tails (Vehtari et al. 2024, appendix G)

    /// <summary>
    /// The empirical Bayes estimate of Zhang &amp; Stephens (2009, Technometrics 51:316): a mean over a grid of θ = −k/σ with profile likelihoods for weights.
    /// </summary>
    /// <param name="x">Ascending, not negative, the last one positive.</param>
    /// <returns>k and σ; NaN if they cannot be computed.</returns>
    public static (double Shape, double Scale) Fit(ReadOnlySpan<double> x)
    {
        int N = x.Length;
        int M = SmallestGrid + (int)Math.Floor(Math.Sqrt(N));
        double quartile = x[(int)Math.Floor((N / 4.0) + 0.5) - 1];
        double[] theta = new double[M];
        double[] logLikelihood = new double[M];
        double highest = double.NegativeInfinity;
        for (int j = 0; j < M; j++)
        {
            theta[j] = (1 / x[N - 1]) + ((1 - Math.Sqrt(M / (j + 0.5))) / PriorQuartiles / quartile);
            double k = MeanLog(theta[j], x);
            logLikelihood[j] = N * (Math.Log(-theta[j] / k) - k - 1);
            highest = Math.Max(highest, logLikelihood[j]);
        }

        double sum = 0, weighted = 0;
        for (int j = 0; j < M; j++)
        {
            double weight = Math.Exp(logLikelihood[j] - highest);
            sum += weight;
            weighted += weight * theta[j];
        }

        double estimate = weighted / sum;
        double shape = MeanLog(estimate, x);
        return (((shape * N) + (PriorShape * PriorWeight)) / (N + PriorWeight), -shape / estimate);
    }

    /// <summary>The p quantile, σ ((1 − p)^(−k) − 1) / k.</summary>
    public static double Quantile(double p, double k, double sigma)
    {
        double logTail = double.LogP1(-p);
        return k == 0 ? -sigma * logTail : sigma * double.ExpM1(-k * logTail) / k;
    }

    /// <summary>Mean of log(1 − θx).</summary>
    private static double MeanLog(double theta, ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double value in x)
        {
            sum += double.LogP1(-theta * value);
        }

        return sum / x.Length;
    }
}
