using System.Numerics.Tensors;

namespace BayesLmm.Design.Columns;

/// <summary>
/// Means of some columns and the products of their deviations, accumulated in blocks of rows that stay in the processor's cache, in a fixed order.
/// </summary>
internal sealed class ColumnMoments
{
    /// <summary>Rows of a block: a block of some tens of columns fits into a second-level cache.</summary>
    public const int BlockRows = 1024;

    private ColumnMoments(double[] centers, double[] gram)
    {
        Centers = centers;
        Gram = gram;
    }

    /// <summary>What was subtracted from each column: its mean; 0 for a leading constant, and for all columns without one.</summary>
    public double[] Centers { get; }

    /// <summary>Products of the centred columns, p × p by rows.</summary>
    public double[] Gram { get; }

    /// <summary>Accumulates.</summary>
    /// <param name="columns">Columns of one length.</param>
    /// <param name="hasIntercept">Whether the first is the constant, so that centring the others is a change of coordinates.</param>
    /// <param name="roots">√w for each row, which centred rows are multiplied by; null for 1.</param>
    public static ColumnMoments Compute(IReadOnlyList<double[]> columns, bool hasIntercept, double[]? roots = null)
    {
        int p = columns.Count, n = p == 0 ? 0 : columns[0].Length;
        double[] centers = new double[p], gram = new double[p * p], block = new double[p * BlockRows];
        for (int j = hasIntercept ? 1 : p; j < p; j++)
        {
            centers[j] = TensorPrimitives.Sum<double>(columns[j]) / n;
        }

        for (int first = 0; first < n; first += BlockRows)
        {
            int rows = Math.Min(BlockRows, n - first);
            FillBlock(columns, centers, roots, first, rows, block);
            for (int i = 0; i < p; i++)
            {
                ReadOnlySpan<double> left = block.AsSpan(i * BlockRows, rows);
                for (int j = 0; j <= i; j++)
                {
                    gram[(i * p) + j] += TensorPrimitives.Dot(left, block.AsSpan(j * BlockRows, rows));
                }
            }
        }

        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < i; j++)
            {
                gram[(j * p) + i] = gram[(i * p) + j];
            }
        }

        return new ColumnMoments(centers, gram);
    }

    /// <summary>The moments of some of the columns.</summary>
    /// <param name="kept">Which, ascending.</param>
    public ColumnMoments Select(int[] kept)
    {
        int p = Centers.Length;
        double[] gram = new double[kept.Length * kept.Length];
        for (int i = 0; i < kept.Length; i++)
        {
            for (int j = 0; j < kept.Length; j++)
            {
                gram[(i * kept.Length) + j] = Gram[(kept[i] * p) + kept[j]];
            }
        }

        return new ColumnMoments([.. kept.Select(j => Centers[j])], gram);
    }

    /// <summary>Copies some rows of the columns, centred and weighted.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="centers">What to subtract from each.</param>
    /// <param name="roots">√w for each row; null for 1.</param>
    /// <param name="first">The first row.</param>
    /// <param name="rows">Number of rows, at most <see cref="BlockRows"/>.</param>
    /// <param name="block">Receives them, column j from j · <see cref="BlockRows"/> on.</param>
    public static void FillBlock(IReadOnlyList<double[]> columns, double[] centers, double[]? roots, int first, int rows, double[] block)
    {
        for (int j = 0; j < columns.Count; j++)
        {
            Span<double> target = block.AsSpan(j * BlockRows, rows);
            TensorPrimitives.Subtract(columns[j].AsSpan(first, rows), centers[j], target);
            if (roots is not null)
            {
                TensorPrimitives.Multiply(target, roots.AsSpan(first, rows), target);
            }
        }
    }
}
