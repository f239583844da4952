using BayesLmm.Numerics;

namespace BayesLmm;

// Henderson's mixed model equations in the scaled effects u, b_kj = Λ_k u_kj (Henderson 1950; Bates et al. 2015, §3):
//     Q = τ AᵀA + diag(I, P),   A = [ZΛ, X],   unknowns (u, β).  τ = 1/σ² or 1;  P prior precisions of β.

/// <summary>
/// The structure of a model's mixed model equations: which unknowns there are, in which order they are eliminated, and where the matrix and its factor are
/// non-zero. Computed once for a model and shared; the numbers are in a <see cref="MixedModelSystem"/>.
/// </summary>
public sealed class MixedModelEquations
{
    private readonly int[] blockTargets;
    private readonly int[] fixedTargets;

    private MixedModelEquations(CrossProducts products, IReadOnlyList<int> fixedColumns, SymbolicCholesky structure, int[] blockTargets, int[] fixedTargets)
    {
        Products = products;
        FixedColumns = fixedColumns;
        Structure = structure;
        this.blockTargets = blockTargets;
        this.fixedTargets = fixedTargets;
    }

    /// <summary>The data.</summary>
    public CrossProducts Products { get; }

    /// <summary>Which columns of X are among the unknowns.</summary>
    public IReadOnlyList<int> FixedColumns { get; }

    /// <summary>Number of unknowns: all random effects, then the fixed ones.</summary>
    public int Order => Products.EffectCount + FixedColumns.Count;

    /// <summary>The structure of the Cholesky factor of Q.</summary>
    public SymbolicCholesky Structure { get; }

    /// <summary>
    /// Where the numbers of the blocks of ZᵀZ go: block after block, and for each column of a block the place of its first row (of the diagonal in a
    /// diagonal block).
    /// </summary>
    internal ReadOnlySpan<int> BlockTargets => blockTargets;

    /// <summary>For each unknown column, the place where its fixed effects' rows start.</summary>
    internal ReadOnlySpan<int> FixedTargets => fixedTargets;

    /// <summary>The same structure for other numbers.</summary>
    /// <param name="products">Data with the same levels in the same rows.</param>
    internal MixedModelEquations With(CrossProducts products) =>
        ReferenceEquals(products, Products) ? this : new MixedModelEquations(products, FixedColumns, Structure, blockTargets, fixedTargets);

    /// <summary>Builds the structure.</summary>
    /// <param name="products">The data.</param>
    /// <param name="fixedColumns">Which columns of X are among the unknowns, ascending.</param>
    public static MixedModelEquations Analyze(CrossProducts products, IReadOnlyList<int> fixedColumns)
    {
        LevelBlocks blocks = products.Blocks;
        int q = products.EffectCount, p = fixedColumns.Count;
        (int[] firstEffect, int[] width) = LevelEffects(products);
        int[] columnStarts = new int[q + p + 1];
        int[] fixedTargets = new int[q + p];
        List<int> rows = [];
        List<int> blockTargets = [];
        for (int level = 0; level < blocks.LevelCount; level++)
        {
            int first = blocks.ColumnStarts[level], end = blocks.ColumnStarts[level + 1];
            int[,] targets = new int[end - first, width[level]];
            for (int c = 0; c < width[level]; c++)
            {
                int column = firstEffect[level] + c;
                for (int b = first; b < end; b++)
                {
                    targets[b - first, c] = rows.Count;
                    int other = blocks.Rows[b];
                    for (int row = other == level ? c : 0; row < width[other]; row++)
                    {
                        rows.Add(firstEffect[other] + row);
                    }
                }

                fixedTargets[column] = rows.Count;
                for (int j = 0; j < p; j++)
                {
                    rows.Add(q + j);
                }

                columnStarts[column + 1] = rows.Count;
            }

            foreach (int target in targets)
            {
                blockTargets.Add(target);
            }
        }

        for (int j = 0; j < p; j++)
        {
            fixedTargets[q + j] = rows.Count;
            for (int i = j; i < p; i++)
            {
                rows.Add(q + i);
            }

            columnStarts[q + j + 1] = rows.Count;
        }

        SymbolicCholesky structure = SymbolicCholesky.Analyze(new SymmetricPattern(columnStarts, [.. rows]));
        return new MixedModelEquations(products, [.. fixedColumns], structure, [.. blockTargets], fixedTargets);
    }

    /// <summary>For each level, through all terms, the index of its first effect and the number of its effects.</summary>
    private static (int[] FirstEffect, int[] Width) LevelEffects(CrossProducts products)
    {
        int[] first = new int[products.Blocks.LevelCount], width = new int[products.Blocks.LevelCount];
        foreach (TermShape term in products.Terms)
        {
            for (int level = 0; level < term.LevelCount; level++)
            {
                first[term.FirstLevel + level] = term.FirstEffectOf(level);
                width[term.FirstLevel + level] = term.Width;
            }
        }

        return (first, width);
    }
}
