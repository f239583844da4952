using BayesLmm.Design;
using BayesLmm.Design.Products;

namespace BayesLmm.Equations.Laplace;

/// <summary>
/// A pair of terms, or a term with itself: for each row where the numbers of its block of ZᵀZ start. The block's columns are the effects of the term that comes
/// first in the numbering of levels, its rows those of the other.
/// </summary>
/// <param name="Column">The term of the block's columns.</param>
/// <param name="Other">The term of its rows.</param>
/// <param name="Starts">For each row the place of the block's first number in <see cref="LevelBlocks.Values"/>.</param>
internal sealed record RowPair(int Column, int Other, int[] Starts)
{
    /// <summary>All pairs of a model's terms.</summary>
    /// <param name="products">Where the blocks are.</param>
    /// <param name="predictor">The rows.</param>
    public static IEnumerable<RowPair> Of(CrossProducts products, LinearPredictor predictor) =>
        from k in Enumerable.Range(0, predictor.TermCount)
        from l in Enumerable.Range(0, k + 1)
        let isColumn = products.Terms[k].FirstLevel < products.Terms[l].FirstLevel
        select new RowPair(isColumn ? k : l, isColumn ? l : k, FindStarts(products, predictor, k, l));

    private static int[] FindStarts(CrossProducts products, LinearPredictor predictor, int k, int l)
    {
        LevelBlocks blocks = products.Blocks;
        int[] found = new int[predictor.Count];
        for (int row = 0; row < found.Length; row++)
        {
            int a = products.Terms[k].FirstLevel + predictor.Level(k, row), b = products.Terms[l].FirstLevel + predictor.Level(l, row);
            int column = Math.Min(a, b), start = blocks.ColumnStarts[column];
            int block = a == b ? start : start + blocks.Rows[start..blocks.ColumnStarts[column + 1]].BinarySearch(Math.Max(a, b));
            found[row] = blocks.ValueStarts[block];
        }

        return found;
    }
}
