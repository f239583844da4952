using System.Numerics.Tensors;

namespace BayesLmm.Design.Splines;

// The second derivatives of a cubic spline Bc at the boundary knots are Cᵀc, C = (B''(lower), B''(upper)). With C = QR, the columns of BQ but the first two
// span the splines for which both are 0. Q is the product of LINPACK's Householder reflections, so that the columns are R's, signs included.

/// <summary>Natural cubic splines as regressors: R's <c>ns</c>. Beyond the boundary knots they are straight lines.</summary>
internal sealed class NaturalSpline : Spline
{
    private const int Degree = 3;

    private readonly int skipped;
    private readonly double[][] directions; // columns of Q, one for each column of the spline

    private NaturalSpline(SplineKnots knots, BSplineBasis basis, bool intercept)
        : base(
            knots,
            basis,
            basis.Count - (intercept ? 2 : 3),
            new TaylorSeries(basis, knots.Lower, 1),
            new TaylorSeries(basis, knots.Upper, 1))
    {
        skipped = intercept ? 0 : 1;
        directions = Directions(Curvature(basis, knots.Lower)[skipped..], Curvature(basis, knots.Upper)[skipped..]);
    }

    /// <summary>Makes the spline.</summary>
    /// <param name="knots">Its knots.</param>
    /// <param name="intercept">Whether the columns span the constant; otherwise the first B-spline is left out.</param>
    public static NaturalSpline Create(SplineKnots knots, bool intercept) => new(knots, new BSplineBasis(Degree, knots), intercept);

    /// <inheritdoc/>
    protected override void Combine(ReadOnlySpan<double> splines, Span<double> row)
    {
        for (int j = 0; j < directions.Length; j++)
        {
            row[j] = TensorPrimitives.Dot(splines[skipped..], directions[j]);
        }
    }

    /// <summary>The second derivatives of all B-splines, in units of the largest, so that the predictor's scale cannot make them underflow.</summary>
    private static double[] Curvature(BSplineBasis basis, double x)
    {
        double[] second = new double[basis.Count];
        basis.Evaluate(x, 2, second);
        TensorPrimitives.Divide(second, Math.Abs(TensorPrimitives.MaxMagnitude<double>(second)), second);
        return second;
    }

    /// <summary>The columns of Q behind the first two.</summary>
    private static double[][] Directions(double[] first, double[] second)
    {
        double[] v = Reflector(first, 0);
        Reflect(v, 0, second);
        double[] w = Reflector(second, 1);
        double[][] columns = new double[first.Length - 2][];
        for (int j = 0; j < columns.Length; j++)
        {
            columns[j] = new double[first.Length];
            columns[j][j + 2] = 1;
            Reflect(w, 1, columns[j]);
            Reflect(v, 0, columns[j]);
        }

        return columns;
    }

    /// <summary>LINPACK's vector v of the reflection I − vvᵀ/v_k that turns the part of a column from k on into the direction k.</summary>
    private static double[] Reflector(double[] column, int k)
    {
        double[] v = [.. Enumerable.Repeat(0.0, k), .. column[k..]];
        double norm = TensorPrimitives.Norm<double>(v);
        TensorPrimitives.Divide(v, v[k] < 0 ? -norm : norm, v);
        v[k] += 1;
        return v;
    }

    private static void Reflect(double[] v, int k, double[] column) =>
        TensorPrimitives.MultiplyAdd(v, -TensorPrimitives.Dot<double>(v, column) / v[k], column, column);
}
