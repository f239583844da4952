using System.Numerics.Tensors;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Sampling;

/// <summary>
/// The effective sample size: how many independent draws would estimate a quantity as well as these do. All functions take the draws of one
/// quantity, chain by chain, and follow Vehtari et al. 2021 (Bayesian Analysis 16:667) as R's posterior package computes them.
/// </summary>
/// <remarks>
/// An estimate of an estimate's precision: below about 100 a chain it is itself unreliable. It is NaN if a draw is not finite, if all are the
/// same, or if a chain has fewer than 6, and never exceeds S log₁₀ S.
/// </remarks>
public static class EffectiveSampleSize
{
    /// <summary>
    /// Bulk ESS: of the mean of the draws' normal scores. How well the centre of the distribution is known, whatever its tails (eq. 10 on ranks).
    /// </summary>
    /// <param name="draws">Chains × draws, chain by chain.</param>
    /// <param name="chains">The number of chains.</param>
    /// <exception cref="ArgumentException">The draws are not <paramref name="chains"/> chains of one length.</exception>
    public static double Bulk(ReadOnlySpan<double> draws, int chains)
    {
        SplitChains split = SplitChains.From(draws, chains);
        if (SplitChains.SaysNothing(draws))
        {
            return double.NaN;
        }

        RankNormalization.ToNormalScores(split.Values);
        return OfMean(split);
    }

    /// <summary>Tail ESS: the smaller of the ESS of the 5 % and the 95 % quantile (§4.3). How well the ends of a 90 % interval are known.</summary>
    /// <inheritdoc cref="Bulk" path="/param|/exception"/>
    public static double Tail(ReadOnlySpan<double> draws, int chains)
    {
        SplitChains.CheckShape(draws, chains);
        double[] sorted = DrawOrder.Sorted(draws);
        return Math.Min(OfQuantile(draws, chains, sorted, 0.05), OfQuantile(draws, chains, sorted, 0.95));
    }

    /// <summary>The ESS for the mean of the untransformed draws.</summary>
    /// <remarks>Meaningless for a distribution without variance.</remarks>
    /// <inheritdoc cref="Bulk" path="/param|/exception"/>
    public static double Mean(ReadOnlySpan<double> draws, int chains) => OfMean(SplitChains.From(draws, chains));

    /// <summary>The ESS for the mean with chains taken whole, as R's loo computes relative efficiencies.</summary>
    /// <inheritdoc cref="Bulk" path="/param|/exception"/>
    internal static double MeanOfWholeChains(ReadOnlySpan<double> draws, int chains) => OfMean(SplitChains.Whole(draws, chains));

    /// <summary>The ESS for the standard deviation: that for the mean of |x − mean|.</summary>
    /// <inheritdoc cref="Bulk" path="/param|/exception"/>
    public static double StandardDeviation(ReadOnlySpan<double> draws, int chains)
    {
        SplitChains split = SplitChains.From(draws, chains);
        if (SplitChains.SaysNothing(draws))
        {
            return double.NaN;
        }

        TensorPrimitives.Subtract(split.Values, TensorPrimitives.Average(draws), split.Values);
        TensorPrimitives.Abs(split.Values, split.Values);
        return OfMean(split);
    }

    /// <summary>The ESS for a quantile: that for the mean of the indicator x ≤ quantile (§4.3).</summary>
    /// <param name="draws">Chains × draws, chain by chain.</param>
    /// <param name="chains">The number of chains.</param>
    /// <param name="probability">Which quantile, from 0 to 1.</param>
    /// <exception cref="ArgumentException">The shape does not fit or the probability is out of range.</exception>
    public static double Quantile(ReadOnlySpan<double> draws, int chains, double probability)
    {
        SplitChains.CheckShape(draws, chains);
        double[] sorted = DrawOrder.Sorted(draws);
        return OfQuantile(draws, chains, sorted, probability);
    }

    internal static double OfQuantile(ReadOnlySpan<double> draws, int chains, ReadOnlySpan<double> sorted, double probability)
    {
        if (!(probability >= 0 && probability <= 1))
        {
            throw new ArgumentException($"A probability lies from 0 to 1; {probability} does not.", nameof(probability));
        }

        if (SplitChains.SaysNothing(draws))
        {
            return double.NaN;
        }

        double inside = probability == 1 ? (draws.Length - 0.5) / draws.Length : probability;
        double quantile = Quantiles.Of(sorted, inside);
        SplitChains split = SplitChains.From(draws, chains);
        for (int i = 0; i < split.Values.Length; i++)
        {
            split.Values[i] = split.Values[i] <= quantile ? 1 : 0;
        }

        return OfMean(split);
    }

    /// <summary>
    /// S/τ̂ with τ̂ = −1 + 2 Σ ρ̂ over the initial positive monotone sequence of pairs of autocorrelations (Geyer 1992, Statistical Science 7:473;
    /// Vehtari et al. 2021, eq. 10–12). Destroys the values.
    /// </summary>
    /// <remarks>
    /// Lags are summed one by one until the sequence ends, which is soon for a sampler that works: O(S) a lag, cheaper than a Fourier transform
    /// of everything.
    /// </remarks>
    internal static double OfMean(in SplitChains split)
    {
        const int FewestDraws = 3;
        int n = split.Length;
        int m = split.Count;
        if (n < FewestDraws || SplitChains.SaysNothing(split.Values))
        {
            return double.NaN;
        }

        TensorPrimitives.Subtract(split.Values, split.Values[0], split.Values);   // a large mean would cost digits below
        double[] means = new double[m];
        for (int j = 0; j < m; j++)
        {
            means[j] = TensorPrimitives.Average<double>(split.Half(j));
            TensorPrimitives.Subtract(split.Half(j), means[j], split.Half(j));
        }

        double between = PotentialScaleReduction.SampleVariance(means, TensorPrimitives.Average<double>(means));
        double populationVariance = MeanAutocovariance(split, 0);
        double W = populationVariance * n / (n - 1);
        double varPlus = populationVariance + (m > 1 ? between : 0);
        double Rho(in SplitChains halves, int lag) => 1 - ((W - MeanAutocovariance(halves, lag)) / varPlus);

        List<double> rho = [1, Rho(split, 1)];
        double even = 1;
        double odd = rho[1];
        int t = 0;
        while (t < n - 5 && even + odd > 0)   // Geyer's initial positive sequence
        {
            t += 2;
            even = Rho(split, t);
            odd = Rho(split, t + 1);
            bool positive = even + odd >= 0;
            rho.Add(positive ? even : 0);
            rho.Add(positive ? odd : 0);
        }

        int end = t;
        if (even > 0)
        {
            rho[end] = even;
        }

        for (t = 2; t <= end - 2; t += 2)   // made monotone
        {
            if (rho[t] + rho[t + 1] > rho[t - 2] + rho[t - 1])
            {
                rho[t] = rho[t + 1] = (rho[t - 2] + rho[t - 1]) / 2;
            }
        }

        double sum = 0;
        for (t = 0; t < Math.Max(1, end); t++)
        {
            sum += rho[t];
        }

        double S = (double)m * n;
        double tau = -1 + (2 * sum) + rho[end];
        return S / Math.Max(tau, 1 / Math.Log10(S));
    }

    /// <summary>The mean over the halves of Σ x_i x_{i+lag} / n, of centred values.</summary>
    private static double MeanAutocovariance(in SplitChains centred, int lag)
    {
        double sum = 0;
        for (int j = 0; j < centred.Count; j++)
        {
            ReadOnlySpan<double> half = centred.Half(j);
            sum += TensorPrimitives.Dot(half[lag..], half[..^lag]);
        }

        return sum / centred.Values.Length;
    }
}
