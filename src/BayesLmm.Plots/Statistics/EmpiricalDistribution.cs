namespace BayesLmm.Plots.Statistics;

/// <summary>The empirical distribution function of a sample.</summary>
internal static class EmpiricalDistribution
{
    /// <summary>The part of a sample that is at most <paramref name="value"/>.</summary>
    /// <param name="sorted">The sample, ascending, at least one number.</param>
    /// <param name="value">The value.</param>
    public static double At(double[] sorted, double value)
    {
        (int from, int to) = (0, sorted.Length);
        while (from < to)
        {
            int middle = (from + to) / 2;
            (from, to) = sorted[middle] <= value ? (middle + 1, to) : (from, middle);
        }

        return (double)from / sorted.Length;
    }
}
