using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>How the levels of two grouping factors occur together, which determines the cost of a model.</summary>
public enum BlockKind
{
    /// <summary>A factor with itself: one block a level.</summary>
    Diagonal,

    /// <summary>Every level of the factor with more levels occurs with one level of the other.</summary>
    Nested,

    /// <summary>Some pairs of levels occur together.</summary>
    Crossed,

    /// <summary>All pairs of levels occur together.</summary>
    FullyCrossed,
}

/// <summary>The blocks of ZᵀZ that belong to two random terms.</summary>
/// <param name="Rows">The grouping factor of the rows, which is eliminated later.</param>
/// <param name="Columns">The grouping factor of the columns.</param>
/// <param name="Height">Effects of a row level.</param>
/// <param name="Width">Effects of a column level.</param>
/// <param name="Blocks">How many blocks are not zero.</param>
/// <param name="PossibleBlocks">How many there could be.</param>
/// <param name="Kind">What kind of structure that is.</param>
public sealed record BlockDescription(string Rows, string Columns, int Height, int Width, long Blocks, long PossibleBlocks, BlockKind Kind)
{
    /// <summary>In one line.</summary>
    public override string ToString() => FormattableString.Invariant($"{Rows} x {Columns}: ") + Kind switch
    {
        BlockKind.Diagonal => FormattableString.Invariant($"{Blocks:N0} diagonal blocks of {Height} x {Width}"),
        BlockKind.Nested => FormattableString.Invariant($"nested, {Blocks:N0} blocks of {Height} x {Width}"),
        BlockKind.FullyCrossed => FormattableString.Invariant($"fully crossed, {Blocks:N0} blocks of {Height} x {Width}"),
        _ =>
            FormattableString.Invariant($"crossed, {Blocks:N0} of {PossibleBlocks:N0} blocks of {Height} x {Width} ({100.0 * Blocks / PossibleBlocks:0.##} %)"),
    };
}

/// <summary>The structure of a model's mixed model equations, for people to read.</summary>
/// <param name="Blocks">The blocks of ZᵀZ by pairs of terms, in the order of elimination.</param>
/// <param name="FixedColumns">Columns of X among the unknowns.</param>
/// <param name="Factor">The Cholesky factor.</param>
public sealed record EquationsDescription(EquatableArray<BlockDescription> Blocks, int FixedColumns, FactorDescription Factor)
{
    /// <summary>Describes some equations.</summary>
    /// <param name="equations">The equations.</param>
    /// <param name="groups">The grouping factor of each term, in the model's order.</param>
    public static EquationsDescription Of(MixedModelEquations equations, IReadOnlyList<string> groups)
    {
        EquatableArray<TermShape> terms = equations.Products.Terms;
        LevelBlocks levels = equations.Products.Blocks;
        int[] termOf = equations.Products.TermOfLevels();
        long[,] counts = new long[terms.Count, terms.Count];
        for (int level = 0; level < levels.LevelCount; level++)
        {
            foreach (int other in levels.Rows[levels.ColumnStarts[level]..levels.ColumnStarts[level + 1]])
            {
                counts[termOf[other], termOf[level]]++;
            }
        }

        int[] order = [.. Enumerable.Range(0, terms.Count).OrderBy(k => terms[k].FirstLevel)];
        List<BlockDescription> blocks = [];
        for (int a = 0; a < order.Length; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                TermShape row = terms[order[a]], column = terms[order[b]];
                long count = counts[order[a], order[b]], possible = (long)row.LevelCount * column.LevelCount;
                BlockKind kind = a == b ? BlockKind.Diagonal
                    : count == Math.Max(row.LevelCount, column.LevelCount) ? BlockKind.Nested
                    : count == possible ? BlockKind.FullyCrossed
                    : BlockKind.Crossed;
                blocks.Add(new BlockDescription(groups[order[a]], groups[order[b]], row.Width, column.Width, count, a == b ? row.LevelCount : possible, kind));
            }
        }

        return new EquationsDescription(blocks.ToEquatableArray(), equations.FixedColumns.Count, equations.Structure.Describe());
    }
}
