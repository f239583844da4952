namespace BayesLmm.Posteriors.Checks;

// CJS(P ‖ Q) = ∫ P log₂(2P / (P + Q)) dx + 1/(2 ln 2) ∫ (Q − P) dx  of distribution functions P and Q           (Nguyen & Vreeken 2015)
// distance² = (CJS(P ‖ Q) + CJS(Q ‖ P)) / ∫ (P + Q) dx,  the larger of x's and of −x's                          (Kallioinen et al. 2024, §3.2)

/// <summary>The cumulative Jensen–Shannon distance of draws and the same draws with weights, as R's priorsense computes it.</summary>
internal static class CumulativeDistance
{
    /// <summary>The distance, 0 … 1; 0 for a constant.</summary>
    /// <param name="sorted">The draws, ascending.</param>
    /// <param name="weights">Their weights in that order, which sum to 1.</param>
    public static double Of(ReadOnlySpan<double> sorted, ReadOnlySpan<double> weights)
    {
        int S = sorted.Length;
        double[] P = new double[S - 1], Q = new double[S - 1], widths = new double[S - 1], fromAboveP = new double[S - 1], fromAboveQ = new double[S - 1];
        double q = 0;
        for (int s = 0; s < S - 1; s++)
        {
            q += weights[s];
            (P[s], Q[s], widths[s]) = ((s + 1.0) / S, Math.Min(1, q), sorted[s + 1] - sorted[s]);
            (fromAboveP[s], fromAboveQ[s]) = (1 - P[s], 1 - Q[s]);
        }

        return sorted[0] == sorted[^1] ? 0 : Math.Sqrt(Math.Max(Squared(P, Q, widths), Squared(fromAboveP, fromAboveQ, widths)));
    }

    private static double Squared(double[] P, double[] Q, double[] widths)
    {
        double sum = 0, bound = 0;
        for (int s = 0; s < P.Length; s++)
        {
            double middle = 0.5 * (P[s] + Q[s]);
            sum += widths[s] * (Part(P[s], middle) + Part(Q[s], middle));
            bound += widths[s] * (P[s] + Q[s]);
        }

        return bound > 0 ? Math.Max(0, sum / bound) : 0;
    }

    private static double Part(double p, double middle) => p > 0 ? p * Math.Log2(p / middle) : 0;
}
