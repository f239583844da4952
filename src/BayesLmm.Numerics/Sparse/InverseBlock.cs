using System.Numerics.Tensors;

namespace BayesLmm.Numerics.Sparse;

// With D closed under the structure of L (the rows below the diagonal of a column in D are in D), ℓ = L_Rj / L_jj and R the rows below column j, from the last
// column of D to the first:  V_kj = −Σ_{l in R} ℓ_l V_lk for k > j in D,   V_jj = 1 / L_jj² − Σ_{l in R} ℓ_l V_lj     (Takahashi, Fagan & Chin 1973)
// The last columns of D, which are dense in L, are in the selected inverse.

/// <summary>
/// All entries of A⁻¹ among some rows and columns, also those that a <see cref="SelectedInverse"/> does not have. The rows and columns are extended to a set
/// that the recursion does not leave. Owns its memory, the square of the largest such set's size; not thread-safe.
/// </summary>
internal sealed class InverseBlock
{
    private double[] V = [];
    private int size;

    /// <summary>Computes the entries from the numbers that a factor and its inverse have now.</summary>
    /// <param name="structure">The rows and columns.</param>
    /// <param name="factor">A factor with the structure that these were chosen for.</param>
    /// <param name="inverse">Its selected inverse, computed.</param>
    public void Compute(InverseBlockStructure structure, CholeskyFactor factor, SelectedInverse inverse)
    {
        size = structure.Size;
        if (V.Length < (long)size * size)
        {
            V = new double[(long)size * size];
        }

        ReadOnlySpan<double> L = factor.Numbers, known = inverse.Values;
        int d = size;
        for (int j = d - 1; j >= 0; j--)
        {
            ReadOnlySpan<int> rows = structure.Rows(j), places = structure.Places(j);
            Span<double> own = V.AsSpan((j * d) + j + 1, d - j - 1);
            if (j >= structure.FirstDense)
            {
                V[(j * d) + j] = known[structure.Diagonal(j)];
                for (int a = 0; a < rows.Length; a++)
                {
                    own[rows[a] - j - 1] = known[places[a]];
                }
            }
            else
            {
                Solve(j, L, 1 / L[structure.Diagonal(j)], rows, places, own);
            }

            foreach (int k in structure.ReadRows(j))
            {
                V[(k * d) + j] = own[k - j - 1];
            }
        }
    }

    private void Solve(int j, ReadOnlySpan<double> L, double inverse, ReadOnlySpan<int> rows, ReadOnlySpan<int> places, Span<double> own)
    {
        int d = size;
        own.Clear();
        for (int a = 0; a < rows.Length; a++)
        {
            TensorPrimitives.MultiplyAdd(V.AsSpan((rows[a] * d) + j + 1, own.Length), -L[places[a]] * inverse, own, own);
        }

        double diagonal = inverse * inverse;
        for (int a = 0; a < rows.Length; a++)
        {
            diagonal -= L[places[a]] * inverse * own[rows[a] - j - 1];
        }

        V[(j * d) + j] = diagonal;
    }

    /// <summary>An entry of A⁻¹ after <see cref="Compute"/>.</summary>
    /// <param name="i">The row, by its number in the block: <see cref="InverseBlockStructure.NumberOf"/>.</param>
    /// <param name="j">The column.</param>
    public double this[int i, int j] => i < j ? V[(i * size) + j] : V[(j * size) + i];
}

/// <summary>The rows and columns of an <see cref="InverseBlock"/>. Immutable.</summary>
internal sealed class InverseBlockStructure
{
    private readonly SymbolicCholesky factor;
    private readonly int[] members;
    private readonly Dictionary<int, int> numbers = [];
    private readonly int[] diagonals;
    private readonly int[] starts;
    private readonly int[] rows;
    private readonly int[] places;
    private readonly int[] readRows;

    /// <summary>Extends rows and columns to a closed set.</summary>
    /// <param name="factor">The structure of L.</param>
    /// <param name="indices">Rows and columns of A.</param>
    public InverseBlockStructure(SymbolicCholesky factor, IEnumerable<int> indices)
    {
        this.factor = factor;
        members = Close(factor, indices.Select(factor.EliminationOf));
        for (int i = 0; i < members.Length; i++)
        {
            numbers.Add(members[i], i);
        }

        diagonals = [.. members.Select(member => factor.PlaceOf(member, member))];
        starts = new int[members.Length + 1];
        List<int> allRows = [], allPlaces = [];
        for (int i = 0; i < members.Length; i++)
        {
            foreach (int row in factor.RowsBelow(members[i]))
            {
                allRows.Add(numbers[row]);
                allPlaces.Add(factor.PlaceOf(row, members[i]));
            }

            starts[i + 1] = allRows.Count;
        }

        rows = [.. allRows];
        places = [.. allPlaces];
        readRows = [.. allRows.Distinct().Order()];
        FirstDense = members.Length;
        while (FirstDense > 0 && Rows(FirstDense - 1).Length == members.Length - FirstDense)
        {
            FirstDense--;
        }

        int sparse = starts[FirstDense];
        Multiplications = ((double)sparse * members.Length / 2) + ((double)readRows.Length * members.Length);
    }

    /// <summary>The number of rows and columns, those that were added included.</summary>
    public int Size => members.Length;

    /// <summary>Multiplications of a computation.</summary>
    public double Multiplications { get; }

    /// <summary>The number in the block of a row or column of A.</summary>
    public int NumberOf(int index) => numbers[factor.EliminationOf(index)];

    /// <summary>The column from which on all columns are dense in L: a selected inverse has their entries.</summary>
    internal int FirstDense { get; }

    /// <summary>The rows after column j that the recursion reads as a whole.</summary>
    internal ReadOnlySpan<int> ReadRows(int j)
    {
        int first = readRows.AsSpan().BinarySearch(j + 1);
        return readRows.AsSpan(first < 0 ? ~first : first);
    }

    internal int Diagonal(int j) => diagonals[j];

    internal ReadOnlySpan<int> Rows(int j) => rows.AsSpan(starts[j]..starts[j + 1]);

    internal ReadOnlySpan<int> Places(int j) => places.AsSpan(starts[j]..starts[j + 1]);

    private static int[] Close(SymbolicCholesky factor, IEnumerable<int> indices)
    {
        SortedSet<int> closed = [];
        Stack<int> open = new(indices);
        while (open.TryPop(out int index))
        {
            if (closed.Add(index))
            {
                foreach (int row in factor.RowsBelow(index).Where(row => !closed.Contains(row)))
                {
                    open.Push(row);
                }
            }
        }

        return [.. closed];
    }
}
