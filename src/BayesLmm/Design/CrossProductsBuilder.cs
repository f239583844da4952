using System.Numerics.Tensors;
using BayesLmm.Design.Columns;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Design;

/// <summary>Accumulates <see cref="CrossProducts"/> from design matrices in memory, in blocks of rows and a fixed order.</summary>
internal sealed class CrossProductsBuilder
{
    private readonly ModelDesign design;
    private readonly double[][] columns;
    private readonly ColumnMoments moments;
    private readonly double[]? roots;
    private readonly double[] y;
    private readonly int p;

    private CrossProductsBuilder(ModelDesign design)
    {
        this.design = design;
        columns = [.. design.FixedEffects.Columns.Select(column => column.Values)];
        p = columns.Length;
        roots = design.Weights is { } weights ? Array.ConvertAll(weights, Math.Sqrt) : null;
        moments = design.FixedEffects.Moments is { } known && roots is null ? known : ColumnMoments.Compute(columns, design.FixedEffects.HasIntercept, roots);
        y = design.Response;
        if (design.Offset is { } offset)
        {
            y = [.. y];
            TensorPrimitives.Subtract(y, offset, y);
        }
    }

    /// <summary>The cross-products of a design: three passes over X and y, and one over each pair of random terms.</summary>
    public static CrossProducts Build(ModelDesign design) => new CrossProductsBuilder(design).Build();

    private CrossProducts Build()
    {
        int n = design.RowCount;
        EquatableArray<RandomTermDesign> terms = WeightedTerms();
        EquatableArray<TermShape> shapes = Shapes(terms);
        int effects = shapes.Sum(shape => shape.LevelCount * shape.Width);
        double[] reference = LeastSquares(), zx = new double[effects * p], zy = new double[effects], xy = new double[p];
        double[] byRows = new double[shapes.Count == 0 ? 0 : p * ColumnMoments.BlockRows];
        double yy = 0;
        ForEachBlock(reference, (first, rows, X, residual) =>
        {
            yy += TensorPrimitives.SumOfSquares<double>(residual.AsSpan(0, rows));
            AddProducts(X, residual, rows, xy);
            if (shapes.Count > 0)
            {
                Transpose(X, rows, byRows);
            }

            for (int k = 0; k < shapes.Count; k++)
            {
                AddTermProducts(terms[k], shapes[k], first, byRows, residual.AsSpan(0, rows), zx, zy);
            }
        });

        FixedProducts fixedProducts = new(
            ResponseSquares(),
            yy,
            EquatableArray.Create<double>(xy),
            EquatableArray.Create<double>(moments.Gram),
            design.FixedEffects.HasIntercept,
            EquatableArray.Create<double>(moments.Centers),
            EquatableArray.Create<double>(reference));
        double logWeights = design.Weights?.Sum(Math.Log) ?? 0;
        return new CrossProducts(n, logWeights, shapes, LevelBlocksBuilder.Build(terms, shapes, n), fixedProducts, zx, zy);
    }

    private double ResponseSquares()
    {
        if (design.Weights is not { } weights)
        {
            return TensorPrimitives.SumOfSquares<double>(y);
        }

        double[] weighted = new double[y.Length];
        TensorPrimitives.Multiply(y, weights, weighted);
        return TensorPrimitives.Dot<double>(weighted, y);
    }

    /// <summary>Z with rows times √w.</summary>
    private EquatableArray<RandomTermDesign> WeightedTerms()
    {
        if (roots is null)
        {
            return design.RandomTerms;
        }

        DesignColumn Weighted(DesignColumn column)
        {
            double[] values = new double[roots.Length];
            TensorPrimitives.Multiply(column.Values, roots, values);
            return column with { Values = values };
        }

        return design.RandomTerms.Select(term => term with { Columns = term.Columns.Select(Weighted).ToEquatableArray() }).ToEquatableArray();
    }

    /// <summary>Numbers levels and effects through all terms, the term with most effects first.</summary>
    private static EquatableArray<TermShape> Shapes(EquatableArray<RandomTermDesign> terms)
    {
        TermShape[] shapes = new TermShape[terms.Count];
        int level = 0, effect = 0;
        foreach (int k in Enumerable.Range(0, terms.Count).OrderByDescending(k => terms[k].Levels.Count * terms[k].Columns.Count))
        {
            RandomTermDesign term = terms[k];
            shapes[k] = new TermShape(term.Levels.Count, term.Columns.Count, level, effect, term.Correlated);
            level += term.Levels.Count;
            effect = checked(effect + (term.Levels.Count * term.Columns.Count));
        }

        return EquatableArray.Create<TermShape>(shapes);
    }

    /// <summary>
    /// b0 near the least-squares coefficients. It need not be exact, since subtracting X b0 is exact for any b0; a second step takes up what a large mean of y cost
    /// the first.
    /// </summary>
    private double[] LeastSquares()
    {
        double[] reference = new double[p], factor = [.. moments.Gram];
        if (p == 0 || !SmallCholesky.TryFactor(factor, p))
        {
            return reference;
        }

        for (int pass = 0; pass < 2; pass++)
        {
            double[] step = new double[p];
            ForEachBlock(reference, (_, rows, X, residual) => AddProducts(X, residual, rows, step));
            SmallCholesky.SolveLower(factor, p, step);
            SmallCholesky.SolveUpper(factor, p, step);
            TensorPrimitives.Add(reference, step, reference);
        }

        return reference;
    }

    /// <summary>Visits the rows in blocks, with the centred and weighted columns X and the residual y − X b0 of the block.</summary>
    private void ForEachBlock(double[] reference, Action<int, int, double[], double[]> visit)
    {
        int n = design.RowCount;
        double[] X = new double[p * ColumnMoments.BlockRows], residual = new double[ColumnMoments.BlockRows];
        for (int first = 0; first < n; first += ColumnMoments.BlockRows)
        {
            int rows = Math.Min(ColumnMoments.BlockRows, n - first);
            ColumnMoments.FillBlock(columns, moments.Centers, roots, first, rows, X);
            Span<double> r = residual.AsSpan(0, rows);
            y.AsSpan(first, rows).CopyTo(r);
            if (roots is not null)
            {
                TensorPrimitives.Multiply(r, roots.AsSpan(first, rows), r);
            }

            for (int j = 0; j < p; j++)
            {
                TensorPrimitives.MultiplyAdd(X.AsSpan(j * ColumnMoments.BlockRows, rows), -reference[j], r, r);
            }

            visit(first, rows, X, residual);
        }
    }

    private void AddProducts(double[] X, double[] residual, int rows, double[] xy)
    {
        for (int j = 0; j < p; j++)
        {
            xy[j] += TensorPrimitives.Dot<double>(X.AsSpan(j * ColumnMoments.BlockRows, rows), residual.AsSpan(0, rows));
        }
    }

    /// <summary>X of a block by rows, so that a row's products with all columns lie side by side.</summary>
    private void Transpose(double[] X, int rows, double[] byRows)
    {
        for (int j = 0; j < p; j++)
        {
            ReadOnlySpan<double> column = X.AsSpan(j * ColumnMoments.BlockRows, rows);
            for (int row = 0; row < column.Length; row++)
            {
                byRows[(row * p) + j] = column[row];
            }
        }
    }

    private void AddTermProducts(RandomTermDesign term, TermShape shape, int first, double[] byRows, ReadOnlySpan<double> residual, double[] zx, double[] zy)
    {
        ReadOnlySpan<int> codes = term.Codes.AsSpan(first, residual.Length);
        for (int c = 0; c < shape.Width; c++)
        {
            ReadOnlySpan<double> z = term.Columns[c].Values.AsSpan(first, residual.Length);
            for (int row = 0; row < z.Length; row++)
            {
                int effect = shape.FirstEffect + (codes[row] * shape.Width) + c;
                zy[effect] += z[row] * residual[row];
                Span<double> target = zx.AsSpan(effect * p, p);
                TensorPrimitives.MultiplyAdd(byRows.AsSpan(row * p, p), z[row], target, target);
            }
        }
    }
}
