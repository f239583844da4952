using BayesLmm.Numerics.Dense;

namespace BayesLmm.Design.Products;

/// <summary>
/// The products of a model's data in bases of the effects that change often, any square matrices B_k: ZᵀZ, ZᵀX and Zᵀr of Z B in place of Z. Owns the memory of
/// the numbers, which every change overwrites.
/// </summary>
internal sealed class RotatedProducts
{
    private readonly CrossProducts source;
    private readonly int[] termOf;
    private readonly double[] values;
    private readonly double[] zx;
    private readonly double[] zy;
    private readonly double[] work;

    /// <summary>Allocates the memory.</summary>
    /// <param name="source">The products in the basis that all others are relative to.</param>
    public RotatedProducts(CrossProducts source)
    {
        this.source = source;
        termOf = source.TermOfLevels();
        values = new double[source.Blocks.Values.Length];
        zx = new double[source.ZX.Length];
        zy = new double[source.ZY.Length];
        int widest = source.Terms.Max(term => term.Width);
        work = new double[widest * widest];
        Products = source.WithNumbers(source.Fixed, source.Blocks.WithValues(values), zx, zy);
    }

    /// <summary>The products in the last basis.</summary>
    public CrossProducts Products { get; }

    /// <summary>Computes the numbers in other bases.</summary>
    /// <param name="bases">For each term B_k, r_k × r_k by rows, one after the other.</param>
    /// <param name="starts">Where each term's starts.</param>
    public void Rotate(ReadOnlySpan<double> bases, ReadOnlySpan<int> starts)
    {
        int p = source.FixedCount;
        for (int k = 0; k < source.Terms.Count; k++)
        {
            TermShape term = source.Terms[k];
            int r = term.Width;
            ReadOnlySpan<double> B = bases.Slice(starts[k], r * r);
            for (int level = 0; level < term.LevelCount; level++)
            {
                int first = term.FirstEffectOf(level);
                MultiplyTransposed(B, r, source.ZX.Slice(first * p, r * p), p, zx.AsSpan(first * p, r * p));
                MultiplyTransposed(B, r, source.ZY.Slice(first, r), 1, zy.AsSpan(first, r));
            }
        }

        LevelBlocks blocks = source.Blocks;
        for (int level = 0; level < blocks.LevelCount; level++)
        {
            int k = termOf[level], width = source.Terms[k].Width;
            ReadOnlySpan<double> right = bases.Slice(starts[k], width * width);
            for (int b = blocks.ColumnStarts[level]; b < blocks.ColumnStarts[level + 1]; b++)
            {
                int l = termOf[blocks.Rows[b]], height = source.Terms[l].Width, start = blocks.ValueStarts[b];
                Span<double> middle = work.AsSpan(0, height * width);
                MultiplyTransposed(bases.Slice(starts[l], height * height), height, blocks.Values.Slice(start, height * width), width, middle);
                Multiply(middle, height, width, right, values.AsSpan(start, height * width));
            }
        }
    }

    /// <summary>result = BᵀM, M r × columns by rows.</summary>
    private static void MultiplyTransposed(ReadOnlySpan<double> B, int r, ReadOnlySpan<double> M, int columns, Span<double> result)
    {
        for (int i = 0; i < r; i++)
        {
            Span<double> row = result.Slice(i * columns, columns);
            row.Clear();
            for (int m = 0; m < r; m++)
            {
                SmallRow.Add(M.Slice(m * columns, columns), B[(m * r) + i], row);
            }
        }
    }

    /// <summary>result = M B, M height × width by rows.</summary>
    private static void Multiply(ReadOnlySpan<double> M, int height, int width, ReadOnlySpan<double> B, Span<double> result)
    {
        for (int i = 0; i < height; i++)
        {
            Span<double> row = result.Slice(i * width, width);
            row.Clear();
            for (int m = 0; m < width; m++)
            {
                SmallRow.Add(B.Slice(m * width, width), M[(i * width) + m], row);
            }
        }
    }
}
