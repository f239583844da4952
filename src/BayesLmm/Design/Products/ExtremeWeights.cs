namespace BayesLmm.Design.Products;

/// <summary>Weights of which some exceed the others so far that weighted sums of squares show nothing of the others.</summary>
internal static class ExtremeWeights
{
    /// <summary>Weights above this many times the median are extreme.</summary>
    private const double Extreme = 1e4;

    /// <summary>What extreme weights are lowered to, in medians.</summary>
    private const double Moderated = 100;

    /// <summary>The weights with those that are extreme lowered; null when none is.</summary>
    /// <param name="weights">A weight for each row.</param>
    public static double[]? Moderate(double[] weights)
    {
        if (weights.Length == 0)
        {
            return null;
        }

        double[] sorted = [.. weights];
        Array.Sort(sorted);
        double median = sorted[sorted.Length / 2];
        return sorted[^1] > Extreme * median ? Array.ConvertAll(weights, weight => Math.Min(weight, Moderated * median)) : null;
    }
}
