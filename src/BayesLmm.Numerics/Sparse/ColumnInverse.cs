namespace BayesLmm.Numerics.Sparse;

// V = A⁻¹ where L is non-zero. With ℓ = L_Rj / L_jj, R the rows below the diagonal of column j, from the last column to the first:
//     V_Rj = −V_RR ℓ,   V_jj = 1 / L_jj² − ℓᵀ V_Rj       (Takahashi, Fagan & Chin 1973; Erisman & Tinney 1975)
// Every entry of V_RR that is needed lies in the pattern of L.

/// <summary>The selected inverse of a factor that is stored column by column.</summary>
internal sealed class ColumnInverse : SelectedInverse
{
    private readonly ColumnFactor factor;
    private readonly ColumnStructure columns;
    private readonly double[] values;
    private readonly double[] sums;
    private readonly double[] scaled;
    private readonly int[] place;

    public ColumnInverse(ColumnFactor factor)
        : base(factor.Structure)
    {
        this.factor = factor;
        columns = factor.Structure.Columns!;
        int n = factor.Structure.Order;
        values = new double[columns.Rows.Length];
        sums = new double[n];
        scaled = new double[n];
        place = new int[n];
        Array.Fill(place, -1);
    }

    private protected override double[] StoredValues => values;

    /// <inheritdoc/>
    public override void Compute()
    {
        ReadOnlySpan<int> starts = columns.ColumnStarts, rows = columns.Rows;
        ReadOnlySpan<double> L = factor.Values;
        Span<double> V = values;
        for (int j = starts.Length - 2; j >= 0; j--)
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
