using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Sampling;

/// <summary>The three numbers that a table of results prints beside each quantity.</summary>
/// <param name="RHat">Rank-normalised split R̂, <see cref="PotentialScaleReduction.RankNormalized"/>; below 1.01 when the chains agree.</param>
/// <param name="BulkEss"><see cref="EffectiveSampleSize.Bulk"/>; at least 100 a chain for reliable estimates.</param>
/// <param name="TailEss"><see cref="EffectiveSampleSize.Tail"/>; likewise.</param>
public readonly record struct ConvergenceSummary(double RHat, double BulkEss, double TailEss)
{
    /// <summary>Computes all three at about two thirds of the cost of one by one, by sorting once.</summary>
    /// <param name="draws">The draws of one quantity, chains × draws, chain by chain.</param>
    /// <param name="chains">The number of chains.</param>
    /// <exception cref="ArgumentException">The draws are not <paramref name="chains"/> chains of one length.</exception>
    public static ConvergenceSummary Of(ReadOnlySpan<double> draws, int chains)
    {
        SplitChains.CheckShape(draws, chains);
        if (SplitChains.SaysNothing(draws))
        {
            return new ConvergenceSummary(double.NaN, double.NaN, double.NaN);
        }

        double[] sorted = new double[draws.Length];
        int[] places = new int[draws.Length];
        DrawOrder.Sort(draws, sorted, places);
        double tail = Math.Min(
            EffectiveSampleSize.OfQuantile(draws, chains, sorted, 0.05), EffectiveSampleSize.OfQuantile(draws, chains, sorted, 0.95));
        (SplitChains scores, SplitChains folded) = RankNormalization.OfHalves(draws, chains, sorted, places);
        double rHat = Math.Max(PotentialScaleReduction.Basic(scores), PotentialScaleReduction.Basic(folded));
        return new ConvergenceSummary(rHat, EffectiveSampleSize.OfMean(scores), tail);   // OfMean last: it overwrites the scores
    }
}
