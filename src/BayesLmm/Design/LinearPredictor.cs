using System.Numerics.Tensors;
using BayesLmm.Design.Columns;

namespace BayesLmm.Design;

// η = o + Xβ + Zb. Whatever the member, each row adds in this order: o, the columns of X, the terms' columns of Z; so that all members give the same bits.

/// <summary>
/// The linear predictor of some rows, known or new: o + Xβ + Zb as a function of β and b, forwards and transposed, and row by row. Immutable; products
/// allocate nothing.
/// </summary>
/// <remarks>
/// The numbers lie by columns, for products over all rows, in which the rows of one level are taken together where they lie side by side; a second layout, by
/// rows, is made when a row is first requested.
/// </remarks>
internal sealed class LinearPredictor
{
    private readonly double[][] columns;
    private readonly double[]? offset;
    private readonly bool firstIsConstant;
    private readonly PredictorTerm[] terms;
    private readonly Lazy<RowLayout> byRows;

    private LinearPredictor(int count, double[][] columns, bool firstIsConstant, double[]? offset, PredictorTerm[] terms)
    {
        Count = count;
        this.columns = columns;
        this.offset = offset;
        this.terms = terms;
        this.firstIsConstant = firstIsConstant;
        byRows = new(() => new RowLayout(this));
    }

    /// <summary>Number of rows, n.</summary>
    public int Count { get; }

    /// <summary>Number of fixed effects' columns, p.</summary>
    public int FixedCount => columns.Length;

    /// <summary>Number of random terms.</summary>
    public int TermCount => terms.Length;

    /// <summary>o, n numbers; empty where it is 0 everywhere.</summary>
    public ReadOnlyMemory<double> Offset => offset;

    /// <summary>A column of X, n numbers.</summary>
    public ReadOnlyMemory<double> FixedColumn(int j) => columns[j];

    /// <summary>A column of a term's Z, n numbers.</summary>
    public ReadOnlyMemory<double> RandomColumn(int term, int effect) => terms[term].Columns[effect];

    /// <summary>Whether a column of a term's Z is 1 in every row.</summary>
    public bool IsOne(int term, int effect) => terms[term].IsOne(effect);

    /// <summary>The columns of X in a row, p numbers.</summary>
    public ReadOnlySpan<double> FixedRow(int row) => byRows.Value.Fixed.AsSpan(row * columns.Length, columns.Length);

    /// <summary>The columns of a term's Z in a row.</summary>
    public ReadOnlySpan<double> RandomRow(int term, int row) => byRows.Value.Random[term].AsSpan(row * terms[term].Shape.Width, terms[term].Shape.Width);

    /// <summary>The size and place of a term's effects.</summary>
    public TermShape Shape(int term) => terms[term].Shape;

    /// <summary>The level of a term in a row; negative for a level that has no effects in b.</summary>
    public int Level(int term, int row) => terms[term].Level(row);

    /// <summary>Where the effects of a row's level of a term start in b; negative where b does not have them.</summary>
    public int FirstEffect(int term, int row) => terms[term].Level(row) is >= 0 and int level ? terms[term].Shape.FirstEffectOf(level) : -1;

    /// <summary>Takes the rows of design matrices.</summary>
    /// <param name="X">The fixed effects' columns.</param>
    /// <param name="hasIntercept">Whether the first of them is the constant.</param>
    /// <param name="Z">The columns of each random term, the level of each row (negative for levels without effects; null when all are), and the place of its
    /// effects.</param>
    /// <param name="offset">o, or null where it is 0 everywhere.</param>
    /// <param name="centers">What to subtract from each column of X; empty for nothing.</param>
    /// <param name="rows">The rows and their order; null for all rows in their own order.</param>
    /// <param name="count">Number of rows of the matrices.</param>
    public static LinearPredictor Create(
        IReadOnlyList<DesignColumn> X,
        bool hasIntercept,
        IEnumerable<(IReadOnlyList<DesignColumn> Columns, int[]? Levels, TermShape Shape)> Z,
        double[]? offset,
        ReadOnlySpan<double> centers,
        int[]? rows,
        int count)
    {
        double[][] columns = new double[X.Count][];
        for (int j = 0; j < columns.Length; j++)
        {
            columns[j] = Take(X[j].Values, rows);
            if (!centers.IsEmpty && centers[j] != 0)
            {
                double[] centered = new double[columns[j].Length];
                TensorPrimitives.Subtract(columns[j], centers[j], centered);
                columns[j] = centered;
            }
        }

        int n = rows?.Length ?? count;
        PredictorTerm[] terms =
        [
            .. Z.Select(term => PredictorTerm.Create(
                term.Shape,
                term.Levels is { } levels ? Take(levels, rows) : [.. Enumerable.Repeat(-1, n)],
                [.. term.Columns.Select(column => Take(column.Values, rows))])),
        ];
        return new LinearPredictor(n, columns, hasIntercept, offset is null ? null : Take(offset, rows), terms);
    }

    /// <summary>The same rows without o: where a location family's response has it subtracted.</summary>
    public LinearPredictor WithoutOffset() => offset is null ? this : new LinearPredictor(Count, columns, firstIsConstant, null, terms);

    /// <summary>The same rows with o + X·reference in place of o: β is then what a coefficient exceeds the reference by.</summary>
    /// <param name="reference">p coefficients.</param>
    public LinearPredictor WithReference(ReadOnlySpan<double> reference)
    {
        double[] moved = new double[Count];
        ComputeFixed(reference, moved);
        return new LinearPredictor(Count, columns, firstIsConstant, moved, terms);
    }

    /// <summary>η = o + Xβ + Zb.</summary>
    /// <param name="beta">β, p numbers.</param>
    /// <param name="effects">b, in the order of <see cref="TermShape.FirstEffect"/>.</param>
    /// <param name="predictor">Receives η, n numbers.</param>
    public void Compute(ReadOnlySpan<double> beta, ReadOnlySpan<double> effects, Span<double> predictor)
    {
        ComputeFixed(beta, predictor);
        AddEffects(effects, predictor);
    }

    /// <summary>o + Xβ.</summary>
    /// <param name="beta">β, p numbers.</param>
    /// <param name="predictor">Receives n numbers.</param>
    public void ComputeFixed(ReadOnlySpan<double> beta, Span<double> predictor)
    {
        int first = 0;
        if (offset is not null)
        {
            offset.CopyTo(predictor);
        }
        else if (firstIsConstant)
        {
            predictor.Fill(beta[0]);
            first = 1;
        }
        else
        {
            predictor.Clear();
        }

        AddFixed(beta, predictor, first);
    }

    /// <summary>η += Xβ.</summary>
    /// <param name="beta">β, p numbers.</param>
    /// <param name="predictor">η, n numbers.</param>
    /// <param name="first">The first column to add.</param>
    public void AddFixed(ReadOnlySpan<double> beta, Span<double> predictor, int first = 0)
    {
        for (int j = first; j < columns.Length; j++)
        {
            TensorPrimitives.MultiplyAdd(columns[j], beta[j], predictor, predictor);
        }
    }

    /// <summary>η += Zb; levels that b does not have add nothing.</summary>
    /// <param name="effects">b.</param>
    /// <param name="predictor">η, n numbers.</param>
    public void AddEffects(ReadOnlySpan<double> effects, Span<double> predictor)
    {
        foreach (PredictorTerm term in terms)
        {
            term.AddTo(effects, predictor, 1);
        }
    }

    /// <summary>y − o − Xβ.</summary>
    /// <param name="response">y, n numbers.</param>
    /// <param name="beta">β, p numbers.</param>
    /// <param name="residuals">Receives n numbers; may be <paramref name="response"/>.</param>
    public void SubtractFixed(ReadOnlySpan<double> response, ReadOnlySpan<double> beta, Span<double> residuals)
    {
        if (offset is not null)
        {
            TensorPrimitives.Subtract(response, offset, residuals);
        }
        else
        {
            response.CopyTo(residuals);
        }

        for (int j = 0; j < columns.Length; j++)
        {
            TensorPrimitives.MultiplyAdd(columns[j], -beta[j], residuals, residuals);
        }
    }

    /// <summary>y − o − Xβ − Zb.</summary>
    /// <param name="response">y, n numbers.</param>
    /// <param name="beta">β, p numbers.</param>
    /// <param name="effects">b.</param>
    /// <param name="residuals">Receives n numbers; may be <paramref name="response"/>.</param>
    public void Subtract(ReadOnlySpan<double> response, ReadOnlySpan<double> beta, ReadOnlySpan<double> effects, Span<double> residuals)
    {
        SubtractFixed(response, beta, residuals);
        foreach (PredictorTerm term in terms)
        {
            term.AddTo(effects, residuals, -1);
        }
    }

    /// <summary>Xᵀ g and Zᵀ g.</summary>
    /// <param name="g">n numbers.</param>
    /// <param name="byBeta">Receives Xᵀ g, p numbers.</param>
    /// <param name="byEffects">Receives Zᵀ g, as many numbers as b has.</param>
    public void ComputeTransposed(ReadOnlySpan<double> g, Span<double> byBeta, Span<double> byEffects)
    {
        for (int j = 0; j < columns.Length; j++)
        {
            byBeta[j] = j == 0 && firstIsConstant ? TensorPrimitives.Sum(g) : TensorPrimitives.Dot(columns[j], g);
        }

        ComputeEffectsTransposed(g, byEffects);
    }

    /// <summary>Zᵀ g.</summary>
    /// <param name="g">n numbers.</param>
    /// <param name="byEffects">Receives as many numbers as b has.</param>
    public void ComputeEffectsTransposed(ReadOnlySpan<double> g, Span<double> byEffects)
    {
        byEffects.Clear();
        foreach (PredictorTerm term in terms)
        {
            term.AddTransposed(g, byEffects);
        }
    }

    /// <summary>The same rows with the effects in another basis: Z B in place of Z.</summary>
    /// <param name="basis">For each term B, r × r by rows, upper triangular; null for the identity.</param>
    public LinearPredictor InBasis(Func<int, double[]?> basis) => new(
        Count, columns, firstIsConstant, offset, [.. terms.Select((term, k) => basis(k) is { } B ? term.InBasis(B) : term)]);

    /// <summary>η of some rows that lie side by side, so that they can be gone through while they are in the processor's cache.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="beta">β, p numbers.</param>
    /// <param name="effects">b.</param>
    /// <param name="predictor">Receives their η; as many numbers as rows.</param>
    public void ComputeBlock(int first, ReadOnlySpan<double> beta, ReadOnlySpan<double> effects, Span<double> predictor)
    {
        if (offset is not null)
        {
            offset.AsSpan(first, predictor.Length).CopyTo(predictor);
        }
        else
        {
            predictor.Fill(firstIsConstant ? beta[0] : 0);
        }

        for (int j = offset is null && firstIsConstant ? 1 : 0; j < columns.Length; j++)
        {
            TensorPrimitives.MultiplyAdd(columns[j].AsSpan(first, predictor.Length), beta[j], predictor, predictor);
        }

        foreach (PredictorTerm term in terms)
        {
            term.AddBlock(first, effects, predictor);
        }
    }

    /// <summary>Adds Xᵀ g and Zᵀ g of some rows that lie side by side.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="g">Their numbers.</param>
    /// <param name="byBeta">Added to, p numbers.</param>
    /// <param name="byEffects">Added to, as many numbers as b has.</param>
    public void AddTransposedBlock(int first, ReadOnlySpan<double> g, Span<double> byBeta, Span<double> byEffects)
    {
        for (int j = 0; j < columns.Length; j++)
        {
            byBeta[j] += j == 0 && firstIsConstant ? TensorPrimitives.Sum(g) : TensorPrimitives.Dot(columns[j].AsSpan(first, g.Length), g);
        }

        foreach (PredictorTerm term in terms)
        {
            term.AddTransposedBlock(first, g, byEffects);
        }
    }

    private static T[] Take<T>(T[] values, int[]? rows) => rows is null ? values : Array.ConvertAll(rows, row => values[row]);

    /// <summary>X and Z by rows.</summary>
    private sealed class RowLayout
    {
        public RowLayout(LinearPredictor source)
        {
            Fixed = Transpose(source.columns, source.Count);
            Random = [.. source.terms.Select(term => Transpose(term.Columns, source.Count))];
        }

        public double[] Fixed { get; }

        public double[][] Random { get; }

        private static double[] Transpose(double[][] columns, int count)
        {
            double[] rows = new double[count * columns.Length];
            for (int j = 0; j < columns.Length; j++)
            {
                for (int row = 0; row < count; row++)
                {
                    rows[(row * columns.Length) + j] = columns[j][row];
                }
            }

            return rows;
        }
    }
}
