using BayesLmm.Estimation.Tests;

namespace BayesLmm;

/// <summary>How p values of several comparisons allow for their number.</summary>
public enum PValueAdjustment
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Each times their number (Bonferroni).</summary>
    Bonferroni,

    /// <summary>Step-down Bonferroni (Holm 1979): never larger than Bonferroni's, and as safe.</summary>
    Holm,

    /// <summary>By the studentized range of as many means (Tukey 1953; Kramer 1956 for unequal standard errors): for all pairs.</summary>
    Tukey,
}

/// <summary>The difference of two marginal means.</summary>
/// <param name="First">The levels of the first.</param>
/// <param name="Second">The levels of the second.</param>
/// <param name="Test">The difference first − second and its own t test and interval, not adjusted.</param>
/// <param name="AdjustedPValue">p, adjusted for the number of comparisons.</param>
public sealed record PairwiseContrast(string First, string Second, ContrastTest Test, double AdjustedPValue);

/// <summary>Adjustment of p values.</summary>
internal static class Adjustment
{
    /// <summary>The adjusted p values of all pairwise comparisons of some means.</summary>
    /// <param name="tests">The comparisons.</param>
    /// <param name="means">How many means are compared.</param>
    /// <param name="adjustment">How.</param>
    public static double[] Adjust(IReadOnlyList<ContrastTest> tests, int means, PValueAdjustment adjustment) => adjustment switch
    {
        PValueAdjustment.None => [.. tests.Select(test => test.PValue)],
        PValueAdjustment.Bonferroni => [.. tests.Select(test => Math.Min(1, tests.Count * test.PValue))],
        PValueAdjustment.Holm => Holm([.. tests.Select(test => test.PValue)]),
        PValueAdjustment.Tukey => [.. tests.Select(test => StudentizedRange.UpperTail(Math.Sqrt(2) * Math.Abs(test.Statistic), means, test.DegreesOfFreedom))],
        _ => throw new ArgumentOutOfRangeException(nameof(adjustment), adjustment, "There is no such adjustment."),
    };

    private static double[] Holm(double[] p)
    {
        int[] order = [.. Enumerable.Range(0, p.Length).OrderBy(i => p[i])];
        double[] adjusted = new double[p.Length];
        double largest = 0;
        for (int rank = 0; rank < order.Length; rank++)
        {
            largest = Math.Max(largest, Math.Min(1, (p.Length - rank) * p[order[rank]]));
            adjusted[order[rank]] = largest;
        }

        return adjusted;
    }
}
