using System.Numerics.Tensors;
using BayesLmm.Numerics;

namespace BayesLmm.Design;

/// <summary>Accumulates <see cref="CrossProducts"/> from design matrices in memory, row by row in a fixed order.</summary>
public static class CrossProductsBuilder
{
    /// <summary>The cross-products of a design. Takes three passes over X and y, and one over each pair of random terms.</summary>
    public static CrossProducts Build(ModelDesign design)
    {
        int n = design.RowCount;
        (double[][] X, double[] centers) = Center(design.FixedEffects);
        double[] y = design.Response;
        EquatableArray<RandomTermDesign> terms = design.RandomTerms;
        if (design.Offset is { } offset)
        {
            y = [.. y];
            TensorPrimitives.Subtract(y, offset, y);
        }

        if (design.Weights is { } weights)
        {
            // Rows times √w have residuals of one variance.
            double[] roots = Array.ConvertAll(weights, Math.Sqrt);
            double[] Scale(double[] column)
            {
                double[] scaled = new double[n];
                TensorPrimitives.Multiply(column, roots, scaled);
                return scaled;
            }

            X = Array.ConvertAll(X, Scale);
            y = Scale(y);
            terms = terms.Select(term => term with { Columns = term.Columns.Select(column => column with { Values = Scale(column.Values) }).ToEquatableArray() }).ToEquatableArray();
        }

        double[] xx = Gram(X);
        (double[] residual, double[] reference) = SubtractLeastSquares(y, X, xx);
        double[] xy = Array.ConvertAll(X, column => TensorPrimitives.Dot<double>(column, residual));
        FixedProducts fixedProducts = new(
            TensorPrimitives.SumOfSquares<double>(residual),
            EquatableArray.Create<double>(xy),
            EquatableArray.Create<double>(xx),
            design.FixedEffects.HasIntercept,
            EquatableArray.Create<double>(centers),
            EquatableArray.Create<double>(reference));

        EquatableArray<TermShape> shapes = Shapes(terms);
        int effects = shapes.Sum(shape => shape.LevelCount * shape.Width);
        double[] zx = new double[effects * X.Length];
        double[] zy = new double[effects];
        for (int k = 0; k < shapes.Count; k++)
        {
            AccumulateTerm(terms[k], shapes[k], X, residual, zx, zy);
        }

        double logWeights = design.Weights?.Sum(Math.Log) ?? 0;
        return new CrossProducts(n, logWeights, shapes, LevelBlocksBuilder.Build(terms, shapes, n), fixedProducts, zx, zy);
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

    private static (double[][] Columns, double[] Centers) Center(FixedEffectsDesign X)
    {
        double[][] columns = [.. X.Columns.Select(column => column.Values)];
        double[] centers = new double[columns.Length];
        for (int j = X.HasIntercept ? 1 : columns.Length; j < columns.Length; j++)
        {
            double center = TensorPrimitives.Sum<double>(columns[j]) / columns[j].Length;
            double[] centred = new double[columns[j].Length];
            TensorPrimitives.Subtract(columns[j], center, centred);
            columns[j] = centred;
            centers[j] = center;
        }

        return (columns, centers);
    }

    private static double[] Gram(double[][] X)
    {
        int p = X.Length;
        double[] xx = new double[p * p];
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                xx[(i * p) + j] = xx[(j * p) + i] = TensorPrimitives.Dot<double>(X[i], X[j]);
            }
        }

        return xx;
    }

    /// <summary>
    /// r = y − X b0 with b0 near the least-squares coefficients; b0 need not be exact, since the subtraction is exact for any b0.
    /// </summary>
    private static (double[] Residual, double[] Reference) SubtractLeastSquares(double[] y, double[][] X, double[] xx)
    {
        int p = X.Length;
        double[] residual = [.. y];
        double[] reference = new double[p];
        if (p == 0)
        {
            return (residual, reference);
        }

        var factor = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(p, p, xx).Cholesky();
        for (int pass = 0; pass < 2; pass++)
        {
            double[] xy = Array.ConvertAll(X, column => TensorPrimitives.Dot<double>(column, residual));
            var step = factor.Solve(MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(xy));
            for (int j = 0; j < p; j++)
            {
                reference[j] += step[j];
            }

            y.CopyTo(residual, 0);
            for (int j = 0; j < p; j++)
            {
                TensorPrimitives.MultiplyAdd(X[j], -reference[j], residual, residual);
            }
        }

        return (residual, reference);
    }

    private static void AccumulateTerm(RandomTermDesign term, TermShape shape, double[][] X, double[] residual, double[] zx, double[] zy)
    {
        int p = X.Length;
        for (int c = 0; c < shape.Width; c++)
        {
            double[] z = term.Columns[c].Values;
            for (int row = 0; row < z.Length; row++)
            {
                zy[shape.FirstEffect + (term.Codes[row] * shape.Width) + c] += z[row] * residual[row];
            }

            for (int j = 0; j < p; j++)
            {
                double[] x = X[j];
                for (int row = 0; row < z.Length; row++)
                {
                    zx[((shape.FirstEffect + (term.Codes[row] * shape.Width) + c) * p) + j] += z[row] * x[row];
                }
            }
        }
    }
}
