namespace BayesLmm.Numerics.Sparse;

/// <summary>
/// Where a sparse symmetric matrix can be non-zero: its lower triangle, diagonal included, column by column. Immutable.
/// </summary>
internal sealed class SymmetricPattern
{
    private readonly int[] columnStarts;
    private readonly int[] rows;

    /// <summary>Makes a pattern; the arrays are not copied and must not be changed afterwards.</summary>
    /// <param name="columnStarts">Order + 1 offsets into <paramref name="rows"/>; column j holds rows[columnStarts[j] .. columnStarts[j + 1]].</param>
    /// <param name="rows">Row indices; in column j the first is j and no row is above the diagonal.</param>
    /// <exception cref="ArgumentException">A column does not start with its diagonal, or has a row above it or outside the matrix.</exception>
    public SymmetricPattern(int[] columnStarts, int[] rows)
    {
        int order = columnStarts.Length - 1;
        for (int j = 0; j < order; j++)
        {
            int start = columnStarts[j];
            if (start >= columnStarts[j + 1] || rows[start] != j)
            {
                throw new ArgumentException($"Column {j} must start with its diagonal entry.", nameof(rows));
            }

            for (int p = start + 1; p < columnStarts[j + 1]; p++)
            {
                if (rows[p] <= j || rows[p] >= order)
                {
                    throw new ArgumentException($"Column {j} has row {rows[p]}, which is not below the diagonal of a matrix of order {order}.", nameof(rows));
                }
            }
        }

        this.columnStarts = columnStarts;
        this.rows = rows;
    }

    /// <summary>Number of rows and of columns.</summary>
    public int Order => columnStarts.Length - 1;

    /// <summary>Number of stored entries of the lower triangle.</summary>
    public int NonZeros => rows.Length;

    /// <summary>Order + 1 offsets into <see cref="Rows"/>.</summary>
    public ReadOnlySpan<int> ColumnStarts => columnStarts;

    /// <summary>Row indices, column after column, the diagonal first in each.</summary>
    public ReadOnlySpan<int> Rows => rows;
}
