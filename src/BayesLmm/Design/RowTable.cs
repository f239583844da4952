using BayesLmm.Numerics;

namespace BayesLmm.Design;

/// <summary>
/// A model's rows side by side, in the cross-products' coordinates, for engines that weigh rows anew in every iteration: response, X, and for each term the values of Z and where the level's effects stand. Immutable.
/// </summary>
public sealed class RowTable
{
    private readonly CrossProducts products;
    private readonly double[] response;
    private readonly double[] x;
    private readonly double[] weights;
    private readonly int[][] levels;
    private readonly double[][] z;
    private readonly (int Column, int Other, int[] Blocks)[] pairs;

    private RowTable(CrossProducts products, double[] response, double[] x, double[] weights, int[][] levels, double[][] z)
    {
        this.products = products;
        this.response = response;
        this.x = x;
        this.weights = weights;
        this.levels = levels;
        this.z = z;
        pairs =
        [
            .. from k in Enumerable.Range(0, levels.Length)
            from l in Enumerable.Range(0, k + 1)
            let isColumn = products.Terms[k].FirstLevel < products.Terms[l].FirstLevel
            select (isColumn ? k : l, isColumn ? l : k, FindBlocks(k, l)),
        ];
    }

    /// <summary>Number of rows, n.</summary>
    public int Count => response.Length;

    /// <summary>The weights w, 1 where there are none.</summary>
    public ReadOnlySpan<double> Weights => weights;

    /// <summary>The columns of X in a row, centred; p numbers.</summary>
    public ReadOnlySpan<double> Fixed(int row) => x.AsSpan(row * products.FixedCount, products.FixedCount);

    /// <summary>The columns of a term's Z in a row.</summary>
    public ReadOnlySpan<double> Random(int term, int row) => z[term].AsSpan(row * products.Terms[term].Width, products.Terms[term].Width);

    /// <summary>Where the effects of a row's level of a term start.</summary>
    public int FirstEffect(int term, int row) => products.Terms[term].FirstEffect + (levels[term][row] * products.Terms[term].Width);

    /// <summary>For each pair of terms the block of ZᵀZ that each row adds to, whose columns are the effects of the earlier level in the numbering and whose rows those of the other.</summary>
    internal IReadOnlyList<(int Column, int Other, int[] Blocks)> Pairs => pairs;

    /// <summary>Gathers the rows.</summary>
    /// <param name="design">The design.</param>
    /// <param name="products">Its cross-products.</param>
    internal static RowTable Build(ModelDesign design, CrossProducts products)
    {
        int n = design.RowCount, p = products.FixedCount;
        FixedProducts fixedProducts = products.Fixed;
        double[] response = [.. design.Response], x = new double[n * p];
        for (int row = 0; row < n; row++)
        {
            response[row] -= design.Offset?[row] ?? 0;
            for (int j = 0; j < p; j++)
            {
                double value = design.FixedEffects.Columns[j].Values[row] - fixedProducts.Centers[j];
                x[(row * p) + j] = value;
                response[row] -= value * fixedProducts.Reference[j];
            }
        }

        double[][] z = new double[design.RandomTerms.Count][];
        for (int k = 0; k < z.Length; k++)
        {
            EquatableArray<Columns.DesignColumn> columns = design.RandomTerms[k].Columns;
            z[k] = new double[n * columns.Count];
            for (int i = 0; i < z[k].Length; i++)
            {
                z[k][i] = columns[i % columns.Count].Values[i / columns.Count];
            }
        }

        return new RowTable(products, response, x, design.Weights ?? [.. Enumerable.Repeat(1.0, n)], [.. design.RandomTerms.Select(term => term.Codes)], z);
    }

    /// <summary>y − Xβ − Zb.</summary>
    /// <param name="beta">p coefficients, in the cross-products' coordinates.</param>
    /// <param name="effects">b.</param>
    /// <param name="residuals">Receives n numbers.</param>
    public void Residuals(ReadOnlySpan<double> beta, ReadOnlySpan<double> effects, Span<double> residuals)
    {
        for (int row = 0; row < response.Length; row++)
        {
            double residual = response[row];
            ReadOnlySpan<double> own = Fixed(row);
            for (int j = 0; j < own.Length; j++)
            {
                residual -= own[j] * beta[j];
            }

            for (int k = 0; k < z.Length; k++)
            {
                ReadOnlySpan<double> values = Random(k, row);
                int first = FirstEffect(k, row);
                for (int i = 0; i < values.Length; i++)
                {
                    residual -= values[i] * effects[first + i];
                }
            }

            residuals[row] = residual;
        }
    }

    /// <summary>The cross-products of the rows with other weights, in the same coordinates: same centres, same reference, same numbering.</summary>
    /// <param name="weights">Positive, n numbers; in place of <see cref="Weights"/>.</param>
    public CrossProducts Weigh(ReadOnlySpan<double> weights)
    {
        int p = products.FixedCount;
        double yy = 0;
        double[] xy = new double[p], xx = new double[p * p], zx = new double[products.EffectCount * p], zy = new double[products.EffectCount];
        for (int row = 0; row < response.Length; row++)
        {
            double w = weights[row], wy = w * response[row];
            ReadOnlySpan<double> own = Fixed(row);
            yy += wy * response[row];
            for (int j = 0; j < p; j++)
            {
                xy[j] += wy * own[j];
                for (int i = 0; i < p; i++)
                {
                    xx[(j * p) + i] += w * own[j] * own[i];
                }
            }

            for (int k = 0; k < z.Length; k++)
            {
                ReadOnlySpan<double> values = Random(k, row);
                int first = FirstEffect(k, row);
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
        FixedProducts weighted = new(known.ResponseSquares, yy, xy.ToEquatableArray(), xx.ToEquatableArray(), known.HasIntercept, known.Centers, known.Reference);
        return products.WithNumbers(weighted, WeighBlocks(weights), zx, zy);
    }

    private LevelBlocks WeighBlocks(ReadOnlySpan<double> weights)
    {
        LevelBlocks known = products.Blocks;
        double[] values = new double[known.Values.Length];
        foreach ((int column, int other, int[] blocks) in pairs)
        {
            int width = products.Terms[column].Width;
            for (int row = 0; row < weights.Length; row++)
            {
                ReadOnlySpan<double> right = Random(column, row), left = Random(other, row);
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
        LevelBlocks blocks = products.Blocks;
        int[] found = new int[response.Length];
        for (int row = 0; row < found.Length; row++)
        {
            int a = products.Terms[k].FirstLevel + levels[k][row], b = products.Terms[l].FirstLevel + levels[l][row];
            int column = Math.Min(a, b), start = blocks.ColumnStarts[column];
            found[row] = start + blocks.Rows[start..blocks.ColumnStarts[column + 1]].BinarySearch(Math.Max(a, b));
        }

        return found;
    }
}
