namespace BayesLmm.Numerics.Sparse;

/// <summary>The pattern of P A Pᵀ.</summary>
/// <param name="Pattern">Its lower triangle, rows ascending in every column.</param>
/// <param name="Sources">For each of its entries the entry of A's pattern that it is; null when they are the same.</param>
internal sealed record PermutedPattern(SymmetricPattern Pattern, int[]? Sources)
{
    /// <summary>A itself.</summary>
    public static PermutedPattern AsGiven(SymmetricPattern pattern) => new(pattern, null);

    /// <summary>Permutes rows and columns.</summary>
    /// <param name="pattern">A.</param>
    /// <param name="order">For each new place the old row and column.</param>
    public static PermutedPattern Of(SymmetricPattern pattern, int[] order)
    {
        int n = pattern.Order;
        int[] place = new int[n];
        for (int i = 0; i < n; i++)
        {
            place[order[i]] = i;
        }

        // Sorted by rows first, then stably by columns, so that rows ascend in every column.
        int[] byRow = new int[pattern.NonZeros], starts = new int[n + 1];
        for (int j = 0; j < n; j++)
        {
            for (int p = pattern.ColumnStarts[j]; p < pattern.ColumnStarts[j + 1]; p++)
            {
                starts[Math.Max(place[j], place[pattern.Rows[p]]) + 1]++;
            }
        }

        Accumulate(starts);
        int[] next = starts[..n], columns = new int[pattern.NonZeros], rows = new int[pattern.NonZeros];
        for (int j = 0; j < n; j++)
        {
            for (int p = pattern.ColumnStarts[j]; p < pattern.ColumnStarts[j + 1]; p++)
            {
                int a = place[j], b = place[pattern.Rows[p]];
                byRow[next[Math.Max(a, b)]++] = p;
                columns[p] = Math.Min(a, b);
                rows[p] = Math.Max(a, b);
            }
        }

        int[] columnStarts = new int[n + 1];
        foreach (int column in columns)
        {
            columnStarts[column + 1]++;
        }

        Accumulate(columnStarts);
        next = columnStarts[..n];
        int[] sorted = new int[pattern.NonZeros], sources = new int[pattern.NonZeros];
        foreach (int p in byRow)
        {
            int at = next[columns[p]]++;
            sorted[at] = rows[p];
            sources[at] = p;
        }

        return new PermutedPattern(new SymmetricPattern(columnStarts, sorted), sources);
    }

    private static void Accumulate(int[] counts)
    {
        for (int i = 1; i < counts.Length; i++)
        {
            counts[i] += counts[i - 1];
        }
    }
}
