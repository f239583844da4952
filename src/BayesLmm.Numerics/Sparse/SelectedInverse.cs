namespace BayesLmm.Numerics.Sparse;

// V = A⁻¹ where L is non-zero. With ℓ = L_Rj / L_jj, R the rows below the diagonal of column j, from the last column to the first:
//     V_Rj = −V_RR ℓ,   V_jj = 1 / L_jj² − ℓᵀ V_Rj       (Takahashi, Fagan & Chin 1973; Erisman & Tinney 1975)
// Every entry of V_RR that is needed lies in the pattern of L.

/// <summary>
/// The entries of A⁻¹ at the places where the Cholesky factor of A can be non-zero, which include all places where A can be. Costs about twice
/// a factorisation, and no more memory than the factor. Owns its memory; not thread-safe.
/// </summary>
public sealed class SelectedInverse
{
    private readonly double[] values;
    private readonly double[] sums;
    private readonly double[] scaled;
    private readonly int[] place;

    /// <summary>Makes the memory for a structure.</summary>
    public SelectedInverse(SymbolicCholesky structure)
    {
        Structure = structure;
        values = new double[structure.NonZeros];
        sums = new double[structure.Order];
        scaled = new double[structure.Order];
        place = new int[structure.Order];
        Array.Fill(place, -1);
    }

    /// <summary>The structure of L, which is also that of the stored part of the inverse.</summary>
    public SymbolicCholesky Structure { get; }

    /// <summary>The numbers, in the order of <see cref="SymbolicCholesky.Rows"/>.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>Computes the entries from a factor of the same structure.</summary>
    public void Compute(CholeskyFactor factor)
    {
        ReadOnlySpan<int> starts = Structure.ColumnStarts, rows = Structure.Rows;
        ReadOnlySpan<double> L = factor.Values;
        Span<double> V = values;
        for (int j = Structure.Order - 1; j >= 0; j--)
        {
            int start = starts[j];
            int count = starts[j + 1] - start - 1;
            double inverse = 1 / L[start];
            ReadOnlySpan<int> R = rows.Slice(start + 1, count);
            Span<double> ell = scaled.AsSpan(0, count), sum = sums.AsSpan(0, count);
            for (int a = 0; a < count; a++)
            {
                ell[a] = L[start + 1 + a] * inverse;
                sum[a] = 0;
                place[R[a]] = a;
            }

            for (int a = 0; a < count; a++)
            {
                int first = starts[R[a]], end = starts[R[a] + 1];
                double la = ell[a];
                double own = V[first] * la;
                for (int p = first + 1; p < end; p++)
                {
                    int b = place[rows[p]];
                    if (b >= 0)
                    {
                        sum[b] += V[p] * la;
                        own += V[p] * ell[b];
                    }
                }

                sum[a] += own;
            }

            double diagonal = inverse * inverse;
            for (int a = 0; a < count; a++)
            {
                V[start + 1 + a] = -sum[a];
                diagonal += ell[a] * sum[a];
                place[R[a]] = -1;
            }

            V[start] = diagonal;
        }
    }
}
