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
        double[] sorted = new double[values.Length];
        int[] places = new int[values.Length];
        DrawOrder.Sort(values, sorted, places);
        ScoresInOrder(sorted, places, ScoresWithoutTies(values.Length), values);
    }

    /// <summary>The normal scores of draws, and those of their distances from the median, in halves of chains.</summary>
    /// <param name="draws">Chains × draws, chain by chain; finite and not all the same.</param>
    /// <param name="chains">The number of chains.</param>
    /// <param name="sorted">The draws in ascending order.</param>
    /// <param name="places">The place of each of them among the draws.</param>
    public static (SplitChains Scores, SplitChains Folded) OfHalves(ReadOnlySpan<double> draws, int chains, double[] sorted, int[] places)
    {
        SplitChains scores = SplitChains.From(draws, chains);
        double median = Quantiles.Of(sorted, 0.5);
        if (scores.Values.Length != draws.Length)
        {
            // An odd number of draws a chain: halves leave the one in the middle out.
            (sorted, places) = (new double[scores.Values.Length], new int[scores.Values.Length]);
            DrawOrder.Sort(scores.Values, sorted, places);
        }

        SplitChains folded = scores with { Values = new double[sorted.Length] };
        double[] withoutTies = ScoresWithoutTies(sorted.Length);
        FoldedScores(sorted, places, median, withoutTies, folded.Values);
        ScoresInOrder(sorted, places, withoutTies, scores.Values);
        return (scores, folded);
    }

    /// <summary>The scores of S draws all of which differ, in ascending order.</summary>
    public static double[] ScoresWithoutTies(int count)
    {
        double[] scores = new double[count];
        for (int i = 0; i < count / 2; i++)
        {
            scores[i] = ScoreOf(i + 1, count);
            scores[count - 1 - i] = -scores[i];
        }

        return scores;
    }

    /// <summary>Puts scores to sorted values.</summary>
    /// <param name="sorted">Values in ascending order.</param>
    /// <param name="places">The place of each of them in the result.</param>
    /// <param name="scores">Those without ties.</param>
    /// <param name="result">Receives the scores.</param>
    public static void ScoresInOrder(ReadOnlySpan<double> sorted, ReadOnlySpan<int> places, ReadOnlySpan<double> scores, Span<double> result)
    {
        for (int first = 0; first < sorted.Length;)
        {
            int last = first;
            while (last + 1 < sorted.Length && sorted[last + 1] == sorted[first])
            {
                last++;
            }

            double score = first == last ? scores[first] : ScoreOf((0.5 * (first + last)) + 1, sorted.Length);
            for (; first <= last; first++)
            {
                result[places[first]] = score;
            }
        }
    }

    /// <summary>The scores of |x − median| for sorted x: from the median outwards their order is a merging of two.</summary>
    /// <param name="sorted">Values in ascending order.</param>
    /// <param name="places">The place of each of them in the result.</param>
    /// <param name="median">Their median.</param>
    /// <param name="scores">Those without ties.</param>
    /// <param name="result">Receives the scores.</param>
    public static void FoldedScores(ReadOnlySpan<double> sorted, ReadOnlySpan<int> places, double median, ReadOnlySpan<double> scores, Span<double> result)
    {
        int n = sorted.Length;
        double[] folded = new double[n];
        int[] foldedPlaces = new int[n];
        int right = n / 2;
        while (right > 0 && sorted[right - 1] >= median)
        {
            right--;
        }

        while (right < n && sorted[right] < median)
        {
            right++;
        }

        for (int left = right - 1, i = 0; i < n; i++)
        {
            bool takesLeft = right == n || (left >= 0 && median - sorted[left] <= sorted[right] - median);
            int from = takesLeft ? left-- : right++;
            folded[i] = Math.Abs(sorted[from] - median);
            foldedPlaces[i] = places[from];
        }

        ScoresInOrder(folded, foldedPlaces, scores, result);
    }

    private static double ScoreOf(double rank, int count) => NormalQuantile((rank - 0.375) / (count + 0.25));

    /// <summary>Φ⁻¹(p), relative error 1e-15 (Wichura 1988, Applied Statistics 37:477, algorithm AS 241), its tails by the library.</summary>
    private static double NormalQuantile(double p)
    {
        double q = p - 0.5, r = 0.180625 - (q * q);
        return r < 0 ? MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, p) : q * Polynomial(Numerator, r) / Polynomial(Denominator, r);
    }

    private static double Polynomial(ReadOnlySpan<double> coefficients, double x)
    {
        double value = 0;
        foreach (double coefficient in coefficients)
        {
            value = (value * x) + coefficient;
        }

        return value;
    }

    private static ReadOnlySpan<double> Numerator =>
    [
        2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125, 1971.5909503065514427,
        133.14166789178437745, 3.387132872796366608,
    ];

    private static ReadOnlySpan<double> Denominator =>
    [
        5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077, 687.1870074920579083,
        42.313330701600911252, 1,
    ];
}
