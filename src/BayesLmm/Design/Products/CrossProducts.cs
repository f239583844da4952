using System.Numerics.Tensors;
using BayesLmm.Design.Columns;
using BayesLmm.Numerics;

namespace BayesLmm.Design.Products;

// Notation (Bates et al. 2015): y response less offset, X fixed effects' columns, Z random effects' columns, one block of r columns a level; every row times √w
// where there are weights.
// All products are taken with r = y − X b0 in place of y and with columns of X centred about their means; see FixedProducts.

/// <summary>
/// What a Gaussian model needs from the data, and all that an engine gets: yᵀy, Xᵀy, XᵀX, Zᵀy, ZᵀX and the non-zero blocks of ZᵀZ. Its size does not
/// depend on the number of rows. Immutable.
/// </summary>
/// <remarks>
/// <para>A response or predictor with a large mean costs no precision: with an intercept in the model the other columns of X are centred about
/// their means (<see cref="FixedProducts.Centers"/>), and from y the least-squares fit on X is subtracted (<see cref="FixedProducts.Reference"/>), so that the
/// coefficients that engines see are β_centred − Reference. Both are exact changes of coordinates of the model, not approximations.</para>
/// <para>Levels are numbered through all terms, the term with most effects first, because eliminating large grouping factors first keeps
/// the fill small: <see cref="TermShape.FirstLevel"/>. The effect vector u has the levels' effects in that order: <see cref="TermShape.FirstEffect"/>.</para>
/// </remarks>
internal sealed class CrossProducts
{
    internal CrossProducts(
        int rowCount, double logWeights, EquatableArray<TermShape> terms, EffectBasis written, LevelBlocks blocks, FixedProducts fixedProducts, double[] zx,
        double[] zy)
    {
        RowCount = rowCount;
        LogWeights = logWeights;
        Terms = terms;
        Written = written;
        Blocks = blocks;
        Fixed = fixedProducts;
        this.zx = zx;
        this.zy = zy;
    }

    private readonly double[] zx;
    private readonly double[] zy;

    /// <summary>The same with another response; everything that does not depend on it is shared.</summary>
    internal CrossProducts WithResponse(FixedProducts fixedProducts, double[] otherZy) =>
        new(RowCount, LogWeights, Terms, Written, Blocks, fixedProducts, zx, otherZy);

    /// <summary>The same with other numbers in the same places: of the same rows with other weights.</summary>
    internal CrossProducts WithNumbers(FixedProducts fixedProducts, LevelBlocks blocks, double[] otherZx, double[] otherZy) =>
        new(RowCount, LogWeights, Terms, Written, blocks, fixedProducts, otherZx, otherZy);

    /// <summary>The same numbers as those of another number of rows: of rows that have weight 0 among these.</summary>
    /// <param name="rowCount">Number of rows whose weight is not 0.</param>
    /// <param name="logWeights">Σ log w over them.</param>
    internal CrossProducts OfRows(int rowCount, double logWeights) => new(rowCount, logWeights, Terms, Written, Blocks, Fixed, zx, zy);

    /// <summary>Number of rows, n.</summary>
    public int RowCount { get; }

    /// <summary>Σ log w over the rows: 0 without weights.</summary>
    public double LogWeights { get; }

    /// <summary>Number of fixed effects' columns, p.</summary>
    public int FixedCount => Fixed.Count;

    /// <summary>Number of random effects over all terms and levels, q.</summary>
    public int EffectCount => zy.Length;

    /// <summary>The random terms in the order of the model.</summary>
    public EquatableArray<TermShape> Terms { get; }

    /// <summary>
    /// From the effects that these products are of to those of the model as written: columns of Z are measured from their origins. Products in another basis
    /// (<see cref="InBasis"/>) keep it; what leaves that basis goes through this one next.
    /// </summary>
    public EffectBasis Written { get; }

    /// <summary>The products among y and X, and the change of coordinates.</summary>
    public FixedProducts Fixed { get; }

    /// <summary>The non-zero blocks of ZᵀZ.</summary>
    public LevelBlocks Blocks { get; }

    /// <summary>ZᵀX, q × p by rows.</summary>
    public ReadOnlySpan<double> ZX => zx;

    /// <summary>Zᵀr, q numbers.</summary>
    public ReadOnlySpan<double> ZY => zy;

    /// <summary>For each level, in the numbering through all terms, the index of its term.</summary>
    internal int[] TermOfLevels()
    {
        int[] termOf = new int[Blocks.LevelCount];
        for (int k = 0; k < Terms.Count; k++)
        {
            termOf.AsSpan(Terms[k].FirstLevel, Terms[k].LevelCount).Fill(k);
        }

        return termOf;
    }

    /// <summary>The same data in another basis of the effects, Z B in place of Z.</summary>
    internal CrossProducts InBasis(EffectBasis basis)
    {
        if (basis.IsIdentity)
        {
            return this;
        }

        int p = FixedCount;
        double[] newZx = [.. zx], newZy = [.. zy];
        for (int k = 0; k < Terms.Count; k++)
        {
            if (basis.Of(k) is not { } B)
            {
                continue;
            }

            TermShape term = Terms[k];
            for (int level = 0; level < term.LevelCount; level++)
            {
                int first = term.FirstEffectOf(level);
                MultiplyTransposed(B, term.Width, newZx.AsSpan(first * p, term.Width * p), p);
                MultiplyTransposed(B, term.Width, newZy.AsSpan(first, term.Width), 1);
            }
        }

        return new CrossProducts(RowCount, LogWeights, Terms, Written, Blocks.InBasis(Terms, TermOfLevels(), basis), Fixed, newZx, newZy);
    }

    /// <summary>M ← BᵀM for an upper triangular B, by rows.</summary>
    internal static void MultiplyTransposed(double[] B, int r, Span<double> M, int columns)
    {
        for (int c = 0; c < columns; c++)
        {
            for (int i = r - 1; i >= 0; i--)
            {
                double sum = 0;
                for (int m = 0; m <= i; m++)
                {
                    sum += B[(m * r) + i] * M[(m * columns) + c];
                }

                M[(i * columns) + c] = sum;
            }
        }
    }

    /// <summary>The root mean square over all rows of a term's column of Z: what a unit of the effect adds to fitted values.</summary>
    /// <param name="term">The term.</param>
    /// <param name="effect">Which of its effects, from 0.</param>
    public double RootMeanSquare(TermShape term, int effect) => Math.Sqrt(SumOfSquares(term, effect) / RowCount);

    /// <summary>The root mean squares of all columns of a term.</summary>
    /// <param name="term">The term.</param>
    public double[] RootMeanSquares(TermShape term) => [.. Enumerable.Range(0, term.Width).Select(effect => RootMeanSquare(term, effect))];

    /// <summary>ZᵀZ of a term summed over its levels: Σ_i z_i z_iᵀ over the rows, r × r.</summary>
    /// <param name="term">The term.</param>
    public double[] Gram(TermShape term)
    {
        double[] gram = new double[term.Width * term.Width];
        for (int level = term.FirstLevel; level < term.FirstLevel + term.LevelCount; level++)
        {
            TensorPrimitives.Add(gram, Blocks.Values.Slice(Blocks.ValueStarts[Blocks.ColumnStarts[level]], gram.Length), gram);
        }

        return gram;
    }

    /// <summary>The sum of squares over all rows of a term's column of Z.</summary>
    /// <param name="term">The term.</param>
    /// <param name="effect">Which of its effects, from 0.</param>
    public double SumOfSquares(TermShape term, int effect)
    {
        double squares = 0;
        for (int level = term.FirstLevel; level < term.FirstLevel + term.LevelCount; level++)
        {
            squares += Blocks.Values[Blocks.ValueStarts[Blocks.ColumnStarts[level]] + (effect * term.Width) + effect];
        }

        return squares;
    }
}

/// <summary>
/// The lower triangle of ZᵀZ by blocks of levels: a block column for each level, in it the diagonal block and the blocks of all later levels that occur with it
/// in some row.
/// </summary>
internal sealed class LevelBlocks
{
    private readonly int[] columnStarts;
    private readonly int[] rows;
    private readonly int[] valueStarts;
    private readonly double[] values;

    internal LevelBlocks(int[] columnStarts, int[] rows, int[] valueStarts, double[] values)
    {
        this.columnStarts = columnStarts;
        this.rows = rows;
        this.valueStarts = valueStarts;
        this.values = values;
    }

    /// <summary>Number of levels over all terms.</summary>
    public int LevelCount => columnStarts.Length - 1;

    /// <summary>For each level, and one past the last, where its block column starts in <see cref="Rows"/>.</summary>
    public ReadOnlySpan<int> ColumnStarts => columnStarts;

    /// <summary>The blocks' row levels, ascending in a block column; the first is the level itself.</summary>
    public ReadOnlySpan<int> Rows => rows;

    /// <summary>Where each block's numbers start in <see cref="Values"/>.</summary>
    public ReadOnlySpan<int> ValueStarts => valueStarts;

    /// <summary>The blocks' numbers: by rows, as many as the row level's width times the column level's; diagonal blocks are complete.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>The same blocks with other numbers.</summary>
    internal LevelBlocks WithValues(double[] others) => new(columnStarts, rows, valueStarts, others);

    /// <summary>Every block M of row term l and column term k as B_lᵀ M B_k.</summary>
    internal LevelBlocks InBasis(EquatableArray<TermShape> terms, int[] termOf, EffectBasis basis)
    {
        double[] changed = [.. values];
        for (int level = 0; level < LevelCount; level++)
        {
            int k = termOf[level], width = terms[k].Width;
            for (int block = columnStarts[level]; block < columnStarts[level + 1]; block++)
            {
                int l = termOf[rows[block]], height = terms[l].Width;
                Span<double> M = changed.AsSpan(valueStarts[block], height * width);
                if (basis.Of(l) is { } left)
                {
                    CrossProducts.MultiplyTransposed(left, height, M, width);
                }

                if (basis.Of(k) is { } right)
                {
                    MultiplyRight(M, height, width, right);
                }
            }
        }

        return new LevelBlocks(columnStarts, rows, valueStarts, changed);
    }

    /// <summary>M ← M B for an upper triangular B.</summary>
    private static void MultiplyRight(Span<double> M, int height, int width, double[] B)
    {
        for (int i = 0; i < height; i++)
        {
            for (int c = width - 1; c >= 0; c--)
            {
                double sum = 0;
                for (int m = 0; m <= c; m++)
                {
                    sum += M[(i * width) + m] * B[(m * width) + c];
                }

                M[(i * width) + c] = sum;
            }
        }
    }
}

/// <summary>The products among response and fixed effects' columns, and the change of coordinates that they are in.</summary>
/// <param name="ResponseSquares">The weighted sum of squares of the uncentred response, less the offset: the scale by which rounding is judged.</param>
/// <param name="Yy">rᵀr.</param>
/// <param name="Xy">Xᵀr, p numbers.</param>
/// <param name="Xx">XᵀX, p × p.</param>
/// <param name="HasIntercept">Whether the first column is the constant.</param>
/// <param name="Centers">What was subtracted from each column of X; 0 for the intercept, and everywhere without an intercept.</param>
/// <param name="Reference">b0: the coefficients, on centred columns, whose fit was subtracted from y.</param>
internal sealed record FixedProducts(
    double ResponseSquares, double Yy, EquatableArray<double> Xy, EquatableArray<double> Xx, bool HasIntercept, EquatableArray<double> Centers,
    EquatableArray<double> Reference)
{
    /// <summary>Number of columns, p.</summary>
    public int Count => Xy.Count;

    /// <summary>Where columns of X are measured from before they are centred; null for 0.</summary>
    public PredictorOrigin? Origin { get; init; }

    /// <summary>The change of coordinates.</summary>
    public Coordinates Coordinates => new(HasIntercept, Centers, Reference, Origin);
}
