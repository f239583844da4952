namespace BayesLmm.Numerics.Sparse;

/// <summary>
/// The entries of A⁻¹ at the places where the Cholesky factor of A can be non-zero, which include all places where A can be (Takahashi, Fagan &amp; Chin 1973).
/// Costs about twice a factorisation, and no more memory than the factor. Owns its memory; not thread-safe.
/// </summary>
internal abstract class SelectedInverse
{
    private readonly SymbolicCholesky structure;

    private protected SelectedInverse(SymbolicCholesky structure) => this.structure = structure;

    /// <summary>The numbers: the entry of A⁻¹ where entry p of A's pattern is stands at <see cref="Places"/>[p].</summary>
    public ReadOnlySpan<double> Values => StoredValues;

    /// <summary>For each entry of the pattern of A its place in <see cref="Values"/>.</summary>
    public ReadOnlySpan<int> Places => structure.Places;

    private protected abstract double[] StoredValues { get; }

    /// <summary>Makes the memory for the inverses of matrices whose factors are like the given one, which need not have numbers yet.</summary>
    public static SelectedInverse Create(CholeskyFactor factor) => factor switch
    {
        ColumnFactor columns => new ColumnInverse(columns),
        PanelFactor panels => new PanelInverse(panels),
        _ => throw new ArgumentException($"A factor of type {factor.GetType().Name} has no selected inverse.", nameof(factor)),
    };

    /// <summary>Computes the entries from the numbers that the factor has now.</summary>
    public abstract void Compute();
}
