namespace BayesLmm.Numerics.Sparse;

// P A Pᵀ = L Lᵀ, L lower triangular. Notation and theory: Davis (2006), Direct Methods for Sparse Linear Systems, ch. 4 and 7.

/// <summary>
/// The structure of a sparse Cholesky factor: computed once for a pattern, then used by every <see cref="CholeskyFactor"/> with it. Immutable, and shared
/// between threads.
/// </summary>
/// <remarks>
/// Rows and columns are eliminated in the order given where that fills in little; otherwise an approximate minimum degree ordering is tried and the cheaper of
/// the two is taken. Where columns of the factor have few entries in common they are stored one by one, which is linear in time and memory for single and for
/// nested grouping factors. Where many have the same rows, as the Schur complement of crossed factors does, they are stored as supernodes, dense panels that
/// are updated by dense matrix products.
/// </remarks>
internal sealed class SymbolicCholesky
{
    /// <summary>A factor with more than this many times the entries of A may be worth another ordering.</summary>
    private const double FillWorthAnOrdering = 1.5;

    /// <summary>Below this many multiplications an ordering costs more than it can save.</summary>
    private const double WorkWorthAnOrdering = 1e5;

    /// <summary>Another ordering must save this part of the multiplications.</summary>
    private const double WorthwhileSaving = 0.9;

    /// <summary>
    /// Steps of the search for another ordering before it is given up. A step takes as long as some fifty multiplications in a dense panel: a search that takes
    /// more than this part of one factorisation has found most variables joined to each other, where all orderings cost the same.
    /// </summary>
    private const double LeastSteps = 5e7, StepsForAMultiplication = 0.01;

    /// <summary>
    /// Multiplications for each entry of the factor from which panels pay, as measured on crossed factors: at 8 they cost the same, at 40 half as much.
    /// (CHOLMOD, whose columns are faster than ours next to its panels, changes at 40; Chen et al. 2008.)
    /// </summary>
    private const double WorkWorthPanels = 10;

    private readonly int[]? order;
    private readonly Lazy<int[]> elimination;

    private SymbolicCholesky(SymmetricPattern pattern, int[]? order, EliminationTree tree, ColumnStructure? columns, PanelStructure? panels)
    {
        Pattern = pattern;
        this.order = order;
        Columns = columns;
        Panels = panels;
        Multiplications = tree.Multiplications;
        NonZeros = tree.NonZeros;
        elimination = new(Invert);
    }

    /// <summary>The pattern of A.</summary>
    public SymmetricPattern Pattern { get; }

    /// <summary>Number of rows and of columns.</summary>
    public int Order => Pattern.Order;

    /// <summary>Number of entries of L that can be non-zero, diagonal and fill included.</summary>
    public long NonZeros { get; }

    /// <summary>Multiplications that one numeric factorisation needs, Σ_j |L_*j| (|L_*j| + 1) / 2: a measure of its cost.</summary>
    public double Multiplications { get; }

    /// <summary>P: for each place in the order of elimination the row and column of A that takes it; empty when they are taken in the order given.</summary>
    public ReadOnlySpan<int> Permutation => order;

    /// <summary>Whether the factor is stored in dense panels of several columns.</summary>
    public bool HasPanels => Panels is not null;

    /// <summary>The structure of columns that are stored one by one.</summary>
    internal ColumnStructure? Columns { get; }

    /// <summary>The structure of supernodes.</summary>
    internal PanelStructure? Panels { get; }

    /// <summary>Numbers that a factor stores; the same for a selected inverse.</summary>
    internal int StoredNumbers => Panels?.StoredNumbers ?? Columns!.Rows.Length;

    /// <summary>The sizes that determine time and memory, for people to read.</summary>
    public FactorDescription Describe() => new(
        Order,
        Pattern.NonZeros,
        NonZeros,
        Multiplications,
        Permutation.Length > 0,
        Panels?.Count ?? 0,
        Panels?.LargestWidth ?? 1,
        (long)StoredNumbers * sizeof(double));

    /// <summary>Chooses an order of elimination and finds where L is non-zero.</summary>
    /// <exception cref="OverflowException">The factor would have more entries than can be numbered, about 2·10⁹.</exception>
    public static SymbolicCholesky Analyze(SymmetricPattern pattern)
    {
        int[]? order = null;
        EliminationTree tree = EliminationTree.Of(pattern);
        PermutedPattern current = PermutedPattern.AsGiven(pattern);
        if (tree.NonZeros > FillWorthAnOrdering * pattern.NonZeros && tree.Multiplications > WorkWorthAnOrdering)
        {
            long mostSteps = (long)Math.Max(LeastSteps, StepsForAMultiplication * tree.Multiplications);
            if (MinimumDegree.TryOrder(pattern, mostSteps) is { } other)
            {
                PermutedPattern permuted = PermutedPattern.Of(pattern, other);
                EliminationTree otherTree = EliminationTree.Of(permuted.Pattern);
                if (otherTree.Multiplications < WorthwhileSaving * tree.Multiplications)
                {
                    (order, tree, current) = (other, otherTree, permuted);
                }
            }
        }

        return tree.Multiplications <= WorkWorthPanels * tree.NonZeros
            ? new SymbolicCholesky(pattern, order, tree, ColumnStructure.Of(current, tree), null)
            : WithPanels(pattern, order, current, tree);
    }

    /// <summary>The structure in a given order and form, whatever it costs.</summary>
    /// <param name="pattern">The pattern of A.</param>
    /// <param name="order">The order of elimination, or null for the order given.</param>
    /// <param name="panels">Whether to store supernodes; these are put in a postorder of the elimination tree.</param>
    internal static SymbolicCholesky AnalyzeAs(SymmetricPattern pattern, int[]? order, bool panels)
    {
        PermutedPattern current = order is null ? PermutedPattern.AsGiven(pattern) : PermutedPattern.Of(pattern, order);
        EliminationTree tree = EliminationTree.Of(current.Pattern);
        return panels ? WithPanels(pattern, order, current, tree) : new SymbolicCholesky(pattern, order, tree, ColumnStructure.Of(current, tree), null);
    }

    private static SymbolicCholesky WithPanels(SymmetricPattern pattern, int[]? order, PermutedPattern current, EliminationTree tree)
    {
        int[] postorder = tree.Postorder();
        if (!IsIdentity(postorder))
        {
            order = order is null ? postorder : [.. postorder.Select(place => order[place])];
            current = PermutedPattern.Of(pattern, order);
            tree = EliminationTree.Of(current.Pattern);
        }

        return new SymbolicCholesky(pattern, order, tree, null, PanelStructure.Of(current, tree));
    }

    /// <summary>Where a factor or a selected inverse stores each entry of <see cref="Pattern"/>.</summary>
    internal ReadOnlySpan<int> Places => Panels is null ? Columns!.Places : Panels.Places;

    /// <summary>The place of a row and column of A in the order of elimination.</summary>
    internal int EliminationOf(int index) => order is null ? index : elimination.Value[index];

    /// <summary>Where a factor or a selected inverse stores the entry of a row and a column of L; −1 where L is 0 by structure.</summary>
    /// <param name="i">One of them, in the order of elimination.</param>
    /// <param name="j">The other.</param>
    internal int PlaceOf(int i, int j) =>
        Panels is null ? Columns!.PlaceOf(Math.Max(i, j), Math.Min(i, j)) : Panels.PlaceOf(Math.Max(i, j), Math.Min(i, j));

    /// <summary>The rows below the diagonal in which a column of L can be non-zero, in the order of elimination.</summary>
    /// <param name="column">The column, in that order.</param>
    internal IEnumerable<int> RowsBelow(int column)
    {
        if (Panels is null)
        {
            return Columns!.Rows[(Columns.ColumnStarts[column] + 1)..Columns.ColumnStarts[column + 1]].ToArray();
        }

        int s = Panels.SuperOf(column);
        return [.. Enumerable.Range(column + 1, Panels.FirstColumns[s + 1] - column - 1), .. Panels.Rows(s)];
    }

    private int[] Invert()
    {
        int[] places = new int[Order];
        for (int place = 0; place < places.Length; place++)
        {
            places[order![place]] = place;
        }

        return places;
    }

    private static bool IsIdentity(int[] order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            if (order[i] != i)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>The size and shape of a sparse Cholesky factor.</summary>
/// <param name="Order">Rows and columns.</param>
/// <param name="NonZeros">Entries of the lower triangle of A.</param>
/// <param name="FactorNonZeros">Entries of L.</param>
/// <param name="Multiplications">Multiplications of one factorisation.</param>
/// <param name="IsReordered">Whether rows and columns are eliminated in another order than given.</param>
/// <param name="Panels">Number of supernodes; 0 when columns are stored one by one.</param>
/// <param name="LargestPanel">Columns of the widest supernode, 1 when there is none.</param>
/// <param name="Bytes">Memory of the factor's numbers.</param>
internal sealed record FactorDescription(
    int Order, int NonZeros, long FactorNonZeros, double Multiplications, bool IsReordered, int Panels, int LargestPanel, long Bytes)
{
    /// <summary>In one line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"order {Order:N0}, {NonZeros:N0} entries, factor {FactorNonZeros:N0} ({FactorNonZeros - NonZeros:N0} filled in), {Multiplications:0.##e0} ")
            + "multiplications, "
        + (Panels == 0 ? "by columns" : FormattableString.Invariant($"{Panels:N0} panels, the widest of {LargestPanel:N0} columns"))
        + (IsReordered ? ", reordered" : string.Empty)
        + FormattableString.Invariant($", {Bytes / 1048576.0:0.0} MiB");
}
