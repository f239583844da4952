using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>Numbers the groups of a grouping factor that combines several columns.</summary>
public static class GroupCodes
{
    /// <summary>Whether two groupings of the same rows divide them alike, whatever the groups are called.</summary>
    public static bool AreSamePartition(int[] first, int[] second)
    {
        Dictionary<int, int> forward = [], backward = [];
        for (int row = 0; row < first.Length; row++)
        {
            if (!forward.TryAdd(first[row], second[row]) && forward[first[row]] != second[row])
            {
                return false;
            }

            if (!backward.TryAdd(second[row], first[row]) && backward[second[row]] != first[row])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The combinations that occur, named <c>a:b</c>, in the order of the first column's levels, then the second's, and so on; and for each row
    /// the index of its combination.
    /// </summary>
    /// <param name="columns">At least one column, all of one length, without missing values.</param>
    public static (EquatableArray<string> Levels, int[] Codes) Combine(IReadOnlyList<CategoricalColumn> columns)
    {
        EquatableArray<string> levels = columns[0].Levels;
        int[] codes = columns[0].Codes.ToArray();
        foreach (CategoricalColumn next in columns.Skip(1))
        {
            (int[] outerCodes, int[] innerCodes) = Number(codes, levels.Count, next);
            EquatableArray<string> outer = levels;
            levels = outerCodes.Zip(innerCodes, (a, b) => $"{outer[a]}:{next.Levels[b]}").ToEquatableArray();
        }

        return (levels, codes);
    }

    /// <summary>
    /// Numbers the pairs that occur in the order of the first code, then the second, writes each row's number over its first code, and returns the pairs.
    /// </summary>
    private static (int[] Outer, int[] Inner) Number(int[] codes, int levelCount, CategoricalColumn next)
    {
        // Sorted by counting, first by the inner code and then, keeping that order, by the outer one.
        int[] byInner = SortByCode(next.Codes, next.Levels.Count, [.. Enumerable.Range(0, codes.Length)]);
        int[] sorted = SortByCode(codes, levelCount, byInner);
        List<int> outer = [], inner = [];
        int lastOuter = -1, lastInner = -1;
        foreach (int row in sorted)
        {
            if (codes[row] != lastOuter || next.Codes[row] != lastInner)
            {
                (lastOuter, lastInner) = (codes[row], next.Codes[row]);
                outer.Add(lastOuter);
                inner.Add(lastInner);
            }

            // byInner is no longer needed; its memory takes the numbers; the codes themselves are still compared.
            byInner[row] = outer.Count - 1;
        }

        byInner.CopyTo(codes, 0);
        return ([.. outer], [.. inner]);
    }

    /// <summary>Some rows sorted by their codes; rows of one code keep their order.</summary>
    private static int[] SortByCode(ReadOnlySpan<int> codes, int levelCount, int[] rows)
    {
        int[] next = new int[levelCount + 1];
        foreach (int row in rows)
        {
            next[codes[row] + 1]++;
        }

        for (int level = 0; level < levelCount; level++)
        {
            next[level + 1] += next[level];
        }

        int[] sorted = new int[rows.Length];
        foreach (int row in rows)
        {
            sorted[next[codes[row]]++] = row;
        }

        return sorted;
    }
}
