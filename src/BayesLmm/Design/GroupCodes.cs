using BayesLmm.Data;
using BayesLmm.Numerics;

namespace BayesLmm.Design;

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
            Dictionary<long, int> found = [];
            long width = next.Levels.Count;
            ReadOnlySpan<int> inner = next.Codes;
            for (int row = 0; row < codes.Length; row++)
            {
                found.TryAdd((codes[row] * width) + inner[row], 0);
            }

            long[] keys = [.. found.Keys.Order()];
            for (int k = 0; k < keys.Length; k++)
            {
                found[keys[k]] = k;
            }

            for (int row = 0; row < codes.Length; row++)
            {
                codes[row] = found[(codes[row] * width) + inner[row]];
            }

            EquatableArray<string> outer = levels;
            levels = keys.Select(key => $"{outer[(int)(key / width)]}:{next.Levels[(int)(key % width)]}").ToEquatableArray();
        }

        return (levels, codes);
    }
}
