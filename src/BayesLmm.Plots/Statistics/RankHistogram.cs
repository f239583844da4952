namespace BayesLmm.Plots.Statistics;

/// <summary>
/// How the draws of each chain rank among the draws of all chains. If all chains explore the same distribution, the ranks of each are uniform
/// (Vehtari, Gelman, Simpson, Carpenter and Bürkner 2021, §4.3).
/// </summary>
internal static class RankHistogram
{
    /// <summary>
    /// Counts the ranks of each chain in bins of equal width. A rank r among S draws, from 1 to S, falls in bin ⌊(r − ½) · bins / S⌋; equal draws share their
    /// average rank.
    /// </summary>
    /// <param name="draws">The draws, chain by chain.</param>
    /// <param name="chains">The number of chains.</param>
    /// <param name="bins">The number of bins.</param>
    /// <returns>One array of counts a chain.</returns>
    /// <exception cref="ArgumentException">The draws are not chains of equal length, or there is no bin.</exception>
    public static int[][] Count(ReadOnlySpan<double> draws, int chains, int bins)
    {
        if (chains < 1 || draws.IsEmpty || draws.Length % chains != 0 || bins < 1)
        {
            throw new ArgumentException($"{draws.Length} draws of {chains} chains cannot be counted in {bins} bins.");
        }

        double[] sorted = draws.ToArray();
        int[] order = [.. Enumerable.Range(0, draws.Length)];
        Array.Sort(sorted, order);
        int perChain = draws.Length / chains;
        int[][] counts = [.. Enumerable.Range(0, chains).Select(_ => new int[bins])];
        for (int first = 0; first < sorted.Length;)
        {
            int last = first;
            while (last + 1 < sorted.Length && sorted[last + 1] == sorted[first])
            {
                last++;
            }

            double rank = (0.5 * (first + last)) + 1;
            int bin = (int)((rank - 0.5) * bins / sorted.Length);
            for (; first <= last; first++)
            {
                counts[order[first] / perChain][bin]++;
            }
        }

        return counts;
    }

    /// <summary>
    /// The standard deviation of a bin's count when the draws are independent: the draws of one chain among those that fall in the bin are hypergeometric,
    /// of variance m (1/c) (1 − 1/c) (S − m)/(S − 1) with c chains, S draws in all and m = S/bins in the bin.
    /// </summary>
    /// <param name="draws">The number of draws of all chains, S.</param>
    /// <param name="chains">The number of chains, c.</param>
    /// <param name="bins">The number of bins.</param>
    public static double StandardDeviation(int draws, int chains, int bins)
    {
        double inBin = (double)draws / bins;
        double part = 1.0 / chains;
        return Math.Sqrt(inBin * part * (1 - part) * (draws - inBin) / Math.Max(1, draws - 1));
    }
}
