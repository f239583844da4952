using System.Runtime.Intrinsics;
using BayesLmm.Numerics.Parallel;

namespace BayesLmm.Numerics.Dense;

// A panel is a block of w columns of a Cholesky factor, by rows: the w × w triangle on top, then the rows below it. The factorisation takes a block of columns
// at a time: what the columns left of them contribute is one product of rows with rows, which is where the time goes; then the small triangle is factored and
// the rows below are solved with it. Rows are shared out among threads in tiles, each computed by one thread alone.

/// <summary>
/// Cholesky factorisation, triangular inverse and its square of dense panels stored by rows, on the threads of a team. Allocates nothing after construction.
/// </summary>
internal sealed class PanelKernels
{
    /// <summary>Columns that are solved by plain substitution.</summary>
    private const int Narrow = 12;

    /// <summary>Rows that substitution takes side by side.</summary>
    private const int Lanes = 8;

    /// <summary>Multiplications below which a call of other threads costs more than they save.</summary>
    private const double WorthSharing = 2e5;

    private readonly WorkTeam team;
    private readonly SolveWork solve = new();
    private readonly InvertWork invert = new();
    private readonly SquareWork square = new();

    /// <summary>Makes the kernels for a team.</summary>
    public PanelKernels(WorkTeam team) => this.team = team;

    /// <summary>
    /// Factors a panel in place: L Lᵀ of the triangle on top, and the rows below times L⁻ᵀ. False when a pivot is not positive and finite. Entries above the
    /// diagonal are not touched.
    /// </summary>
    /// <param name="values">Memory of the panel.</param>
    /// <param name="start">Where it starts; rows are <paramref name="w"/> numbers long.</param>
    /// <param name="w">Number of columns.</param>
    /// <param name="rows">Number of rows, at least <paramref name="w"/>.</param>
    public bool TryFactor(double[] values, int start, int w, int rows)
    {
        int block = Columns(w), tile = RowsOfTile(w);
        for (int first = 0; first < w; first += block)
        {
            int width = Math.Min(block, w - first);
            Span<double> own = values.AsSpan(start + (first * w), ((width - 1) * w) + first + width);
            ProductKernels.SubtractProduct(own, w, width, own, w, width, first, own[first..], w);
            if (!TryFactorTriangle(own[first..], w, width))
            {
                return false;
            }

            int below = rows - first - width;
            if (below > 0)
            {
                solve.Set(values, start, w, first, width, rows);
                Share(solve, (below + tile - 1) / tile, (double)below * width * (first + width));
            }
        }

        return true;
    }

    /// <summary>U = L⁻ᵀ by rows: upper triangular, zeros below the diagonal written too.</summary>
    /// <param name="factor">Memory of L.</param>
    /// <param name="start">Where L starts; rows are <paramref name="w"/> numbers long.</param>
    /// <param name="w">Order.</param>
    /// <param name="inverse">Receives w × w numbers.</param>
    public void InvertTransposed(double[] factor, int start, int w, double[] inverse)
    {
        invert.Set(factor, start, w, inverse);
        Share(invert, Tiles(w), (double)w * w * w / 6);
    }

    /// <summary>The lower triangle of U Uᵀ for an upper triangular U.</summary>
    /// <param name="upper">U, w × w by rows.</param>
    /// <param name="w">Order.</param>
    /// <param name="product">Memory that receives it.</param>
    /// <param name="start">Where in it; rows are <paramref name="w"/> numbers long. Entries above the diagonal have no meaning afterwards.</param>
    public void Square(double[] upper, int w, double[] product, int start)
    {
        square.Set(upper, w, product, start);
        Share(square, Tiles(w), (double)w * w * w / 6);
    }

    private void Share(ParallelWork work, int items, double multiplications) => team.Run(work, items, multiplications > WorthSharing);

    /// <summary>Columns that are factored at a time.</summary>
    private static int Columns(int w) => w < 1000 ? 48 : 96;

    /// <summary>Rows of an item of work: more where what they are multiplied by does not stay in a cache.</summary>
    private static int RowsOfTile(int w) => w < 600 ? 48 : w < 1800 ? 96 : 192;

    private static int Tiles(int w) => (w + RowsOfTile(w) - 1) / RowsOfTile(w);

    /// <summary>Plain Cholesky factorisation of a small triangle.</summary>
    private static bool TryFactorTriangle(Span<double> L, int stride, int n)
    {
        for (int i = 0; i < n; i++)
        {
            Span<double> row = L.Slice(i * stride, i + 1);
            for (int j = 0; j < i; j++)
            {
                ReadOnlySpan<double> other = L.Slice(j * stride, j + 1);
                row[j] = (row[j] - ProductKernels.Dot(row[..j], other)) / other[j];
            }

            double pivot = row[i] - ProductKernels.Dot(row[..i], row);
            if (!(pivot > 0) || !double.IsFinite(pivot))
            {
                return false;
            }

            row[i] = Math.Sqrt(pivot);
        }

        return true;
    }

    /// <summary>X ← X L⁻ᵀ for some rows X and a small triangle L.</summary>
    private static void SolveRows(Span<double> X, int strideX, int rows, ReadOnlySpan<double> L, int strideL, int n)
    {
        Span<double> reciprocals = stackalloc double[Narrow];
        for (int first = 0; first < n; first += Narrow)
        {
            int width = Math.Min(Narrow, n - first);
            ReadOnlySpan<double> own = L[(first * strideL)..];
            ProductKernels.SubtractProduct(X, strideX, rows, own, strideL, width, first, X[first..], strideX);
            for (int c = 0; c < width; c++)
            {
                reciprocals[c] = 1 / own[(c * strideL) + first + c];
            }

            int i = 0;
            for (; width == Narrow && i + Lanes <= rows; i += Lanes)
            {
                SubstituteInLanes(X[((i * strideX) + first)..], strideX, own[first..], strideL, reciprocals);
            }

            for (; i < rows; i++)
            {
                Span<double> x = X.Slice((i * strideX) + first, width);
                for (int c = 0; c < x.Length; c++)
                {
                    ReadOnlySpan<double> l = own.Slice((c * strideL) + first, c);
                    double sum = x[c];
                    for (int d = 0; d < l.Length; d++)
                    {
                        sum -= x[d] * l[d];
                    }

                    x[c] = sum * reciprocals[c];
                }
            }
        }
    }

    /// <summary>Substitution for eight rows at once, a lane each.</summary>
    private static void SubstituteInLanes(Span<double> X, int stride, ReadOnlySpan<double> L, int strideL, ReadOnlySpan<double> reciprocals)
    {
        Span<Vector256<double>> low = stackalloc Vector256<double>[Narrow], high = stackalloc Vector256<double>[Narrow];
        for (int c = 0; c < Narrow; c++)
        {
            Vector256<double> x = Vector256.Create(X[c], X[stride + c], X[(2 * stride) + c], X[(3 * stride) + c]);
            Vector256<double> y = Vector256.Create(X[(4 * stride) + c], X[(5 * stride) + c], X[(6 * stride) + c], X[(7 * stride) + c]);
            ReadOnlySpan<double> l = L.Slice(c * strideL, c);
            for (int d = 0; d < l.Length; d++)
            {
                Vector256<double> factor = Vector256.Create(-l[d]);
                x = Vector256.FusedMultiplyAdd(low[d], factor, x);
                y = Vector256.FusedMultiplyAdd(high[d], factor, y);
            }

            low[c] = x * reciprocals[c];
            high[c] = y * reciprocals[c];
            for (int lane = 0; lane < Lanes / 2; lane++)
            {
                X[(lane * stride) + c] = low[c][lane];
                X[((lane + (Lanes / 2)) * stride) + c] = high[c][lane];
            }
        }
    }

    /// <summary>The rows below one block of columns.</summary>
    private sealed class SolveWork : ParallelWork
    {
        private double[] values = [];
        private int start, w, first, width, rows;

        public void Set(double[] memory, int at, int columns, int firstColumn, int count, int allRows) =>
            (values, start, w, first, width, rows) = (memory, at, columns, firstColumn, count, allRows);

        public override void Do(int item)
        {
            int row = first + width + (item * RowsOfTile(w));
            int count = Math.Min(RowsOfTile(w), rows - row);
            Span<double> X = values.AsSpan(start + (row * w), ((count - 1) * w) + first + width);
            ReadOnlySpan<double> L = values.AsSpan(start + (first * w), ((width - 1) * w) + first + width);
            ProductKernels.SubtractProduct(X, w, count, L, w, width, first, X[first..], w);
            SolveRows(X[first..], w, count, L[first..], w, width);
        }
    }

    /// <summary>Some rows of L⁻ᵀ.</summary>
    private sealed class InvertWork : ParallelWork
    {
        private double[] factor = [], inverse = [];
        private int start, w;

        public void Set(double[] memory, int at, int order, double[] result) => (factor, start, w, inverse) = (memory, at, order, result);

        public override void Do(int item)
        {
            int row = item * RowsOfTile(w);
            int count = Math.Min(RowsOfTile(w), w - row);
            Span<double> U = inverse.AsSpan(row * w, count * w);
            U.Clear();
            for (int i = 0; i < count; i++)
            {
                U[(i * w) + row + i] = 1;
            }

            int block = Columns(w);
            for (int column = row; column < w; column += block)
            {
                int width = Math.Min(block, w - column);
                ReadOnlySpan<double> L = factor.AsSpan(start + (column * w), ((width - 1) * w) + column + width);
                ProductKernels.SubtractProduct(U[row..], w, count, L[row..], w, width, column - row, U[column..], w);
                SolveRows(U[column..], w, count, L[column..], w, width);
            }
        }
    }

    /// <summary>Some rows of U Uᵀ.</summary>
    private sealed class SquareWork : ParallelWork
    {
        private double[] upper = [], product = [];
        private int start, w;

        public void Set(double[] U, int order, double[] result, int at) => (upper, w, product, start) = (U, order, result, at);

        public override void Do(int item)
        {
            int row = item * RowsOfTile(w);
            int count = Math.Min(RowsOfTile(w), w - row), width = row + count;
            Span<double> V = product.AsSpan(start + (row * w), ((count - 1) * w) + width);
            for (int i = 0; i < count; i++)
            {
                V.Slice(i * w, width).Clear();
            }

            ProductKernels.SubtractProduct(upper.AsSpan((row * w) + row), w, count, upper.AsSpan(row), w, width, w - row, V, w);
            for (int i = 0; i < count; i++)
            {
                foreach (ref double value in V.Slice(i * w, width))
                {
                    value = -value;
                }
            }
        }
    }
}
