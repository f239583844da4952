using System.Numerics.Tensors;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Numerics.Sparse;

// The left-looking method: column j of A minus what the columns left of it contribute, then scaled (Davis 2006, §4.7).

/// <summary>A Cholesky factor whose columns are stored one by one.</summary>
internal sealed class ColumnFactor : CholeskyFactor
{
    private readonly ColumnStructure columns;
    private readonly double[] values;
    private readonly double[] column;

    public ColumnFactor(SymbolicCholesky structure)
        : base(structure)
    {
        columns = structure.Columns!;
        values = new double[columns.Rows.Length];
        column = new double[structure.Order];
    }

    /// <summary>The numbers of L, in the order of <see cref="ColumnStructure.Rows"/>.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <inheritdoc/>
    internal override ReadOnlySpan<double> Numbers => values;

    /// <inheritdoc/>
    public override bool TryFactor(ReadOnlySpan<double> a)
    {
        SymmetricPattern pattern = columns.Permuted.Pattern;
        ReadOnlySpan<int> aStarts = pattern.ColumnStarts, aRows = pattern.Rows;
        int[]? sources = columns.Permuted.Sources;
        ReadOnlySpan<int> starts = columns.ColumnStarts, rows = columns.Rows;
        ReadOnlySpan<int> rowStarts = columns.RowStarts, rowColumns = columns.RowColumns, rowPositions = columns.RowPositions;
        Span<double> L = values, w = column;
        for (int j = 0; j < column.Length; j++)
        {
            for (int p = aStarts[j]; p < aStarts[j + 1]; p++)
            {
                w[aRows[p]] = a[sources is null ? p : sources[p]];
            }

            for (int t = rowStarts[j]; t < rowStarts[j + 1]; t++)
            {
                int first = rowPositions[t];
                int length = starts[rowColumns[t] + 1] - first;
                ReadOnlySpan<double> source = L.Slice(first, length);
                ReadOnlySpan<int> target = rows.Slice(first, length);
                double factor = source[0];
                for (int p = 0; p < source.Length; p++)
                {
                    w[target[p]] -= factor * source[p];
                }
            }

            double pivot = w[j];
            if (!(pivot > 0) || !double.IsFinite(pivot))
            {
                w.Clear();
                return false;
            }

            double diagonal = Math.Sqrt(pivot);
            double inverse = 1 / diagonal;
            int start = starts[j];
            L[start] = diagonal;
            w[j] = 0;
            for (int p = start + 1; p < starts[j + 1]; p++)
            {
                int row = rows[p];
                L[p] = w[row] * inverse;
                w[row] = 0;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override double LogDeterminant()
    {
        ReadOnlySpan<int> starts = columns.ColumnStarts;
        double sum = 0, product = 1;
        for (int j = 0; j < column.Length; j++)
        {
            AddLog(values[starts[j]], ref sum, ref product);
        }

        return 2 * (sum + Math.Log(product));
    }

    private protected override void SolveLowerInPlace(Span<double> x)
    {
        ReadOnlySpan<int> starts = columns.ColumnStarts, rows = columns.Rows;
        ReadOnlySpan<double> L = values;
        for (int j = 0; j < starts.Length - 1; j++)
        {
            int start = starts[j];
            double xj = x[j] / L[start];
            x[j] = xj;
            for (int p = start + 1; p < starts[j + 1]; p++)
            {
                x[rows[p]] -= L[p] * xj;
            }
        }
    }

    private protected override void SolveLowerInPlace(Span<double> X, int width)
    {
        ReadOnlySpan<int> starts = columns.ColumnStarts, rows = columns.Rows;
        for (int j = 0; j < starts.Length - 1; j++)
        {
            int start = starts[j];
            Span<double> own = X.Slice(j * width, width);
            TensorPrimitives.Divide(own, values[start], own);
            for (int p = start + 1; p < starts[j + 1]; p++)
            {
                SmallRow.Add(own, -values[p], X.Slice(rows[p] * width, width));
            }
        }
    }

    private protected override void SolveUpperInPlace(Span<double> x)
    {
        ReadOnlySpan<int> starts = columns.ColumnStarts, rows = columns.Rows;
        ReadOnlySpan<double> L = values;
        for (int j = starts.Length - 2; j >= 0; j--)
        {
            int start = starts[j];
            double sum = x[j];
            for (int p = start + 1; p < starts[j + 1]; p++)
            {
                sum -= L[p] * x[rows[p]];
            }

            x[j] = sum / L[start];
        }
    }

    private protected override void SolveUpperInPlace(Span<double> X, int width)
    {
        ReadOnlySpan<int> starts = columns.ColumnStarts, rows = columns.Rows;
        for (int j = starts.Length - 2; j >= 0; j--)
        {
            int start = starts[j];
            Span<double> own = X.Slice(j * width, width);
            SmallRow.SubtractRows(X, rows[(start + 1)..starts[j + 1]], values.AsSpan(start + 1), 1, width, own);
            TensorPrimitives.Divide(own, values[start], own);
        }
    }
}
