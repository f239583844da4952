namespace BayesLmm.Numerics.Sparse;

/// <summary>
/// The numbers of a sparse Cholesky factor, P A Pᵀ = L Lᵀ. Owns its memory: made once, refactored as often as needed without allocation.
/// Not thread-safe; threads share the <see cref="SymbolicCholesky"/> and own a factor each.
/// </summary>
internal abstract class CholeskyFactor
{
    private readonly double[] work;

    private protected CholeskyFactor(SymbolicCholesky structure)
    {
        Structure = structure;
        work = new double[structure.Permutation.Length];
    }

    /// <summary>The structure of L.</summary>
    public SymbolicCholesky Structure { get; }

    /// <summary>The numbers of L, at the places that <see cref="SymbolicCholesky.PlaceOf"/> gives.</summary>
    internal abstract ReadOnlySpan<double> Numbers { get; }

    /// <summary>Makes a factor of the given structure, without numbers yet.</summary>
    /// <param name="structure">The structure.</param>
    /// <param name="threads">How many threads may share the work of wide panels; the numbers do not depend on it.</param>
    public static CholeskyFactor Create(SymbolicCholesky structure, int threads = 1) =>
        structure.HasPanels ? new PanelFactor(structure, threads) : new ColumnFactor(structure);

    /// <summary>
    /// Factors A. Returns false, leaving the factor undefined, when A is not positive definite to working precision or has
    /// non-finite entries.
    /// </summary>
    /// <param name="a">The numbers of A's lower triangle, in the order of the pattern's rows.</param>
    public abstract bool TryFactor(ReadOnlySpan<double> a);

    /// <summary>log |A|.</summary>
    public abstract double LogDeterminant();

    /// <summary>x ← L⁻¹ P x.</summary>
    /// <param name="x">As long as the order. What is returned is in the order of elimination.</param>
    public void SolveLower(Span<double> x)
    {
        ToElimination(x);
        SolveLowerInPlace(x);
    }

    /// <summary>X ← L⁻¹ P X for many columns at once.</summary>
    /// <param name="X">Rows in the order of the pattern, by rows; as many numbers as the order times the columns.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="result">Receives the solution, its rows in the order of elimination; other memory than <paramref name="X"/>.</param>
    public void SolveLower(ReadOnlySpan<double> X, int columns, Span<double> result)
    {
        ReadOnlySpan<int> order = Structure.Permutation;
        if (order.Length == 0)
        {
            X.CopyTo(result);
        }

        for (int i = 0; i < order.Length; i++)
        {
            X.Slice(order[i] * columns, columns).CopyTo(result[(i * columns)..]);
        }

        SolveLowerInPlace(result, columns);
    }

    /// <summary>x ← Pᵀ L⁻ᵀ x. Of standard normal numbers it makes numbers with covariance matrix A⁻¹.</summary>
    /// <param name="x">As long as the order, on entry in the order of elimination.</param>
    public void SolveUpper(Span<double> x)
    {
        SolveUpperInPlace(x);
        FromElimination(x);
    }

    /// <summary>X ← Pᵀ L⁻ᵀ X for many columns at once.</summary>
    /// <param name="X">Rows in the order of elimination, by rows; overwritten.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="result">Receives the solution, its rows in the order of the pattern; other memory than <paramref name="X"/>.</param>
    public void SolveUpper(Span<double> X, int columns, Span<double> result)
    {
        SolveUpperInPlace(X, columns);
        ReadOnlySpan<int> order = Structure.Permutation;
        if (order.Length == 0)
        {
            X.CopyTo(result);
        }

        for (int i = 0; i < order.Length; i++)
        {
            X.Slice(i * columns, columns).CopyTo(result[(order[i] * columns)..]);
        }
    }

    /// <summary>Solves A x = b in place.</summary>
    /// <param name="x">On entry b, on return x; as long as the order.</param>
    public void Solve(Span<double> x)
    {
        SolveLower(x);
        SolveUpper(x);
    }

    private protected abstract void SolveLowerInPlace(Span<double> x);

    private protected abstract void SolveLowerInPlace(Span<double> X, int columns);

    private protected abstract void SolveUpperInPlace(Span<double> x);

    private protected abstract void SolveUpperInPlace(Span<double> X, int columns);

    /// <summary>Σ log of positive numbers, with one logarithm for many of them as long as their product is far from overflow and underflow.</summary>
    private protected static void AddLog(double value, ref double sum, ref double product)
    {
        product *= value;
        if (product is > 1e100 or < 1e-100)
        {
            sum += Math.Log(product);
            product = 1;
        }
    }

    private void ToElimination(Span<double> x)
    {
        ReadOnlySpan<int> order = Structure.Permutation;
        if (order.Length > 0)
        {
            for (int i = 0; i < order.Length; i++)
            {
                work[i] = x[order[i]];
            }

            work.CopyTo(x);
        }
    }

    private void FromElimination(Span<double> x)
    {
        ReadOnlySpan<int> order = Structure.Permutation;
        if (order.Length > 0)
        {
            x.CopyTo(work);
            for (int i = 0; i < order.Length; i++)
            {
                x[order[i]] = work[i];
            }
        }
    }
}
