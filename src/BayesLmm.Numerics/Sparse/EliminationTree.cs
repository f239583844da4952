namespace BayesLmm.Numerics.Sparse;

// The parent of column j is the first row below the diagonal in which column j of L is non-zero (Liu 1990; Davis 2006, §4.1). Row k of L is non-zero in the
// columns on the tree's paths from the entries of row k of A up to k.

/// <summary>The elimination tree of a pattern, and how many entries each column of its Cholesky factor has.</summary>
internal sealed class EliminationTree
{
    private readonly int[] rowStarts;
    private readonly int[] rowColumns;
    private readonly int[] parents;
    private readonly int[] counts;

    private EliminationTree(int[] rowStarts, int[] rowColumns, int[] parents, int[] counts)
    {
        this.rowStarts = rowStarts;
        this.rowColumns = rowColumns;
        this.parents = parents;
        this.counts = counts;
    }

    /// <summary>Number of columns.</summary>
    public int Order => parents.Length;

    /// <summary>For each column its parent, −1 for a root.</summary>
    public ReadOnlySpan<int> Parents => parents;

    /// <summary>Entries of each column of L, diagonal included.</summary>
    public ReadOnlySpan<int> ColumnCounts => counts;

    /// <summary>Entries of L.</summary>
    public long NonZeros => counts.Sum(count => (long)count);

    /// <summary>Multiplications of a factorisation, Σ_j |L_*j| (|L_*j| + 1) / 2.</summary>
    public double Multiplications => counts.Sum(count => 0.5 * count * (count + 1.0));

    /// <summary>For each row of A its entries left of the diagonal: where they start in <see cref="RowColumns"/>.</summary>
    public ReadOnlySpan<int> RowStarts => rowStarts;

    /// <summary>The columns of these entries.</summary>
    public ReadOnlySpan<int> RowColumns => rowColumns;

    /// <summary>Builds the tree, in time proportional to the entries of L and memory proportional to those of A.</summary>
    public static EliminationTree Of(SymmetricPattern pattern)
    {
        int n = pattern.Order;
        (int[] starts, int[] columns) = StrictRows(pattern);
        int[] parents = FindParents(n, starts, columns);
        int[] mark = new int[n], counts = new int[n];
        Array.Fill(mark, -1);
        Array.Fill(counts, 1);
        for (int k = 0; k < n; k++)
        {
            mark[k] = k;
            for (int p = starts[k]; p < starts[k + 1]; p++)
            {
                for (int j = columns[p]; mark[j] != k; j = parents[j])
                {
                    mark[j] = k;
                    counts[j]++;
                }
            }
        }

        return new EliminationTree(starts, columns, parents, counts);
    }

    /// <summary>
    /// The columns in an order in which every subtree is contiguous and ends with its root. Ordering by it leaves L unchanged, up to the order of rows and
    /// columns.
    /// </summary>
    public int[] Postorder()
    {
        int n = Order;
        int[] firstChild = new int[n], nextSibling = new int[n];
        Array.Fill(firstChild, -1);
        for (int j = n - 1; j >= 0; j--)
        {
            if (parents[j] >= 0)
            {
                nextSibling[j] = firstChild[parents[j]];
                firstChild[parents[j]] = j;
            }
        }

        int[] order = new int[n], stack = new int[n];
        int next = 0;
        for (int root = 0; root < n; root++)
        {
            if (parents[root] >= 0)
            {
                continue;
            }

            int top = 0;
            stack[0] = root;
            while (top >= 0)
            {
                int child = firstChild[stack[top]];
                if (child >= 0)
                {
                    firstChild[stack[top]] = nextSibling[child];
                    stack[++top] = child;
                }
                else
                {
                    order[next++] = stack[top--];
                }
            }
        }

        return order;
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

    /// <summary>The first row below the diagonal that is non-zero in each column of L, or −1 (Liu 1990, with path compression).</summary>
    private static int[] FindParents(int n, int[] rowStarts, int[] rowColumns)
    {
        int[] parents = new int[n], ancestor = new int[n];
        for (int k = 0; k < n; k++)
        {
            parents[k] = -1;
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
                        parents[j] = k;
                        break;
                    }

                    j = up;
                }
            }
        }

        return parents;
    }
}
