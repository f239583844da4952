namespace BayesLmm.Numerics.Sparse;

// A = L Lᵀ, L lower triangular. Notation and theory: Davis (2006), Direct Methods for Sparse Linear Systems, ch. 4;
// Liu (1990), The role of elimination trees in sparse factorization.

/// <summary>
/// The structure of a sparse Cholesky factor: worked out once for a pattern, then used by every <see cref="CholeskyFactor"/> with it.
/// Rows and columns are eliminated in the order given; whoever numbers the unknowns decides the fill. Immutable, and shared between threads.
/// </summary>
public sealed class SymbolicCholesky
{
    private readonly int[] columnStarts;
    private readonly int[] rows;
    private readonly int[] rowStarts;
    private readonly int[] rowColumns;
    private readonly int[] rowPositions;

    private SymbolicCholesky(SymmetricPattern pattern, int[] columnStarts, int[] rows, int[] rowStarts, int[] rowColumns, int[] rowPositions)
    {
        Pattern = pattern;
        this.columnStarts = columnStarts;
        this.rows = rows;
        this.rowStarts = rowStarts;
        this.rowColumns = rowColumns;
        this.rowPositions = rowPositions;
    }

    /// <summary>The pattern of A.</summary>
    public SymmetricPattern Pattern { get; }

    /// <summary>Number of rows and of columns.</summary>
    public int Order => Pattern.Order;

    /// <summary>Number of entries of L, diagonal and fill included.</summary>
    public int NonZeros => rows.Length;

    /// <summary>Order + 1 offsets into <see cref="Rows"/>.</summary>
    public ReadOnlySpan<int> ColumnStarts => columnStarts;

    /// <summary>Row indices of L, column after column, ascending, the diagonal first in each.</summary>
    public ReadOnlySpan<int> Rows => rows;

    /// <summary>Order + 1 offsets into <see cref="RowColumns"/> and <see cref="RowPositions"/>.</summary>
    internal ReadOnlySpan<int> RowStarts => rowStarts;

    /// <summary>For each row of L the columns left of the diagonal in which it is non-zero.</summary>
    internal ReadOnlySpan<int> RowColumns => rowColumns;

    /// <summary>Where each entry of <see cref="RowColumns"/> stands in the values of L.</summary>
    internal ReadOnlySpan<int> RowPositions => rowPositions;

    /// <summary>Multiplications that one numeric factorisation needs, Σ_j |L_*j|² / 2: a measure of its cost.</summary>
    public double Multiplications
    {
        get
        {
            double total = 0;
            for (int j = 0; j < Order; j++)
            {
                double count = columnStarts[j + 1] - columnStarts[j];
                total += 0.5 * count * (count + 1);
            }

            return total;
        }
    }

    /// <summary>Works out the elimination tree and the pattern of L, in time proportional to the entries of L.</summary>
    public static SymbolicCholesky Analyze(SymmetricPattern pattern)
    {
        int n = pattern.Order;
        (int[] aRowStarts, int[] aRowColumns) = StrictRows(pattern);
        int[] parent = EliminationTree(n, aRowStarts, aRowColumns);

        // The columns of row k are the nodes on the tree paths from the entries of row k of A up to k. The walk is made twice:
        // to count, then to fill.
        int[] mark = new int[n];
        int[] columnCounts = new int[n];
        int[] rowStarts = new int[n + 1];
        Array.Fill(mark, -1);
        Array.Fill(columnCounts, 1);
        for (int k = 0; k < n; k++)
        {
            mark[k] = k;
            int count = 0;
            for (int p = aRowStarts[k]; p < aRowStarts[k + 1]; p++)
            {
                for (int j = aRowColumns[p]; mark[j] != k; j = parent[j])
                {
                    mark[j] = k;
                    columnCounts[j]++;
                    count++;
                }
            }

            rowStarts[k + 1] = checked(rowStarts[k] + count);
        }

        int[] columnStarts = new int[n + 1];
        for (int j = 0; j < n; j++)
        {
            columnStarts[j + 1] = checked(columnStarts[j] + columnCounts[j]);
        }

        int[] rows = new int[columnStarts[n]];
        int[] rowColumns = new int[rowStarts[n]];
        int[] rowPositions = new int[rowStarts[n]];
        int[] next = columnStarts[..n];
        Array.Fill(mark, -1);
        for (int k = 0; k < n; k++)
        {
            mark[k] = k;
            rows[next[k]++] = k;
            int q = rowStarts[k];
            for (int p = aRowStarts[k]; p < aRowStarts[k + 1]; p++)
            {
                for (int j = aRowColumns[p]; mark[j] != k; j = parent[j])
                {
                    mark[j] = k;
                    rowColumns[q] = j;
                    rowPositions[q] = next[j];
                    rows[next[j]++] = k;
                    q++;
                }
            }
        }

        return new SymbolicCholesky(pattern, columnStarts, rows, rowStarts, rowColumns, rowPositions);
    }

    /// <summary>For each entry of <see cref="Pattern"/> its place in the values of L. The pattern's rows must ascend in every column.</summary>
    public int[] MapPattern()
    {
        int[] places = new int[Pattern.NonZeros];
        for (int j = 0; j < Order; j++)
        {
            int place = columnStarts[j];
            for (int p = Pattern.ColumnStarts[j]; p < Pattern.ColumnStarts[j + 1]; p++)
            {
                while (rows[place] < Pattern.Rows[p])
                {
                    place++;
                }

                places[p] = place;
            }
        }

        return places;
    }

    /// <summary>The strict lower triangle by rows: for each row the columns left of the diagonal.</summary>
    private static (int[] Starts, int[] Columns) StrictRows(SymmetricPattern pattern)
    {
        int n = pattern.Order;
        int[] starts = new int[n + 1];
        for (int j = 0; j < n; j++)
        {
            for (int p = pattern.ColumnStarts[j] + 1; p < pattern.ColumnStarts[j + 1]; p++)
            {
                starts[pattern.Rows[p] + 1]++;
            }
        }

        for (int k = 0; k < n; k++)
        {
            starts[k + 1] += starts[k];
        }

        int[] columns = new int[starts[n]];
        int[] next = starts[..n];
        for (int j = 0; j < n; j++)
        {
            for (int p = pattern.ColumnStarts[j] + 1; p < pattern.ColumnStarts[j + 1]; p++)
            {
                columns[next[pattern.Rows[p]]++] = j;
            }
        }

        return (starts, columns);
    }

    /// <summary>parent[j] = the first row below the diagonal that is non-zero in column j of L, or −1 (Liu 1990, with path compression).</summary>
    private static int[] EliminationTree(int n, int[] rowStarts, int[] rowColumns)
    {
        int[] parent = new int[n];
        int[] ancestor = new int[n];
        for (int k = 0; k < n; k++)
        {
            parent[k] = -1;
            ancestor[k] = -1;
            for (int p = rowStarts[k]; p < rowStarts[k + 1]; p++)
            {
                int j = rowColumns[p];
                while (j != k)
                {
                    int up = ancestor[j];
                    ancestor[j] = k;
                    if (up < 0)
                    {
                        parent[j] = k;
                        break;
                    }

                    j = up;
                }
            }
        }

        return parent;
    }
}
