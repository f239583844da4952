namespace BayesLmm.Cli.Starters;

/// <summary>How the levels of two columns occur together.</summary>
internal static class Partition
{
    /// <summary>Number of pairs of levels that occur together; rows in which one is missing do not count.</summary>
    public static int Pairs(int[] a, int[] b)
    {
        HashSet<(int, int)> pairs = [];
        for (int row = 0; row < a.Length; row++)
        {
            if (a[row] >= 0 && b[row] >= 0)
            {
                pairs.Add((a[row], b[row]));
            }
        }

        return pairs.Count;
    }

    /// <summary>The combinations of two columns, numbered; −1 where one is missing.</summary>
    public static int[] Cross(int[] a, int[] b)
    {
        Dictionary<(int, int), int> numbers = [];
        int[] codes = new int[a.Length];
        for (int row = 0; row < a.Length; row++)
        {
            codes[row] = -1;
            if (a[row] >= 0 && b[row] >= 0)
            {
                numbers.TryAdd((a[row], b[row]), numbers.Count);
                codes[row] = numbers[(a[row], b[row])];
            }
        }

        return codes;
    }

    /// <summary>Whether each level of <paramref name="inner"/> occurs in one level of <paramref name="outer"/> only.</summary>
    public static bool IsNested(int[] inner, int[] outer) => Pairs(inner, outer) == Levels(inner);

    /// <summary>Whether both divide the rows into the same groups.</summary>
    public static bool IsSame(int[] a, int[] b) => IsNested(a, b) && IsNested(b, a);

    /// <summary>Number of levels.</summary>
    public static int Levels(int[] codes) => codes.Where(code => code >= 0).Distinct().Count();

    /// <summary>Whether all occurring combinations have several rows on average, so that a combination can have an effect of its own.</summary>
    public static bool CombinationsRepeat(int[] a, int[] b)
    {
        int pairs = Pairs(a, b);
        return pairs > Math.Max(Levels(a), Levels(b)) && 2 * pairs <= a.Length;
    }
}
