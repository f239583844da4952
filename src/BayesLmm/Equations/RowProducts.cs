using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Estimation.Predictions;
using BayesLmm.Numerics;

namespace BayesLmm.Equations;

/// <summary>
/// A model's rows in the table's order, for engines that reweight rows in every iteration: each set of weights has cross-products of its own. Immutable.
/// </summary>
internal sealed class RowProducts
{
    private readonly CrossProducts products;
    private readonly ObservedRows rows;
    private readonly double[] weights;
    private readonly (int Column, int Other, int[] Blocks)[] pairs;

    private RowProducts(CrossProducts products, ObservedRows rows)
    {
        this.products = products;
        this.rows = rows;
        weights = rows.Weights.IsEmpty ? [.. Enumerable.Repeat(1.0, rows.Count)] : [.. rows.Weights];
        pairs =
        [
            .. from k in Enumerable.Range(0, rows.Predictor.TermCount)
            from l in Enumerable.Range(0, k + 1)
            let isColumn = products.Terms[k].FirstLevel < products.Terms[l].FirstLevel
            select (isColumn ? k : l, isColumn ? l : k, FindBlocks(k, l)),
        ];
    }

    /// <summary>Number of rows, n.</summary>
    public int Count => rows.Count;

    /// <summary>The rows' linear predictor, in the cross-products' coordinates.</summary>
    public LinearPredictor Predictor => rows.Predictor;

    /// <summary>The weights w; 1 without weights.</summary>
    public ReadOnlySpan<double> Weights => weights;

    /// <summary>
    /// For each pair of terms the block of ZᵀZ that each row adds to, whose columns are the effects of the earlier level in the numbering and whose rows
    /// those of the other.
    /// </summary>
    public IReadOnlyList<(int Column, int Other, int[] Blocks)> Pairs => pairs;

    /// <summary>The rows of a model.</summary>
    public static RowProducts Create(BoundModel model) => new(model.Products, model.CreateObservedRows());

    /// <summary>y − Xβ − Zb.</summary>
    /// <param name="beta">p coefficients, in the cross-products' coordinates.</param>
    /// <param name="effects">b.</param>
    /// <param name="residuals">Receives n numbers.</param>
    public void Residuals(ReadOnlySpan<double> beta, ReadOnlySpan<double> effects, Span<double> residuals) => rows.Subtract(beta, effects, residuals);

    /// <summary>The cross-products of the rows with other weights, in the same coordinates: same centres, same reference, same numbering.</summary>
    /// <param name="weights">Not negative, n numbers; in place of <see cref="Weights"/>.</param>
    public CrossProducts Weigh(ReadOnlySpan<double> weights)
    {
        LinearPredictor predictor = rows.Predictor;
        ReadOnlySpan<double> response = rows.PseudoResponse;
        int p = products.FixedCount;
        double yy = 0;
        double[] xy = new double[p], xx = new double[p * p], zx = new double[products.EffectCount * p], zy = new double[products.EffectCount];
        for (int row = 0; row < Count; row++)
        {
            double w = weights[row], wy = w * response[row];
            ReadOnlySpan<double> own = predictor.FixedRow(row);
            yy += wy * response[row];
            for (int j = 0; j < p; j++)
            {
                xy[j] += wy * own[j];
                for (int i = 0; i < p; i++)
                {
                    xx[(j * p) + i] += w * own[j] * own[i];
                }
            }

            for (int k = 0; k < predictor.TermCount; k++)
            {
                ReadOnlySpan<double> values = predictor.RandomRow(k, row);
                int first = predictor.FirstEffect(k, row);
                for (int i = 0; i < values.Length; i++)
                {
                    zy[first + i] += wy * values[i];
                    for (int j = 0; j < p; j++)
                    {
                        zx[((first + i) * p) + j] += w * values[i] * own[j];
                    }
                }
            }
        }

        FixedProducts known = products.Fixed;
        FixedProducts weighted = known with { Yy = yy, Xy = xy.ToEquatableArray(), Xx = xx.ToEquatableArray() };
        return products.WithNumbers(weighted, WeighBlocks(weights), zx, zy);
    }

    private LevelBlocks WeighBlocks(ReadOnlySpan<double> weights)
    {
        LinearPredictor predictor = rows.Predictor;
        LevelBlocks known = products.Blocks;
        double[] values = new double[known.Values.Length];
        foreach ((int column, int other, int[] blocks) in pairs)
        {
            int width = products.Terms[column].Width;
            for (int row = 0; row < weights.Length; row++)
            {
                ReadOnlySpan<double> right = predictor.RandomRow(column, row), left = predictor.RandomRow(other, row);
                Span<double> block = values.AsSpan(known.ValueStarts[blocks[row]], left.Length * width);
                for (int i = 0; i < left.Length; i++)
                {
                    for (int c = 0; c < width; c++)
                    {
                        block[(i * width) + c] += weights[row] * left[i] * right[c];
                    }
                }
            }
        }

        return known.WithValues(values);
    }

    private int[] FindBlocks(int k, int l)
    {
        LinearPredictor predictor = rows.Predictor;
        LevelBlocks blocks = products.Blocks;
        int[] found = new int[Count];
        for (int row = 0; row < found.Length; row++)
        {
            int a = products.Terms[k].FirstLevel + predictor.Level(k, row), b = products.Terms[l].FirstLevel + predictor.Level(l, row);
            int column = Math.Min(a, b), start = blocks.ColumnStarts[column];
            found[row] = start + blocks.Rows[start..blocks.ColumnStarts[column + 1]].BinarySearch(Math.Max(a, b));
        }

        return found;
    }
}
