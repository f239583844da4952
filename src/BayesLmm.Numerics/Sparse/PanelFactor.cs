using System.Numerics.Tensors;
using BayesLmm.Numerics.Dense;
using BayesLmm.Numerics.Parallel;

namespace BayesLmm.Numerics.Sparse;

// The right-looking supernodal method: each panel in turn is factored as a dense matrix, and the product of its rows is subtracted from the panels that these
// rows are columns of.

/// <summary>A Cholesky factor that is stored in supernodes.</summary>
internal sealed class PanelFactor : CholeskyFactor
{
    /// <summary>Panels with fewer columns subtract their products entry by entry; wider ones make the whole product first.</summary>
    private const int Narrow = 8;

    private readonly PanelStructure panels;
    private readonly PanelKernels kernels;
    private readonly WorkTeam team;
    private readonly double[] values;
    private readonly ProductWork? product;
    private readonly int[] counting; // 0, 1, 2 …: all rows of a panel's triangle

    public PanelFactor(SymbolicCholesky structure, int threads)
        : base(structure)
    {
        panels = structure.Panels!;
        team = new WorkTeam(threads);
        kernels = new PanelKernels(team);
        values = new double[panels.StoredNumbers];
        int largest = 0;
        for (int s = 0; s < panels.Count; s++)
        {
            foreach (PanelUpdate update in panels.Updates(s))
            {
                largest = Math.Max(largest, panels.Width(s) < Narrow ? 0 : checked((update.To - update.From) * (panels.Rows(s).Length - update.From)));
            }
        }

        counting = [.. Enumerable.Range(0, panels.LargestWidth)];
        product = largest > 0 ? new ProductWork(this, new double[largest]) : null;
    }

    /// <summary>The numbers of the panels.</summary>
    internal double[] Values => values;

    /// <inheritdoc/>
    internal override ReadOnlySpan<double> Numbers => values;

    /// <summary>The threads that share the work.</summary>
    internal WorkTeam Team => team;

    /// <inheritdoc/>
    public override bool TryFactor(ReadOnlySpan<double> a)
    {
        Array.Clear(values);
        ReadOnlySpan<int> places = panels.Places;
        for (int p = 0; p < places.Length; p++)
        {
            values[places[p]] = a[p];
        }

        for (int s = 0; s < panels.Count; s++)
        {
            int start = panels.ValueStart(s), w = panels.Width(s), below = panels.Rows(s).Length;
            if (w == 1)
            {
                double pivot = values[start];
                if (!(pivot > 0) || !double.IsFinite(pivot))
                {
                    return false;
                }

                double diagonal = Math.Sqrt(pivot);
                values[start] = diagonal;
                Span<double> column = values.AsSpan(start + 1, below);
                TensorPrimitives.Multiply(column, 1 / diagonal, column);
            }
            else if (!kernels.TryFactor(values, start, w, w + below))
            {
                return false;
            }

            foreach (PanelUpdate update in panels.Updates(s))
            {
                if (w < Narrow)
                {
                    SubtractEntries(s, update);
                }
                else
                {
                    product!.Run(s, update);
                }
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override double LogDeterminant()
    {
        double sum = 0, product = 1;
        for (int s = 0; s < panels.Count; s++)
        {
            int w = panels.Width(s);
            for (int j = 0; j < w; j++)
            {
                AddLog(values[panels.ValueStart(s) + (j * (w + 1))], ref sum, ref product);
            }
        }

        return 2 * (sum + Math.Log(product));
    }

    private protected override void SolveLowerInPlace(Span<double> x)
    {
        for (int s = 0; s < panels.Count; s++)
        {
            int w = panels.Width(s);
            ReadOnlySpan<int> rows = panels.Rows(s);
            ReadOnlySpan<double> L = values.AsSpan(panels.ValueStart(s), (w + rows.Length) * w);
            Span<double> own = x.Slice(panels.FirstColumns[s], w);
            for (int i = 0; i < w; i++)
            {
                ReadOnlySpan<double> row = L.Slice(i * w, i + 1);
                own[i] = (own[i] - ProductKernels.Dot(row[..i], own)) / row[i];
            }

            L = L[(w * w)..];
            if (w == 1)
            {
                double factor = own[0];
                for (int k = 0; k < rows.Length; k++)
                {
                    x[rows[k]] -= L[k] * factor;
                }

                continue;
            }

            for (int k = 0; k < rows.Length; k++)
            {
                x[rows[k]] -= ProductKernels.Dot(L.Slice(k * w, w), own);
            }
        }
    }

    private protected override void SolveLowerInPlace(Span<double> X, int columns)
    {
        for (int s = 0; s < panels.Count; s++)
        {
            int w = panels.Width(s);
            ReadOnlySpan<int> rows = panels.Rows(s);
            ReadOnlySpan<double> L = values.AsSpan(panels.ValueStart(s), (w + rows.Length) * w);
            Span<double> own = X.Slice(panels.FirstColumns[s] * columns, w * columns);
            for (int i = 0; i < w; i++)
            {
                Span<double> row = own.Slice(i * columns, columns);
                SmallRow.SubtractCombination(own, L.Slice(i * w, i), columns, row);
                TensorPrimitives.Divide(row, L[(i * w) + i], row);
            }

            for (int k = 0; k < rows.Length; k++)
            {
                SmallRow.SubtractCombination(own, L.Slice((w + k) * w, w), columns, X.Slice(rows[k] * columns, columns));
            }
        }
    }

    private protected override void SolveUpperInPlace(Span<double> x)
    {
        for (int s = panels.Count - 1; s >= 0; s--)
        {
            int w = panels.Width(s);
            ReadOnlySpan<int> rows = panels.Rows(s);
            ReadOnlySpan<double> L = values.AsSpan(panels.ValueStart(s), (w + rows.Length) * w);
            Span<double> own = x.Slice(panels.FirstColumns[s], w);
            if (w == 1)
            {
                double sum = own[0];
                for (int k = 0; k < rows.Length; k++)
                {
                    sum -= L[k + 1] * x[rows[k]];
                }

                own[0] = sum / L[0];
                continue;
            }

            for (int k = 0; k < rows.Length; k++)
            {
                TensorPrimitives.MultiplyAdd(L.Slice((w + k) * w, w), -x[rows[k]], own, own);
            }

            for (int i = w - 1; i >= 0; i--)
            {
                ReadOnlySpan<double> row = L.Slice(i * w, i + 1);
                own[i] /= row[i];
                TensorPrimitives.MultiplyAdd(row[..i], -own[i], own[..i], own[..i]);
            }
        }
    }

    private protected override void SolveUpperInPlace(Span<double> X, int columns)
    {
        for (int s = panels.Count - 1; s >= 0; s--)
        {
            int w = panels.Width(s);
            ReadOnlySpan<int> rows = panels.Rows(s);
            ReadOnlySpan<double> L = values.AsSpan(panels.ValueStart(s), (w + rows.Length) * w);
            Span<double> own = X.Slice(panels.FirstColumns[s] * columns, w * columns);
            for (int i = w - 1; i >= 0; i--)
            {
                Span<double> row = own.Slice(i * columns, columns);
                if (rows.Length > 0)
                {
                    SmallRow.SubtractRows(X, rows, L[((w * w) + i)..], w, columns, row);
                }

                if (i < w - 1)
                {
                    SmallRow.SubtractRows(own, counting.AsSpan(i + 1, w - i - 1), L[(((i + 1) * w) + i)..], w, columns, row);
                }

                TensorPrimitives.Divide(row, L[(i * w) + i], row);
            }
        }
    }

    /// <summary>Subtracts the products of a narrow panel's rows one by one.</summary>
    private void SubtractEntries(int s, PanelUpdate update)
    {
        int w = panels.Width(s), below = panels.Rows(s).Length, wide = panels.Width(update.Target);
        ReadOnlySpan<double> source = values.AsSpan(panels.ValueStart(s) + (w * w), below * w);
        ReadOnlySpan<int> relative = panels.Relative.Slice(update.FirstRelative, below - update.From);
        Span<double> target = values.AsSpan(panels.ValueStart(update.Target));
        int columns = update.To - update.From;
        source = source[(update.From * w)..];
        for (int a = 0; a < relative.Length; a++)
        {
            Span<double> row = target.Slice(relative[a] * wide, wide);
            ReadOnlySpan<int> at = relative[..Math.Min(a + 1, columns)];
            if (w == 1)
            {
                double factor = source[a];
                for (int b = 0; b < at.Length; b++)
                {
                    row[at[b]] -= factor * source[b];
                }

                continue;
            }

            ReadOnlySpan<double> left = source.Slice(a * w, w);
            for (int b = 0; b < at.Length; b++)
            {
                ReadOnlySpan<double> right = source.Slice(b * w, left.Length);
                double sum = 0;
                for (int c = 0; c < left.Length; c++)
                {
                    sum += left[c] * right[c];
                }

                row[at[b]] -= sum;
            }
        }
    }

    /// <summary>Subtracts the product of a wide panel's rows, some rows of the target an item.</summary>
    private sealed class ProductWork(PanelFactor factor, double[] memory) : ParallelWork
    {
        private const int RowsOfTile = 48;

        /// <summary>Multiplications below which a call of other threads costs more than they save.</summary>
        private const double WorthSharing = 1e6;

        private int s;
        private PanelUpdate update;

        public void Run(int source, PanelUpdate what)
        {
            (s, update) = (source, what);
            int count = factor.panels.Rows(s).Length - update.From, items = (count + RowsOfTile - 1) / RowsOfTile;
            factor.team.Run(this, items, (double)factor.panels.Width(s) * count * (update.To - update.From) > WorthSharing);
        }

        public override void Do(int item)
        {
            PanelStructure panels = factor.panels;
            int w = panels.Width(s), below = panels.Rows(s).Length, wide = panels.Width(update.Target), columns = update.To - update.From;
            int first = item * RowsOfTile, count = Math.Min(RowsOfTile, below - update.From - first);
            int needed = Math.Min(columns, first + count);
            ReadOnlySpan<double> rows = factor.values.AsSpan(panels.ValueStart(s) + ((w + update.From) * w), (below - update.From) * w);
            Span<double> result = memory.AsSpan(first * columns, count * columns);
            result.Clear();
            ProductKernels.SubtractProduct(rows[(first * w)..], w, count, rows, w, needed, w, result, columns);
            ReadOnlySpan<int> relative = panels.Relative.Slice(update.FirstRelative, below - update.From);
            Span<double> target = factor.values.AsSpan(panels.ValueStart(update.Target));
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<double> from = result.Slice(i * columns, Math.Min(columns, first + i + 1));
                Span<double> row = target.Slice(relative[first + i] * wide, wide);
                for (int b = 0; b < from.Length; b++)
                {
                    row[relative[b]] += from[b];
                }
            }
        }
    }
}
