using BayesLmm.Numerics.Dense;

namespace BayesLmm.Equations;

/// <summary>
/// Products of a block M of ZᵀZ, height × width by rows, of terms with several effects a level, whose rows fill registers. Λ are lower triangular; the factor
/// of the row term is the left one.
/// </summary>
internal static class WideBlocks
{
    /// <summary>τ Λ_lᵀ M Λ_k by columns.</summary>
    /// <param name="M">The block.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="left">Λ_l, height × height by rows.</param>
    /// <param name="right">Λ_k, width × width by rows.</param>
    /// <param name="tau">τ.</param>
    /// <param name="result">Receives width columns of height numbers; as much again is overwritten.</param>
    public static void Sandwich(
        ReadOnlySpan<double> M, int height, int width, ReadOnlySpan<double> left, ReadOnlySpan<double> right, double tau, Span<double> result)
    {
        // (MΛ_k)ᵀ by rows, a row for each column, then each of its rows times Λ_l.
        Span<double> middle = result.Slice(height * width, height * width);
        for (int i = 0; i < height; i++)
        {
            for (int c = 0; c < width; c++)
            {
                middle[(c * height) + i] = 0;
            }

            ReadOnlySpan<double> row = M.Slice(i * width, width);
            for (int m = 0; m < width; m++)
            {
                double value = tau * row[m];
                ReadOnlySpan<double> factor = right.Slice(m * width, m + 1);
                for (int c = 0; c < factor.Length; c++)
                {
                    middle[(c * height) + i] += value * factor[c];
                }
            }
        }

        for (int c = 0; c < width; c++)
        {
            Span<double> column = result.Slice(c * height, height);
            column.Clear();
            for (int i = 0; i < height; i++)
            {
                SmallRow.Add(left.Slice(i * height, i + 1), middle[(c * height) + i], column);
            }
        }
    }

    /// <summary>by += 2 (Λ_lᵀM)ᵀ V: what a block contributes to the gradient by its columns' factor.</summary>
    /// <param name="M">The block.</param>
    /// <param name="V">The same block of Q⁻¹, by rows.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="left">Λ_l.</param>
    /// <param name="by">width × width by rows.</param>
    /// <param name="work">height × width numbers, overwritten.</param>
    public static void AddGradient(
        ReadOnlySpan<double> M, ReadOnlySpan<double> V, int height, int width, ReadOnlySpan<double> left, Span<double> by, Span<double> work)
    {
        Span<double> product = work[..(height * width)];
        product.Clear();
        for (int m = 0; m < height; m++)
        {
            for (int i = 0; i <= m; i++)
            {
                SmallRow.Add(M.Slice(m * width, width), left[(m * height) + i], product.Slice(i * width, width));
            }
        }

        SmallRow.AddTransposedProduct(product, width, V, width, height, 2, by);
    }

    /// <summary>by += 2 M Λ_k Vᵀ: what a block contributes to the gradient by its rows' factor.</summary>
    /// <param name="M">The block.</param>
    /// <param name="V">The same block of Q⁻¹, by rows.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="right">Λ_k.</param>
    /// <param name="by">height × height by rows.</param>
    /// <param name="work">Twice height × width numbers, overwritten.</param>
    public static void AddTransposedGradient(
        ReadOnlySpan<double> M, ReadOnlySpan<double> V, int height, int width, ReadOnlySpan<double> right, Span<double> by, Span<double> work)
    {
        // Λ_kVᵀ by rows, width × height, then M times it.
        Span<double> transposed = work[..(height * width)], product = work.Slice(height * width, height * width);
        for (int i = 0; i < height; i++)
        {
            for (int c = 0; c < width; c++)
            {
                transposed[(c * height) + i] = V[(i * width) + c];
            }
        }

        product.Clear();
        for (int m = 0; m < width; m++)
        {
            for (int c = 0; c <= m; c++)
            {
                SmallRow.Add(transposed.Slice(c * height, height), 2 * right[(m * width) + c], product.Slice(m * height, height));
            }
        }

        for (int d = 0; d < height; d++)
        {
            for (int m = 0; m < width; m++)
            {
                SmallRow.Add(product.Slice(m * height, height), M[(d * width) + m], by.Slice(d * height, height));
            }
        }
    }

    /// <summary>The block's part of ZᵀZ b.</summary>
    /// <param name="M">The block.</param>
    /// <param name="columns">b of its columns' level.</param>
    /// <param name="rows">b of its rows' level.</param>
    /// <param name="toColumns">Added to, unless the block is diagonal.</param>
    /// <param name="toRows">Added to.</param>
    /// <param name="both">Whether the block stands for its transpose too.</param>
    public static void AddProducts(
        ReadOnlySpan<double> M, ReadOnlySpan<double> columns, ReadOnlySpan<double> rows, Span<double> toColumns, Span<double> toRows, bool both)
    {
        int width = columns.Length;
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<double> row = M.Slice(i * width, width);
            toRows[i] += ProductKernels.Dot(row, columns);
            if (both)
            {
                SmallRow.Add(row, rows[i], toColumns);
            }
        }
    }
}
