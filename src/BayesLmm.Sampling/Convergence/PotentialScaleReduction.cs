using System.Numerics.Tensors;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Sampling.Convergence;

/// <summary>
/// R̂, the potential scale reduction: the factor by which an estimate of the posterior's scale could still shrink if the chains ran for ever.
/// All functions take the draws of one quantity, chain by chain.
/// </summary>
internal static class PotentialScaleReduction
{
    /// <summary>
    /// Rank-normalised split R̂: the larger of R̂ of the draws' normal scores (which sees different locations) and of the folded draws'
    /// |x − median| (which sees different scales). Vehtari, Gelman, Simpson, Carpenter &amp; Bürkner 2021, <i>Rank-normalization, folding,
    /// and localization: an improved R̂</i>, Bayesian Analysis 16:667, §4.1.
    /// </summary>
    /// <remarks>Trust draws when it is below 1.01, with at least 4 chains. It cannot see a mode that no chain has visited.</remarks>
    /// <param name="draws">Chains × draws, chain by chain.</param>
    /// <param name="chains">The number of chains.</param>
    /// <returns>R̂, about 1 or above; NaN if a draw is not finite, all are the same, or a chain has fewer than 4.</returns>
    /// <exception cref="ArgumentException">The draws are not <paramref name="chains"/> chains of one length.</exception>
    public static double RankNormalized(ReadOnlySpan<double> draws, int chains)
    {
        SplitChains.CheckShape(draws, chains);
        if (SplitChains.SaysNothing(draws))
        {
            return double.NaN;
        }

        double[] sorted = new double[draws.Length];
        int[] places = new int[draws.Length];
        DrawOrder.Sort(draws, sorted, places);
        (SplitChains scores, SplitChains folded) = RankNormalization.OfHalves(draws, chains, sorted, places);
        return Math.Max(Basic(scores), Basic(folded));
    }

    /// <summary>
    /// The split R̂ of the untransformed draws, without ranks: √(((n − 1)/n · W + B/n) / W) with W the mean variance within and B/n the variance
    /// between the half chains (Gelman et al. 2013, <i>Bayesian Data Analysis</i>, eq. 11.4).
    /// </summary>
    /// <remarks>Needs finite variances to mean anything; prefer <see cref="RankNormalized"/>.</remarks>
    /// <inheritdoc cref="RankNormalized" path="/param"/>
    /// <returns>R̂; NaN under the same conditions.</returns>
    public static double Split(ReadOnlySpan<double> draws, int chains) => Basic(SplitChains.From(draws, chains));

    internal static double Basic(in SplitChains split)
    {
        int n = split.Length;
        if (n < 2 || SplitChains.SaysNothing(split.Values))
        {
            return double.NaN;
        }

        double[] means = new double[split.Count];
        double within = 0;
        for (int j = 0; j < split.Count; j++)
        {
            means[j] = TensorPrimitives.Average<double>(split.Half(j));
            within += SampleVariance(split.Half(j), means[j]) / split.Count;
        }

        double between = SampleVariance(means, TensorPrimitives.Average<double>(means));
        return Math.Sqrt(((n * between / within) + n - 1) / n);
    }

    internal static double SampleVariance(ReadOnlySpan<double> values, double mean)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += (value - mean) * (value - mean);
        }

        return sum / (values.Length - 1);
    }
}
