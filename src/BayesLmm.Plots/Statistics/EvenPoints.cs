namespace BayesLmm.Plots.Statistics;

/// <summary>Points at equal distances.</summary>
internal static class EvenPoints
{
    /// <summary>Points from the first to the last, both included.</summary>
    /// <param name="first">The first.</param>
    /// <param name="last">The last.</param>
    /// <param name="count">How many, at least 2.</param>
    public static double[] Between(double first, double last, int count) =>
        [.. Enumerable.Range(0, count).Select(i => double.Lerp(first, last, i / (count - 1.0)))];
}
