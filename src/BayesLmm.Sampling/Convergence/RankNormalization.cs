namespace BayesLmm.Sampling.Convergence;

/// <summary>Replaces draws by normal scores of their ranks, which makes diagnostics work for heavy tails and infinite moments.</summary>
internal static class RankNormalization
{
    /// <summary>
    /// z = Φ⁻¹((r − 3/8) / (S + 1/4)) with r the rank of a draw among all S, ties averaged (Vehtari et al. 2021, eq. 14; Blom 1958).
    /// In place.
    /// </summary>
    public static void ToNormalScores(double[] values)
    {
        int[] order = new int[values.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        double[] sorted = [.. values];
        Array.Sort(sorted, order);
        for (int first = 0; first < sorted.Length;)
        {
            int last = first;
            while (last + 1 < sorted.Length && sorted[last + 1] == sorted[first])
            {
                last++;
            }

            double rank = (0.5 * (first + last)) + 1;
            double z = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (rank - 0.375) / (sorted.Length + 0.25));
            for (; first <= last; first++)
            {
                values[order[first]] = z;
            }
        }
    }
}
