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
        SortedDraws sorted = SortedDraws.Of(values);
        sorted.CopyScores(values, sorted.CreateScores());
    }
}

/// <summary>Draws in ascending order, with the places that they had.</summary>
/// <param name="Values">The draws, ascending.</param>
/// <param name="Order">Where each was.</param>
internal readonly record struct SortedDraws(double[] Values, int[] Order)
{
    /// <summary>Sorts draws; the span itself is not changed.</summary>
    public static SortedDraws Of(ReadOnlySpan<double> values)
    {
        int[] order = new int[values.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        double[] sorted = values.ToArray();
        Array.Sort(sorted, order);
        return new SortedDraws(sorted, order);
    }

    /// <summary>|x − centre| of the draws in ascending order, by merging what is below the centre with what is above it.</summary>
    /// <param name="centre">The centre.</param>
    public SortedDraws Fold(double centre)
    {
        double[] folded = new double[Values.Length];
        int[] order = new int[Values.Length];
        int above = 0;
        while (above < Values.Length && Values[above] < centre)
        {
            above++;
        }

        int below = above - 1;
        for (int i = 0; i < folded.Length; i++)
        {
            double right = above < Values.Length ? Math.Abs(Values[above] - centre) : double.PositiveInfinity;
            double left = below >= 0 ? Math.Abs(Values[below] - centre) : double.PositiveInfinity;
            bool takesLeft = below >= 0 && (left < right || above == Values.Length);
            (folded[i], order[i]) = takesLeft ? (left, Order[below--]) : (right, Order[above++]);
        }

        return new SortedDraws(folded, order);
    }

    /// <summary>The normal scores of ranks without ties, 1 to S.</summary>
    public double[] CreateScores()
    {
        double[] scores = new double[Values.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = Score(i + 1, scores.Length);
        }

        return scores;
    }

    /// <summary>Puts the normal score of each draw at its place, ties averaged.</summary>
    /// <param name="destination">S numbers.</param>
    /// <param name="scores">Those of <see cref="CreateScores"/>.</param>
    public void CopyScores(Span<double> destination, ReadOnlySpan<double> scores)
    {
        for (int first = 0; first < Values.Length;)
        {
            int last = first;
            while (last + 1 < Values.Length && Values[last + 1] == Values[first])
            {
                last++;
            }

            double z = last == first ? scores[first] : Score((0.5 * (first + last)) + 1, Values.Length);
            for (; first <= last; first++)
            {
                destination[Order[first]] = z;
            }
        }
    }

    private static double Score(double rank, int count) => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (rank - 0.375) / (count + 0.25));
}
