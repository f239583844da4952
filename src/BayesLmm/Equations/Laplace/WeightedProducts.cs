using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Products;

namespace BayesLmm.Equations.Laplace;

// M = ZᵀWZ by blocks, N = ZᵀWX, XᵀWX for weights W that change: raw, so that another Λ with the same W needs no pass over the rows.

/// <summary>
/// Cross-products of rows whose weights change, in memory that is kept: <see cref="Products"/> shows the numbers of the last weights. Not thread-safe.
/// </summary>
internal sealed class WeightedProducts
{
    private const int BlockRows = 512;

    private readonly LaplaceRows rows;
    private readonly double[] blocks;
    private readonly double[] zx;
    private readonly double[] xx;
    private readonly double[] scaled = new double[BlockRows];
    private readonly double[] column;
    private readonly double[] byEffects;

    /// <summary>Allocates the memory.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="withFixed">Whether products with X are wanted too.</param>
    public WeightedProducts(LaplaceRows rows, bool withFixed)
    {
        this.rows = rows;
        CrossProducts known = rows.Products;
        int p = rows.FixedCount;
        blocks = new double[known.Blocks.Values.Length];
        zx = new double[withFixed ? rows.EffectCount * p : 0];
        column = new double[zx.Length > 0 ? rows.Count : 0];
        byEffects = new double[zx.Length > 0 ? rows.EffectCount : 0];
        xx = new double[withFixed ? p * p : 0];
        FixedProducts fixedProducts = withFixed ? known.Fixed with { Xx = new(xx) } : known.Fixed;
        Products = known.WithNumbers(fixedProducts, known.Blocks.WithValues(blocks), zx, known.ZY.ToArray());
    }

    /// <summary>The products with the last weights. Those with y are without meaning; those with X as well unless they were asked for.</summary>
    public CrossProducts Products { get; }

    /// <summary>Computes the products with other weights.</summary>
    /// <param name="weights">W, n numbers; they may be negative.</param>
    public void Weigh(ReadOnlySpan<double> weights)
    {
        blocks.AsSpan().Clear();
        foreach (RowPair pair in rows.Pairs)
        {
            AddBlocks(pair, weights);
        }

        if (zx.Length > 0 || xx.Length > 0)
        {
            AddFixed(weights);
            AddEffectsByFixed(weights);
        }
    }

    private void AddBlocks(RowPair pair, ReadOnlySpan<double> weights)
    {
        LinearPredictor predictor = rows.Predictor;
        int width = predictor.Shape(pair.Column).Width, height = predictor.Shape(pair.Other).Width;
        bool isDiagonal = pair.Column == pair.Other;
        ReadOnlySpan<int> starts = pair.Starts;
        Span<double> target = blocks;
        for (int c = 0; c < width; c++)
        {
            ReadOnlySpan<double> right = predictor.IsOne(pair.Column, c) ? [] : predictor.RandomColumn(pair.Column, c).Span;
            for (int i = isDiagonal ? c : 0; i < height; i++)
            {
                ReadOnlySpan<double> left = predictor.IsOne(pair.Other, i) ? [] : predictor.RandomColumn(pair.Other, i).Span;
                int place = (i * width) + c;
                if (left.IsEmpty && right.IsEmpty)
                {
                    for (int row = 0; row < starts.Length; row++)
                    {
                        target[starts[row] + place] += weights[row];
                    }
                }
                else if (left.IsEmpty || right.IsEmpty)
                {
                    ReadOnlySpan<double> z = left.IsEmpty ? right : left;
                    for (int row = 0; row < starts.Length; row++)
                    {
                        target[starts[row] + place] += weights[row] * z[row];
                    }
                }
                else
                {
                    for (int row = 0; row < starts.Length; row++)
                    {
                        target[starts[row] + place] += weights[row] * left[row] * right[row];
                    }
                }
            }
        }

        if (isDiagonal && width > 1)
        {
            Mirror(pair.Column, width);
        }
    }

    /// <summary>Completes the diagonal blocks of a term.</summary>
    private void Mirror(int term, int width)
    {
        LevelBlocks structure = rows.Products.Blocks;
        TermShape shape = rows.Products.Terms[term];
        for (int level = shape.FirstLevel; level < shape.FirstLevel + shape.LevelCount; level++)
        {
            Span<double> block = blocks.AsSpan(structure.ValueStarts[structure.ColumnStarts[level]], width * width);
            for (int i = 1; i < width; i++)
            {
                for (int c = 0; c < i; c++)
                {
                    block[(c * width) + i] = block[(i * width) + c];
                }
            }
        }
    }

    private void AddFixed(ReadOnlySpan<double> weights)
    {
        int p = rows.FixedCount;
        LinearPredictor predictor = rows.Predictor;
        xx.AsSpan().Clear();
        for (int first = 0; first < weights.Length; first += BlockRows)
        {
            int count = Math.Min(BlockRows, weights.Length - first);
            Span<double> own = scaled.AsSpan(0, count);
            for (int j = 0; j < p; j++)
            {
                TensorPrimitives.Multiply(weights.Slice(first, count), predictor.FixedColumn(j).Span.Slice(first, count), own);
                for (int i = j; i < p; i++)
                {
                    xx[(i * p) + j] += TensorPrimitives.Dot(own, predictor.FixedColumn(i).Span.Slice(first, count));
                }
            }
        }

        for (int j = 0; j < p; j++)
        {
            for (int i = j + 1; i < p; i++)
            {
                xx[(j * p) + i] = xx[(i * p) + j];
            }
        }
    }

    private void AddEffectsByFixed(ReadOnlySpan<double> weights)
    {
        int p = rows.FixedCount;
        for (int j = 0; j < p && zx.Length > 0; j++)
        {
            TensorPrimitives.Multiply(weights, rows.Predictor.FixedColumn(j).Span, column);
            rows.Predictor.ComputeEffectsTransposed(column, byEffects);
            for (int effect = 0; effect < byEffects.Length; effect++)
            {
                zx[(effect * p) + j] = byEffects[effect];
            }
        }
    }
}
