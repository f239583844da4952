using BayesLmm.Numerics.Dense;

namespace BayesLmm.Numerics.Sparse;

// The same recursion as in ColumnInverse for the columns J of a supernode at once, R the rows below, from the last supernode to the first:
//     X = L_RJ L_JJ⁻¹,   V_RJ = −V_RR X,   V_JJ = L_JJ⁻ᵀ L_JJ⁻¹ − Xᵀ V_RJ

/// <summary>The selected inverse of a factor that is stored in supernodes.</summary>
internal sealed class PanelInverse : SelectedInverse
{
    private readonly PanelFactor factor;
    private readonly PanelStructure panels;
    private readonly PanelKernels kernels;
    private readonly double[] values;
    private readonly double[] upper;     // L_JJ⁻ᵀ by rows
    private readonly double[] symmetric; // V_RR, both triangles
    private readonly double[] X;         // Xᵀ by rows: w × m
    private readonly double[] crossed;   // V_JR by rows: w × m
    private readonly double[] rowsOfX;   // X by rows: m × w

    public PanelInverse(PanelFactor factor)
        : base(factor.Structure)
    {
        this.factor = factor;
        panels = factor.Structure.Panels!;
        kernels = new PanelKernels(factor.Team);
        values = new double[panels.StoredNumbers];
        int square = 0, gathered = 0, rectangle = 1;
        for (int s = 0; s < panels.Count; s++)
        {
            int w = panels.Width(s), m = panels.Rows(s).Length;
            if (w == 1)
            {
                rectangle = Math.Max(rectangle, m);
                continue;
            }

            square = Math.Max(square, checked(w * w));
            gathered = Math.Max(gathered, checked(m * m));
            rectangle = Math.Max(rectangle, checked(w * m));
        }

        upper = new double[square];
        symmetric = new double[gathered];
        X = new double[rectangle];
        crossed = new double[rectangle];
        rowsOfX = new double[rectangle];
    }

    private protected override double[] StoredValues => values;

    /// <inheritdoc/>
    public override void Compute()
    {
        for (int s = panels.Count - 1; s >= 0; s--)
        {
            if (panels.Width(s) == 1)
            {
                ComputeColumn(s);
            }
            else
            {
                ComputePanel(s);
            }
        }
    }

    private void ComputeColumn(int s)
    {
        int start = panels.ValueStart(s), m = panels.Rows(s).Length;
        double inverse = 1 / factor.Values[start];
        Span<double> ell = X.AsSpan(0, m), sum = crossed.AsSpan(0, m);
        System.Numerics.Tensors.TensorPrimitives.Multiply(factor.Values.AsSpan(start + 1, m), inverse, ell);
        sum.Clear();
        foreach (PanelUpdate update in panels.Updates(s))
        {
            int wide = panels.Width(update.Target), columns = update.To - update.From;
            ReadOnlySpan<int> relative = panels.Relative.Slice(update.FirstRelative, m - update.From);
            ReadOnlySpan<double> target = values.AsSpan(panels.ValueStart(update.Target));
            Span<double> ownSum = sum[update.From..];
            ReadOnlySpan<double> own = ell[update.From..];
            for (int a = 0; a < relative.Length; a++)
            {
                ReadOnlySpan<double> row = target.Slice(relative[a] * wide, wide);
                double la = own[a], total = 0;
                int end = Math.Min(a, columns);
                for (int b = 0; b < end; b++)
                {
                    double v = row[relative[b]];
                    total += v * own[b];
                    ownSum[b] += v * la;
                }

                ownSum[a] += a < columns ? total + (row[relative[a]] * la) : total;
            }
        }

        double diagonal = inverse * inverse;
        for (int a = 0; a < m; a++)
        {
            values[start + 1 + a] = -sum[a];
            diagonal += ell[a] * sum[a];
        }

        values[start] = diagonal;
    }

    private void ComputePanel(int s)
    {
        int start = panels.ValueStart(s), w = panels.Width(s), m = panels.Rows(s).Length;
        kernels.InvertTransposed(factor.Values, start, w, upper);
        kernels.Square(upper, w, values, start);
        if (m == 0)
        {
            return;
        }

        GatherSymmetric(s, m);

        // X by rows is L_RJ (L_JJ⁻ᵀ)ᵀ with the minus sign of the kernel.
        Span<double> byRows = rowsOfX.AsSpan(0, m * w), transposed = X.AsSpan(0, w * m), result = crossed.AsSpan(0, w * m);
        byRows.Clear();
        ProductKernels.SubtractProduct(factor.Values.AsSpan(start + (w * w), m * w), w, m, upper, w, w, w, byRows, w);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < w; j++)
            {
                transposed[(j * m) + i] = -byRows[(i * w) + j];
            }
        }

        result.Clear();
        ProductKernels.SubtractProduct(transposed, m, w, symmetric, m, m, m, result, m);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < w; j++)
            {
                values[start + ((w + i) * w) + j] = result[(j * m) + i];
            }
        }

        ProductKernels.SubtractProduct(transposed, m, w, result, m, w, m, values.AsSpan(start, w * w), w);
    }

    /// <summary>V_RR; each entry is stored in the panel of the supernode that the smaller of its row and column belongs to.</summary>
    private void GatherSymmetric(int s, int m)
    {
        foreach (PanelUpdate update in panels.Updates(s))
        {
            int wide = panels.Width(update.Target), columns = update.To - update.From;
            ReadOnlySpan<int> relative = panels.Relative.Slice(update.FirstRelative, m - update.From);
            ReadOnlySpan<double> target = values.AsSpan(panels.ValueStart(update.Target));
            for (int a = 0; a < relative.Length; a++)
            {
                ReadOnlySpan<double> row = target.Slice(relative[a] * wide, wide);
                for (int b = 0; b < Math.Min(a + 1, columns); b++)
                {
                    double v = row[relative[b]];
                    symmetric[((update.From + a) * m) + update.From + b] = v;
                    symmetric[((update.From + b) * m) + update.From + a] = v;
                }
            }
        }
    }
}
