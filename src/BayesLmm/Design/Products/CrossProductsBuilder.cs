using System.Numerics.Tensors;
using BayesLmm.Design.Columns;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Design.Products;

/// <summary>Accumulates <see cref="CrossProducts"/> from design matrices in memory, in blocks of rows and a fixed order.</summary>
internal sealed class CrossProductsBuilder
{
    private readonly ModelDesign design;
    private readonly double[][] columns;
    private readonly double[] centers;
    private readonly double[] gram;
    private readonly double[]? roots;
    private readonly EquatableArray<RandomTermDesign> terms;
    private readonly int p;

    private CrossProductsBuilder(ModelDesign design, FixedProducts? known)
    {
        this.design = design;
        columns = [.. design.FixedEffects.CenteredColumns.Select(column => column.Values)];
        p = columns.Length;
        roots = design.Weights is { } weights ? Array.ConvertAll(weights, Math.Sqrt) : null;
        terms = WeightedTerms();
        if (known is not null)
        {
            centers = [.. known.Centers];
            gram = [.. known.Xx];
            return;
        }

        ColumnMoments moments =
            design.FixedEffects.Moments is { } found && roots is null ? found : ColumnMoments.Compute(columns, design.FixedEffects.HasIntercept, roots);
        centers = moments.Centers;
        gram = moments.Gram;
    }

    /// <summary>The cross-products of a design: three passes over X and y, and one over each pair of random terms.</summary>
    public static CrossProducts Build(ModelDesign design)
    {
        CrossProductsBuilder builder = new(design, null);
        EquatableArray<TermShape> shapes = design.Shapes;
        double[] zx = new double[shapes.Sum(shape => shape.EffectCount) * builder.p];
        (FixedProducts fixedProducts, double[] zy) = builder.Accumulate(design.Response, shapes, zx);
        double logWeights = design.Weights?.Sum(Math.Log) ?? 0;
        EffectBasis written = EffectBasis.ToWritten(shapes, [.. design.RandomTerms.Select(term => term.Origin)]);
        LevelBlocks blocks = LevelBlocksBuilder.Build(builder.terms, shapes, design.RowCount);
        return new CrossProducts(design.RowCount, logWeights, shapes, written, blocks, fixedProducts, zx, zy);
    }

    /// <summary>What makes the cross-products of other responses to a design whose own are known. Safe for several threads at once.</summary>
    public static CrossProductsBuilder For(ModelDesign design, CrossProducts products) => new(design, products.Fixed);

    /// <summary>
    /// The cross-products with another response: the same numbers as of a design with that response, while ZᵀZ, ZᵀX and XᵀX are shared with those given. Three
    /// passes over X.
    /// </summary>
    /// <param name="products">The design's cross-products.</param>
    /// <param name="response">y, one value a row, the offset included.</param>
    public CrossProducts WithResponse(CrossProducts products, double[] response)
    {
        (FixedProducts fixedProducts, double[] zy) = Accumulate(response, products.Terms, null);
        return products.WithResponse(fixedProducts, zy);
    }

    /// <summary>Everything that depends on the response; and ZᵀX if there is an array for it.</summary>
    private (FixedProducts Fixed, double[] Zy) Accumulate(double[] response, EquatableArray<TermShape> shapes, double[]? zx)
    {
        double[] y = response;
        if (design.Offset is { } offset)
        {
            y = [.. y];
            TensorPrimitives.Subtract(y, offset, y);
        }

        int effects = shapes.Sum(shape => shape.EffectCount);
        double[] reference = LeastSquares(y), zy = new double[effects], xy = new double[p];
        double[] byRows = new double[shapes.Count == 0 || zx is null ? 0 : p * ColumnMoments.BlockRows];
        double yy = 0;
        ForEachBlock(y, reference, (first, rows, X, residual) =>
        {
            ReadOnlySpan<double> left = residual.AsSpan(0, rows);
            yy += TensorPrimitives.SumOfSquares(left);
            AddProducts(X, residual, rows, xy);
            if (byRows.Length > 0)
            {
                Transpose(X, rows, byRows);
            }

            for (int k = 0; k < shapes.Count; k++)
            {
                AddTermResponse(terms[k], shapes[k], first, left, zy);
                if (zx is not null)
                {
                    AddTermProducts(terms[k], shapes[k], first, rows, byRows, zx);
                }
            }
        });

        FixedProducts fixedProducts = new(
            ResponseSquares(y),
            yy,
            EquatableArray.Create<double>(xy),
            EquatableArray.Create<double>(gram),
            design.FixedEffects.HasIntercept,
            EquatableArray.Create<double>(centers),
            EquatableArray.Create<double>(reference)) { Origin = design.FixedEffects.Origin };
        return (fixedProducts, zy);
    }

    private double ResponseSquares(double[] y)
    {
        if (design.Weights is not { } weights)
        {
            return TensorPrimitives.SumOfSquares<double>(y);
        }

        double[] weighted = new double[y.Length];
        TensorPrimitives.Multiply(y, weights, weighted);
        return TensorPrimitives.Dot<double>(weighted, y);
    }

    /// <summary>Z measured from its origins, with rows times √w.</summary>
    private EquatableArray<RandomTermDesign> WeightedTerms()
    {
        EquatableArray<RandomTermDesign> centered = design.RandomTerms
            .Select(term => term.Origin is null ? term : term with { Columns = term.CenteredColumns, Origin = null }).ToEquatableArray();
        if (roots is null)
        {
            return centered;
        }

        DesignColumn Weighted(DesignColumn column)
        {
            double[] values = new double[roots.Length];
            TensorPrimitives.Multiply(column.Values, roots, values);
            return column with { Values = values };
        }

        return centered.Select(term => term with { Columns = term.Columns.Select(Weighted).ToEquatableArray() }).ToEquatableArray();
    }

    /// <summary>
    /// b0 near the least-squares coefficients. It need not be exact, since subtracting X b0 is exact for any b0; a second step takes up what a large mean of y
    /// cost the first.
    /// </summary>
    private double[] LeastSquares(double[] y)
    {
        double[] reference = new double[p], factor = [.. gram];
        if (p == 0 || !SmallCholesky.TryFactor(factor, p))
        {
            return reference;
        }

        for (int pass = 0; pass < 2; pass++)
        {
            double[] step = new double[p];
            ForEachBlock(y, reference, (_, rows, X, residual) => AddProducts(X, residual, rows, step));
            SmallCholesky.SolveLower(factor, p, step);
            SmallCholesky.SolveUpper(factor, p, step);
            TensorPrimitives.Add(reference, step, reference);
        }

        return reference;
    }

    /// <summary>Visits the rows in blocks, with the centred and weighted columns X and the residual y − X b0 of the block.</summary>
    private void ForEachBlock(double[] y, double[] reference, Action<int, int, double[], double[]> visit)
    {
        int n = design.RowCount;
        double[] X = new double[p * ColumnMoments.BlockRows], residual = new double[ColumnMoments.BlockRows];
        for (int first = 0; first < n; first += ColumnMoments.BlockRows)
        {
            int rows = Math.Min(ColumnMoments.BlockRows, n - first);
            ColumnMoments.FillBlock(columns, centers, roots, first, rows, X);
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

    private static void AddTermResponse(RandomTermDesign term, TermShape shape, int first, ReadOnlySpan<double> residual, double[] zy)
    {
        ReadOnlySpan<int> codes = term.Codes.AsSpan(first, residual.Length);
        for (int c = 0; c < shape.Width; c++)
        {
            ReadOnlySpan<double> z = term.Columns[c].Values.AsSpan(first, residual.Length);
            for (int row = 0; row < z.Length; row++)
            {
                zy[shape.FirstEffectOf(codes[row]) + c] += z[row] * residual[row];
            }
        }
    }

    private void AddTermProducts(RandomTermDesign term, TermShape shape, int first, int rows, double[] byRows, double[] zx)
    {
        ReadOnlySpan<int> codes = term.Codes.AsSpan(first, rows);
        for (int c = 0; c < shape.Width; c++)
        {
            ReadOnlySpan<double> z = term.Columns[c].Values.AsSpan(first, rows);
            for (int row = 0; row < z.Length; row++)
            {
                int effect = shape.FirstEffectOf(codes[row]) + c;
                Span<double> target = zx.AsSpan(effect * p, p);
                TensorPrimitives.MultiplyAdd(byRows.AsSpan(row * p, p), z[row], target, target);
            }
        }
    }
}
