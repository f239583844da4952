using BayesLmm.Design;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace BayesLmm.Tests.Estimation.Profiles;

/// <summary>
/// −2 log likelihood of a model with one random term, group by group from r × r matrices, in σ and the effects' covariance matrix; minimised by Nelder and
/// Mead's simplex from many starts. Shares nothing with the library's criterion: no factor, no gradient, no sparse matrix.
/// </summary>
internal sealed class GroupwiseDeviance
{
    private const int Starts = 5;
    private const int Restarts = 4;
    private readonly int n;
    private readonly int r;
    private readonly Matrix<double> xx;
    private readonly Vector<double> xy;
    private readonly double yy;
    private readonly (Matrix<double> Zz, Matrix<double> Zx, Vector<double> Zy)[] groups;

    public GroupwiseDeviance(BoundModel model)
    {
        RandomTermDesign term = Assert.Single(model.Design.RandomTerms);
        n = model.Design.RowCount;
        r = term.Columns.Count;
        Matrix<double> X = Matrix<double>.Build.DenseOfColumnArrays(model.Design.FixedEffects.Columns.Select(column => column.Values));
        Matrix<double> Z = Matrix<double>.Build.DenseOfColumnArrays(term.Columns.Select(column => column.Values));
        Vector<double> y = Vector<double>.Build.Dense(model.Design.Response);
        y -= X * X.QR().Solve(y);
        xx = X.TransposeThisAndMultiply(X);
        xy = X.TransposeThisAndMultiply(y);
        yy = y * y;
        groups = [.. Enumerable.Range(0, term.Levels.Count).Select(level =>
        {
            int[] rows = [.. Enumerable.Range(0, n).Where(i => term.Codes[i] == level)];
            Matrix<double> z = Matrix<double>.Build.DenseOfRows(rows.Select(i => Z.Row(i))), x = Matrix<double>.Build.DenseOfRows(rows.Select(i => X.Row(i)));
            Vector<double> own = Vector<double>.Build.DenseOfEnumerable(rows.Select(i => y[i]));
            return (z.TransposeThisAndMultiply(z), z.TransposeThisAndMultiply(x), z.TransposeThisAndMultiply(own));
        })];
    }

    /// <summary>With V = I + ZRZᵀ, R = Σ/σ²: V⁻¹ = I − Z (I + R ZᵀZ)⁻¹ R Zᵀ, |V| = |I + R ZᵀZ|.</summary>
    public double At(double sigma, Matrix<double> covariance)
    {
        Matrix<double> R = covariance / (sigma * sigma), sxx = xx.Clone();
        Vector<double> sxy = xy.Clone();
        double syy = yy, log = 0;
        foreach ((Matrix<double> zz, Matrix<double> zx, Vector<double> zy) in groups)
        {
            Matrix<double> inner = Matrix<double>.Build.DenseIdentity(r) + (R * zz);
            log += Math.Log(inner.Determinant());
            Matrix<double> middle = inner.Solve(R);
            sxx -= zx.TransposeThisAndMultiply(middle * zx);
            sxy -= zx.TransposeThisAndMultiply(middle * zy);
            syy -= zy * (middle * zy);
        }

        double squares = syy - (sxy * sxx.Solve(sxy));
        return log + (n * Math.Log(2 * Math.PI * sigma * sigma)) + (squares / (sigma * sigma));
    }

    /// <summary>The least deviance over free coordinates: log σ unless it is held, then those of <paramref name="covariance"/>.</summary>
    public double Minimize(double sigmaStart, double? sigmaHeld, double[] start, Func<double[], Matrix<double>> covariance)
    {
        System.Random random = new(1);
        double Deviance(Vector<double> point)
        {
            double sigma = sigmaHeld ?? Math.Exp(point[0]);
            double value = At(sigma, covariance([.. point.Skip(sigmaHeld is null ? 1 : 0)]));
            return double.IsFinite(value) ? value : 1e10;
        }

        double best = double.PositiveInfinity;
        for (int i = 0; i < Starts; i++)
        {
            double[] from = [.. sigmaHeld is null ? [Math.Log(sigmaStart)] : (double[])[],
                .. start.Select(value => value + (i == 0 ? 0 : 1.5 * (random.NextDouble() - 0.5)))];
            Vector<double> point = Vector<double>.Build.Dense(from);
            for (int restart = 0; restart < Restarts; restart++)
            {
                point = NelderMeadSimplex.Minimum(ObjectiveFunction.Value(Deviance), point, Vector<double>.Build.Dense(point.Count, 0.1), 1e-11,
                    20000).MinimizingPoint;
            }

            best = Math.Min(best, Deviance(point));
        }

        return best;
    }

    /// <summary>
    /// Σ with an effect's sd held: coordinates are the other entries of a triangular factor in which the effect comes first, in units of
    /// <paramref name="units"/>.
    /// </summary>
    public Matrix<double> WithSd(int effect, double sd, double[] free, double[] units)
    {
        int[] order = [effect, .. Enumerable.Range(0, r).Where(i => i != effect)];
        Matrix<double> T = Matrix<double>.Build.Dense(r, r);
        T[0, 0] = sd;
        int next = 0;
        for (int i = 1; i < r; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                T[i, j] = free[next++] * units[order[i]];
            }
        }

        return Ordered(T, order);
    }

    /// <summary>Σ with a correlation held: coordinates are the two log sds, then the rows of the other effects.</summary>
    public Matrix<double> WithCorrelation(int first, int second, double correlation, double[] free, double[] units)
    {
        int[] order = [first, second, .. Enumerable.Range(0, r).Where(i => i != first && i != second)];
        Matrix<double> T = Matrix<double>.Build.Dense(r, r);
        T[0, 0] = Math.Exp(free[0]) * units[first];
        T[1, 0] = Math.Exp(free[1]) * units[second] * correlation;
        T[1, 1] = Math.Exp(free[1]) * units[second] * Math.Sqrt(1 - (correlation * correlation));
        int next = 2;
        for (int i = 2; i < r; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                T[i, j] = free[next++] * units[order[i]];
            }
        }

        return Ordered(T, order);
    }

    private Matrix<double> Ordered(Matrix<double> T, int[] order)
    {
        Matrix<double> S = T * T.Transpose();
        return Matrix<double>.Build.Dense(r, r, (i, j) => S[Array.IndexOf(order, i), Array.IndexOf(order, j)]);
    }
}
