using BayesLmm.Numerics;

namespace BayesLmm.Sampling.Importance;

/// <summary>Equally weighted draws from weighted ones.</summary>
internal static class Resampling
{
    /// <summary>
    /// Systematic resampling (Kitagawa 1996): a point of weight w is taken ⌊Sw⌋ or ⌈Sw⌉ times, Sw on average. The draws are then shuffled, so that neither
    /// their order nor their chain carries information.
    /// </summary>
    /// <param name="weights">Weights that sum to 1.</param>
    /// <param name="count">S, how many to take.</param>
    /// <param name="random">The source of random numbers.</param>
    /// <returns>For each draw the number of its point.</returns>
    public static int[] Systematic(ReadOnlySpan<double> weights, int count, RandomStream random)
    {
        int[] parents = new int[count];
        double offset = random.NextUniform(), reached = weights[0];
        int point = 0, last = weights.Length - 1;
        while (last > 0 && weights[last] == 0)
        {
            last--;   // rounding of the sum must not select a point of weight zero
        }

        for (int s = 0; s < count; s++)
        {
            double target = (s + offset) / count;
            while (reached <= target && point < last)
            {
                reached += weights[++point];
            }

            parents[s] = point;
        }

        for (int s = count - 1; s > 0; s--)
        {
            int other = random.NextInteger(s + 1);
            (parents[s], parents[other]) = (parents[other], parents[s]);
        }

        return parents;
    }
}
