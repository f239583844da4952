using BayesLmm.Design;
using BayesLmm.Design.Products;

namespace BayesLmm.Densities.Coordinates;

/// <summary>
/// Which terms of a model are nested in which: each level of a term occurs with one level of its parent only. Parents have parents, so that every level has a
/// path of ancestors, one of each term on the way; crossed terms have none in common. Matrices whose blocks are those of a level with itself and with its
/// ancestors have Cholesky factors with the same blocks if levels are eliminated finest first: no fill. Immutable.
/// </summary>
/// <remarks>
/// For each level there is a panel, height × width: its own block on top, then those with its ancestors, the parent first. So the rows below a level's own
/// block are those of its parent's panel, in order. Within a level effects are eliminated last to first, which makes the factor's diagonal blocks upper
/// triangular in the order of the effects. An entry of all panels of a term lies side by side, a number a level, and so does an effect of all its levels: what
/// is done to one level is done to all by vectors.
/// </remarks>
internal sealed class NestedTerms
{
    private readonly CrossProducts products;
    private readonly int[] parents;
    private readonly int[][] parentLevels;
    private readonly int[] heights;
    private readonly int[] firstPlaces;
    private readonly int[] panelStarts;
    private readonly AncestorRow[][] ancestors;

    private NestedTerms(CrossProducts products, int[] order, int[] parents, int[][] parentLevels)
    {
        this.products = products;
        this.parents = parents;
        this.parentLevels = parentLevels;
        Order = order;
        int terms = order.Length;
        heights = new int[terms];
        firstPlaces = new int[terms];
        panelStarts = new int[terms];
        foreach (int k in order.Reverse())
        {
            heights[k] = products.Terms[k].Width + (parents[k] < 0 ? 0 : heights[parents[k]]);
        }

        int place = 0;
        foreach (int k in order)
        {
            TermShape shape = products.Terms[k];
            firstPlaces[k] = place;
            panelStarts[k] = PanelNumbers;
            place += shape.EffectCount;
            PanelNumbers += shape.LevelCount * heights[k] * shape.Width;
        }

        ancestors = [.. Enumerable.Range(0, terms).Select(RowsOfAncestors)];
        IsInOrder = order.All(k => products.Terms[k].Width == 1 && firstPlaces[k] == products.Terms[k].FirstEffect);
    }

    /// <summary>The terms in the order of elimination: the one with most levels first.</summary>
    public int[] Order { get; }

    /// <summary>Numbers of all panels.</summary>
    public int PanelNumbers { get; }

    /// <summary>Number of effects, q.</summary>
    public int EffectCount => products.EffectCount;

    /// <summary>Multiplications of a factorisation, roughly.</summary>
    public double Multiplications => Order.Sum(k => (double)products.Terms[k].EffectCount * heights[k] * heights[k]);

    /// <summary>Whether effects are eliminated in their own order.</summary>
    public bool IsInOrder { get; }

    /// <summary>The size and place of a term.</summary>
    public TermShape Shape(int term) => products.Terms[term];

    /// <summary>The term in whose levels a term's levels are nested; −1 for none.</summary>
    public int Parent(int term) => parents[term];

    /// <summary>Rows of the panels of a term.</summary>
    public int Height(int term) => heights[term];

    /// <summary>The rows of a term's panels below its own block.</summary>
    public ReadOnlySpan<AncestorRow> Ancestors(int term) => ancestors[term];

    /// <summary>An entry of a term's panels: a number a level.</summary>
    public Span<double> Entry(Span<double> panels, int term, int row, int column) =>
        panels.Slice(EntryStart(term, row, column), products.Terms[term].LevelCount);

    /// <summary>An entry of a term's panels: a number a level.</summary>
    public ReadOnlySpan<double> Entry(ReadOnlySpan<double> panels, int term, int row, int column) =>
        panels.Slice(EntryStart(term, row, column), products.Terms[term].LevelCount);

    /// <summary>The numbers of an effect of a term, one a level, of a vector in the order of elimination.</summary>
    public Span<double> Part(Span<double> places, int term, int column) => places.Slice(FirstPlace(term, column), products.Terms[term].LevelCount);

    /// <summary>The numbers of an effect of a term, one a level, of a vector in the order of elimination.</summary>
    public ReadOnlySpan<double> Part(ReadOnlySpan<double> places, int term, int column) =>
        places.Slice(FirstPlace(term, column), products.Terms[term].LevelCount);

    /// <summary>Finds the nesting of a model's terms.</summary>
    public static NestedTerms Find(CrossProducts products)
    {
        int terms = products.Terms.Count;
        int[] order = [.. Enumerable.Range(0, terms).OrderByDescending(k => products.Terms[k].LevelCount)];
        int[,][] partners = Partners(products);
        int[] parents = new int[terms];
        int[][] parentLevels = new int[terms][];
        for (int i = 0; i < terms; i++)
        {
            int k = order[i];
            parents[k] = -1;
            parentLevels[k] = [];
            foreach (int l in order.Skip(i + 1))
            {
                if (Array.TrueForAll(partners[k, l], partner => partner >= 0))
                {
                    (parents[k], parentLevels[k]) = (l, partners[k, l]);
                    break;
                }
            }
        }

        return new NestedTerms(products, order, parents, parentLevels);
    }

    /// <summary>
    /// The panels of a matrix given by the blocks of cross-products: own blocks complete.
    /// </summary>
    /// <param name="blocks">The matrix: its non-zero blocks, as in <see cref="CrossProducts.Blocks"/>.</param>
    public double[] TakePanels(LevelBlocks blocks)
    {
        double[] panels = new double[PanelNumbers];
        (int[] termOf, int[] levelOf) = Levels(products);
        for (int column = 0; column < blocks.LevelCount; column++)
        {
            for (int block = blocks.ColumnStarts[column]; block < blocks.ColumnStarts[column + 1]; block++)
            {
                int row = blocks.Rows[block], k = termOf[column], l = termOf[row];
                int height = products.Terms[l].Width, width = products.Terms[k].Width;
                ReadOnlySpan<double> values = blocks.Values.Slice(blocks.ValueStarts[block], height * width);
                if (row == column || RowOf(k, l) >= 0)
                {
                    Put(panels, k, levelOf[column], row == column ? 0 : RowOf(k, l), values, height, width, transpose: false);
                }
                else if (RowOf(l, k) >= 0)
                {
                    Put(panels, l, levelOf[row], RowOf(l, k), values, height, width, transpose: true);
                }
            }
        }

        return panels;
    }

    /// <summary>Puts a vector of effects into the order of elimination.</summary>
    public void ToElimination(ReadOnlySpan<double> effects, Span<double> places)
    {
        if (IsInOrder)
        {
            effects.CopyTo(places);
            return;
        }

        foreach (int k in Order)
        {
            (int first, int r) = (products.Terms[k].FirstEffect, products.Terms[k].Width);
            for (int c = 0; c < r; c++)
            {
                Span<double> part = Part(places, k, c);
                for (int level = 0, effect = first + r - 1 - c; level < part.Length; level++, effect += r)
                {
                    part[level] = effects[effect];
                }
            }
        }
    }

    /// <summary>Puts a vector in the order of elimination into that of the effects.</summary>
    public void FromElimination(ReadOnlySpan<double> places, Span<double> effects)
    {
        if (IsInOrder)
        {
            places.CopyTo(effects);
            return;
        }

        foreach (int k in Order)
        {
            (int first, int r) = (products.Terms[k].FirstEffect, products.Terms[k].Width);
            for (int c = 0; c < r; c++)
            {
                ReadOnlySpan<double> part = Part(places, k, c);
                for (int level = 0, effect = first + r - 1 - c; level < part.Length; level++, effect += r)
                {
                    effects[effect] = part[level];
                }
            }
        }
    }

    /// <summary>For each pair of terms and each level of the first the only level of the second that occurs with it; −1 for none, −2 for several.</summary>
    private static int[,][] Partners(CrossProducts products)
    {
        int terms = products.Terms.Count;
        int[,][] partners = new int[terms, terms][];
        for (int k = 0; k < terms; k++)
        {
            for (int l = 0; l < terms; l++)
            {
                partners[k, l] = new int[products.Terms[k].LevelCount];
                Array.Fill(partners[k, l], -1);
            }
        }

        (int[] termOf, int[] levelOf) = Levels(products);
        LevelBlocks blocks = products.Blocks;
        for (int column = 0; column < blocks.LevelCount; column++)
        {
            foreach (int row in blocks.Rows[blocks.ColumnStarts[column]..blocks.ColumnStarts[column + 1]])
            {
                Meet(ref partners[termOf[column], termOf[row]][levelOf[column]], levelOf[row]);
                Meet(ref partners[termOf[row], termOf[column]][levelOf[row]], levelOf[column]);
            }
        }

        return partners;

        static void Meet(ref int partner, int level) => partner = partner == -1 || partner == level ? level : -2;
    }

    private static (int[] TermOf, int[] LevelOf) Levels(CrossProducts products)
    {
        int[] termOf = new int[products.Blocks.LevelCount], levelOf = new int[termOf.Length];
        for (int k = 0; k < products.Terms.Count; k++)
        {
            for (int level = 0; level < products.Terms[k].LevelCount; level++)
            {
                (termOf[products.Terms[k].FirstLevel + level], levelOf[products.Terms[k].FirstLevel + level]) = (k, level);
            }
        }

        return (termOf, levelOf);
    }

    /// <summary>The row of a term's panels where the block with an ancestor begins; −1 where it is no ancestor.</summary>
    private int RowOf(int term, int ancestor)
    {
        int row = products.Terms[term].Width;
        for (int a = parents[term]; a >= 0; row += products.Terms[a].Width, a = parents[a])
        {
            if (a == ancestor)
            {
                return row;
            }
        }

        return -1;
    }

    private void Put(double[] panels, int term, int level, int firstRow, ReadOnlySpan<double> values, int height, int width, bool transpose)
    {
        for (int i = 0; i < height; i++)
        {
            for (int c = 0; c < width; c++)
            {
                (int row, int column) = transpose ? (width - 1 - c, height - 1 - i) : (height - 1 - i, width - 1 - c);
                panels[EntryStart(term, firstRow + row, column) + level] = values[(i * width) + c];
            }
        }
    }

    private int EntryStart(int term, int row, int column) => panelStarts[term] + (((column * heights[term]) + row) * products.Terms[term].LevelCount);

    private int FirstPlace(int term, int column) => firstPlaces[term] + (column * products.Terms[term].LevelCount);

    private AncestorRow[] RowsOfAncestors(int term)
    {
        List<AncestorRow> rows = [];
        int[] levels = parentLevels[term];
        for (int a = parents[term]; a >= 0; a = parents[a])
        {
            int first = products.Terms[term].Width + rows.Count;
            rows.AddRange(Enumerable.Range(0, products.Terms[a].Width).Select(column => new AncestorRow(a, column, first, levels)));
            if (parents[a] >= 0)
            {
                int[] up = parentLevels[a];
                levels = Array.ConvertAll(levels, level => up[level]);
            }
        }

        return [.. rows];
    }
}

/// <summary>A row of a term's panels that belongs to an ancestor.</summary>
/// <param name="Term">The ancestor.</param>
/// <param name="Column">Which of its effects, in the order of elimination.</param>
/// <param name="FirstRow">The row where the ancestor's block begins.</param>
/// <param name="Levels">For each level of the term the ancestor's level.</param>
internal readonly record struct AncestorRow(int Term, int Column, int FirstRow, int[] Levels);
