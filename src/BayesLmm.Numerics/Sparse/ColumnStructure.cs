namespace BayesLmm.Numerics.Sparse;

/// <summary>Where a Cholesky factor is non-zero, column by column and row by row.</summary>
internal sealed class ColumnStructure
{
    private readonly int[] columnStarts, rows, rowStarts, rowColumns, rowPositions;
    private int[]? places;

    private ColumnStructure(PermutedPattern pattern, int[] columnStarts, int[] rows, int[] rowStarts, int[] rowColumns, int[] rowPositions)
    {
        Permuted = pattern;
        this.columnStarts = columnStarts;
        this.rows = rows;
        this.rowStarts = rowStarts;
        this.rowColumns = rowColumns;
        this.rowPositions = rowPositions;
    }

    /// <summary>P A Pᵀ.</summary>
    public PermutedPattern Permuted { get; }

    /// <summary>Order + 1 offsets into <see cref="Rows"/>.</summary>
    public ReadOnlySpan<int> ColumnStarts => columnStarts;

    /// <summary>Row indices of L, column after column, ascending, the diagonal first in each.</summary>
    public ReadOnlySpan<int> Rows => rows;

    /// <summary>Order + 1 offsets into <see cref="RowColumns"/> and <see cref="RowPositions"/>.</summary>
    public ReadOnlySpan<int> RowStarts => rowStarts;

    /// <summary>For each row of L the columns left of the diagonal in which it is non-zero.</summary>
    public ReadOnlySpan<int> RowColumns => rowColumns;

    /// <summary>Where each entry of <see cref="RowColumns"/> stands in the values of L.</summary>
    public ReadOnlySpan<int> RowPositions => rowPositions;

    /// <summary>For each entry of A's pattern its place in the values of L.</summary>
    public ReadOnlySpan<int> Places => places ??= FindPlaces();

    /// <summary>Builds the structure, in time proportional to the entries of L.</summary>
    public static ColumnStructure Of(PermutedPattern pattern, EliminationTree tree)
    {
        int n = tree.Order;
        int[] columnStarts = new int[n + 1];
        for (int j = 0; j < n; j++)
        {
            columnStarts[j + 1] = checked(columnStarts[j] + tree.ColumnCounts[j]);
        }

        int entries = columnStarts[n];
        int[] rows = new int[entries], rowStarts = new int[n + 1], rowColumns = new int[entries - n], rowPositions = new int[entries - n];
        int[] next = columnStarts[..n], mark = new int[n];
        Array.Fill(mark, -1);
        ReadOnlySpan<int> parents = tree.Parents, aStarts = tree.RowStarts, aColumns = tree.RowColumns;
        int q = 0;
        for (int k = 0; k < n; k++)
        {
            mark[k] = k;
            rows[next[k]++] = k;
            for (int p = aStarts[k]; p < aStarts[k + 1]; p++)
            {
                for (int j = aColumns[p]; mark[j] != k; j = parents[j])
                {
                    mark[j] = k;
                    rowColumns[q] = j;
                    rowPositions[q] = next[j];
                    rows[next[j]++] = k;
                    q++;
                }
            }

            rowStarts[k + 1] = q;
        }

        return new ColumnStructure(pattern, columnStarts, rows, rowStarts, rowColumns, rowPositions);
    }

    /// <summary>Where the entry of a row and a column of L stands in its values; −1 where L is 0 by structure.</summary>
    /// <param name="row">The row in the order of elimination, at or below the diagonal.</param>
    /// <param name="column">The column.</param>
    public int PlaceOf(int row, int column)
    {
        int start = columnStarts[column], found = rows.AsSpan(start..columnStarts[column + 1]).BinarySearch(row);
        return found < 0 ? -1 : start + found;
    }

    private int[] FindPlaces()
    {
        SymmetricPattern pattern = Permuted.Pattern;
        int[] found = new int[pattern.NonZeros];
        for (int j = 0; j < pattern.Order; j++)
        {
            int place = columnStarts[j];
            for (int p = pattern.ColumnStarts[j]; p < pattern.ColumnStarts[j + 1]; p++)
            {
                while (rows[place] < pattern.Rows[p])
                {
                    place++;
                }

                found[Permuted.Sources is { } sources ? sources[p] : p] = place;
            }
        }

        return found;
    }
}
