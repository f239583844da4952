using System.Numerics.Tensors;
using BayesLmm.Numerics;

namespace BayesLmm.Design.Columns;

/// <summary>Finds columns that are linear combinations of the columns before them.</summary>
internal static class CollinearColumns
{
    /// <summary>
    /// A column counts as a combination of earlier ones when what is left of it after they are projected out is shorter than this times the column
    /// itself: R's tolerance in lm.
    /// </summary>
    public const double Tolerance = 1e-7;

    /// <summary>
    /// A column counts as constant when its deviations from its mean are shorter than this times the column: a thousand times their rounding.
    /// </summary>
    private const double ConstantTolerance = 1e-13;

    /// <summary>
    /// Products of columns, with rounding of 1e-16 and some growth, show what is left of a column if that is more than this part of its square; below it, the
    /// columns themselves are used.
    /// </summary>
    private const double ClearlyIndependent = 1e-8;

    /// <summary>Which columns to keep; of a collinear set the last ones go.</summary>
    /// <param name="columns">Columns of one length.</param>
    /// <param name="moments">Their moments, without weights.</param>
    /// <param name="hasIntercept">
    /// Whether the first column is the constant. Then the others are measured by their deviations from their means, so that a predictor with a large mean is
    /// not mistaken for a constant.
    /// </param>
    /// <returns>For each column whether it is independent of those before it.</returns>
    public static bool[] FindIndependent(IReadOnlyList<double[]> columns, ColumnMoments moments, bool hasIntercept)
    {
        int p = columns.Count;
        double[] factor = [.. moments.Gram];
        bool clear = SmallCholesky.TryFactor(factor, p);
        for (int j = 0; clear && j < p; j++)
        {
            double left = factor[(j * p) + j] * factor[(j * p) + j], own = moments.Gram[(j * p) + j];
            double whole = own + (columns[j].Length * moments.Centers[j] * moments.Centers[j]);
            clear = left > ClearlyIndependent * own && own > ConstantTolerance * whole;
        }

        return clear ? [.. Enumerable.Repeat(true, p)] : FindByProjection(columns, hasIntercept);
    }

    /// <summary>Gram–Schmidt with re-orthogonalisation, in the order given.</summary>
    private static bool[] FindByProjection(IReadOnlyList<double[]> columns, bool hasIntercept)
    {
        bool[] independent = new bool[columns.Count];
        List<double[]> basis = [];
        for (int c = 0; c < columns.Count; c++)
        {
            double[] rest = [.. columns[c]];
            double length = TensorPrimitives.Norm<double>(rest), smallest = Tolerance * length;
            if (hasIntercept && c > 0)
            {
                TensorPrimitives.Subtract(rest, TensorPrimitives.Average<double>(rest), rest);
                smallest = Math.Max(Tolerance * TensorPrimitives.Norm<double>(rest), ConstantTolerance * length);
            }

            for (int pass = 0; pass < 2; pass++)
            {
                foreach (double[] q in basis)
                {
                    TensorPrimitives.MultiplyAdd(q, -TensorPrimitives.Dot<double>(q, rest), rest, rest);
                }
            }

            double left = TensorPrimitives.Norm<double>(rest);
            independent[c] = left > smallest;
            if (independent[c])
            {
                TensorPrimitives.Divide(rest, left, rest);
                basis.Add(rest);
            }
        }

        return independent;
    }
}
