using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.Numerics;

namespace BayesLmm.InferNet.Reduction;

/// <summary>
/// The cross-products of a model as one dense system in θ = (b, β), the group effects and then the coefficients that are not known, on centred columns,
/// relative to <see cref="FixedProducts.Reference"/>: WᵀW, Wᵀy and yᵀy with W = [Z, X] and y less what known coefficients explain.
/// </summary>
/// <param name="RowCount">Number of rows, n.</param>
/// <param name="FreeColumns">Which columns of X are in W, ascending.</param>
/// <param name="WW">WᵀW, D × D.</param>
/// <param name="Wy">Wᵀy, D numbers.</param>
/// <param name="Yy">yᵀy.</param>
internal sealed record JointProducts(int RowCount, int[] FreeColumns, double[,] WW, double[] Wy, double Yy)
{
    /// <summary>Length of θ, D.</summary>
    public int Order => Wy.Length;

    /// <summary>Assembles the dense system.</summary>
    public static JointProducts Of(CrossProducts products, EquatableArray<CoefficientPrior> coefficients)
    {
        int q = products.EffectCount, p = products.FixedCount;
        int[] free = [.. Enumerable.Range(0, p).Where(j => coefficients[j] is not CoefficientPrior.Fixed)];
        double[,] ww = new double[q + free.Length, q + free.Length];
        AdjustedResponse response = new(products);
        ReadOnlySpan<double> zx = products.ZX, xx = products.Fixed.Xx.Span;
        for (int c = 0; c < p; c++)
        {
            if (coefficients[c] is CoefficientPrior.Fixed known)
            {
                response.Subtract(c, products.Fixed.Coordinates.Relative(c, known.Value));
            }
        }

        AddEffectBlocks(products, ww);
        for (int j = 0; j < free.Length; j++)
        {
            for (int i = 0; i < q; i++)
            {
                ww[i, q + j] = ww[q + j, i] = zx[(i * p) + free[j]];
            }

            for (int i = 0; i < free.Length; i++)
            {
                ww[q + i, q + j] = xx[(free[i] * p) + free[j]];
            }
        }

        double[] xy = [.. response.Xy];
        return new JointProducts(products.RowCount, free, ww, [.. response.Zy, .. free.Select(j => xy[j])], response.Yy);
    }

    /// <summary>
    /// The standard deviation that element <paramref name="index"/> of θ would need to explain all that the columns of X leave of y, s / rms(column): the
    /// unit in which a prior is wide or narrow.
    /// </summary>
    /// <param name="index">Index in θ.</param>
    /// <param name="stride">For a group effect, the width of its term; the column is then that of all its levels together.</param>
    /// <param name="count">For a group effect, the number of levels.</param>
    public double Scale(int index, int stride = 1, int count = 1)
    {
        double squares = 0;
        for (int j = 0; j < count; j++)
        {
            squares += WW[index + (j * stride), index + (j * stride)];
        }

        return squares > 0 && Yy > 0 ? Math.Sqrt(Yy / squares) : 1;
    }

    private static void AddEffectBlocks(CrossProducts products, double[,] ww)
    {
        LevelBlocks blocks = products.Blocks;
        (int First, int Width)[] levels = new (int, int)[blocks.LevelCount];
        foreach (TermShape term in products.Terms)
        {
            for (int j = 0; j < term.LevelCount; j++)
            {
                levels[term.FirstLevel + j] = (term.FirstEffectOf(j), term.Width);
            }
        }

        for (int level = 0; level < blocks.LevelCount; level++)
        {
            (int column, int columnWidth) = levels[level];
            for (int block = blocks.ColumnStarts[level]; block < blocks.ColumnStarts[level + 1]; block++)
            {
                (int row, int rowWidth) = levels[blocks.Rows[block]];
                ReadOnlySpan<double> values = blocks.Values[blocks.ValueStarts[block]..];
                for (int i = 0; i < rowWidth; i++)
                {
                    for (int j = 0; j < columnWidth; j++)
                    {
                        ww[row + i, column + j] = ww[column + j, row + i] = values[(i * columnWidth) + j];
                    }
                }
            }
        }
    }
}
