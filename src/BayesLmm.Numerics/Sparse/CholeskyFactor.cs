namespace BayesLmm.Numerics.Sparse;

// A = L Lᵀ by the left-looking method: column j of A minus what the columns left of it contribute, then scaled
// (Davis 2006, §4.7). The structure is in SymbolicCholesky.

/// <summary>
/// The numbers of a sparse Cholesky factor. Owns its memory: made once, refactored as often as needed without allocation.
/// Not thread-safe; threads share the <see cref="SymbolicCholesky"/> and own a factor each.
/// </summary>
public sealed class CholeskyFactor
{
    private readonly double[] values;
    private readonly double[] column;

    /// <summary>Makes a factor of the given structure, without numbers yet.</summary>
    public CholeskyFactor(SymbolicCholesky structure)
    {
        Structure = structure;
        values = new double[structure.NonZeros];
        column = new double[structure.Order];
    }

    /// <summary>The structure of L.</summary>
    public SymbolicCholesky Structure { get; }

    /// <summary>The numbers of L, in the order of <see cref="SymbolicCholesky.Rows"/>.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>
    /// Factors A. Returns false, leaving the factor without meaning, when A is not positive definite to working precision or has
    /// non-finite entries.
    /// </summary>
    /// <param name="a">The numbers of A's lower triangle, in the order of the pattern's rows.</param>
    public bool TryFactor(ReadOnlySpan<double> a)
    {
        SymmetricPattern pattern = Structure.Pattern;
        ReadOnlySpan<int> aStarts = pattern.ColumnStarts, aRows = pattern.Rows;
        ReadOnlySpan<int> starts = Structure.ColumnStarts, rows = Structure.Rows;
        ReadOnlySpan<int> rowStarts = Structure.RowStarts, rowColumns = Structure.RowColumns, rowPositions = Structure.RowPositions;
        Span<double> L = values, w = column;
        int n = Structure.Order;
        for (int j = 0; j < n; j++)
        {
            for (int p = aStarts[j]; p < aStarts[j + 1]; p++)
            {
                w[aRows[p]] = a[p];
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

    /// <summary>log |A| restricted to the leading unknowns: 2 Σ log L_jj over j &lt; <paramref name="count"/>.</summary>
    /// <param name="count">How many of the first unknowns to take; the order for all.</param>
    public double LogDeterminant(int count)
    {
        ReadOnlySpan<int> starts = Structure.ColumnStarts;
        double sum = 0, product = 1;
        for (int j = 0; j < count; j++)
        {
            product *= values[starts[j]];

            // One logarithm for many factors, as long as the product is far from overflow and underflow.
            if (product is > 1e100 or < 1e-100)
            {
                sum += Math.Log(product);
                product = 1;
            }
        }

        return 2 * (sum + Math.Log(product));
    }

    /// <summary>log |A|.</summary>
    public double LogDeterminant() => LogDeterminant(Structure.Order);

    /// <summary>Solves L x = b in place.</summary>
    /// <param name="x">On entry b, on return x; as long as the order.</param>
    public void SolveLower(Span<double> x)
    {
        ReadOnlySpan<int> starts = Structure.ColumnStarts, rows = Structure.Rows;
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

    /// <summary>Solves Lᵀ x = b in place.</summary>
    /// <param name="x">On entry b, on return x; as long as the order.</param>
    public void SolveUpper(Span<double> x)
    {
        ReadOnlySpan<int> starts = Structure.ColumnStarts, rows = Structure.Rows;
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

    /// <summary>Solves A x = b in place.</summary>
    /// <param name="x">On entry b, on return x; as long as the order.</param>
    public void Solve(Span<double> x)
    {
        SolveLower(x);
        SolveUpper(x);
    }
}
