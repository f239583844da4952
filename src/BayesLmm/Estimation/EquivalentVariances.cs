using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace BayesLmm.Estimation;

// The variances of equal likelihood are those that differ by null directions and are still variances: σ² ≥ 0, Σ_k positive semidefinite. They are a convex set.
// From a point within it, in which no matrix is more singular than it must be, they can move by a combination D of null directions if and only if DN = 0, where
// N spans the null spaces of the matrices: what must be singular stays so. Near a boundary no single direction need be open while a combination is.

/// <summary>All variances that have the likelihood of some given ones: a point among them, and the moves that lead to others.</summary>
internal sealed class EquivalentVariances
{
    /// <summary>An eigenvalue above this part of the total variance, with the other sign, is rounding.</summary>
    private const double Rounding = 1e-10;

    /// <summary>Variances count as determined when they can move by less than this part of the total; more than the root of the rounding.</summary>
    private const double Noticeable = 1e-3;

    /// <summary>
    /// An eigenvalue below this part of the total variance is 0 in all variances of equal likelihood: between the centre's tolerance and what is noticeable.
    /// </summary>
    private const double Singular = 1e-5;

    /// <summary>A move that changes what is singular by less than this, relative to its size, leaves it singular: the root of the rounding.</summary>
    private const double Kept = 1e-5;

    /// <summary>Moves without an end are followed up to this many times the total variance.</summary>
    private const double Far = 2;

    private const int Bisections = 60;

    private readonly EquatableArray<TermShape> terms;
    private readonly double[][] sizes;
    private readonly double total;
    private readonly VarianceSet set;
    private readonly VarianceStep[] moves;
    private readonly int[][] directionsOf;
    private readonly (double Low, double High)?[] ranges;

    /// <summary>Starts from variances.</summary>
    /// <param name="directions">The null directions of the design, at least one.</param>
    /// <param name="criterion">The likelihood, evaluated at the variances, in the coordinates of the directions.</param>
    /// <param name="typical">The data by which sizes are judged, in the same coordinates.</param>
    public EquivalentVariances(VarianceDirections directions, RemlCriterion criterion, CrossProducts typical)
    {
        terms = criterion.Products.Terms;
        sizes = [.. terms.Select(typical.RootMeanSquares)];
        double residual = criterion.Sigma * criterion.Sigma;
        Matrix<double>[] covariances = new Matrix<double>[terms.Count];
        for (int k = 0; k < terms.Count; k++)
        {
            int r = terms[k].Width;
            ReadOnlySpan<double> factor = criterion.Factors.Of(k, criterion.Given.Lambda);
            Matrix<double> L = Matrix<double>.Build.DenseOfRowMajor(r, r, factor.ToArray());
            covariances[k] = Scaled(residual * L * L.Transpose(), k);
        }

        VarianceStep[] steps = [.. Enumerable.Range(0, directions.Count).Select(i => new VarianceStep(
            criterion.SigmaIsKnown ? 0 : directions.InBasis(i)[^1],
            [.. terms.Select((term, k) => Scaled(VarianceDirections.MatrixOf(k, directions.InBasis(i), directions.Entries, term.Width), k))]).OfUnitSize())];
        total = residual + covariances.Sum(matrix => matrix.Trace());
        set = new VarianceSet(residual, covariances).Centre(steps, (1 + Far) * total);
        (moves, directionsOf) = FindMoves(steps);
        ranges = new (double, double)?[moves.Length];
    }

    /// <summary>The moves that change the variances noticeably.</summary>
    public IReadOnlyList<int> Open => [.. Enumerable.Range(0, moves.Length).Where(i => Range(i) is var (low, high) && high - low > Noticeable * total)];

    /// <summary>The directions that a move combines.</summary>
    public IReadOnlyList<int> DirectionsOf(int move) => directionsOf[move];

    /// <summary>The relative factor θ of the variances in the centre.</summary>
    /// <param name="layout">How θ is laid out.</param>
    /// <param name="factors">How the factors are.</param>
    public double[] Centre(ThetaLayout layout, EffectFactors factors) => Theta(layout, factors, set);

    /// <summary>The relative factor θ of the variances in the centre, after some part of the way to the farther end of a move.</summary>
    /// <param name="layout">How θ is laid out.</param>
    /// <param name="factors">How the factors are.</param>
    /// <param name="move">The move.</param>
    /// <param name="part">The part of the way.</param>
    public double[] Moved(ThetaLayout layout, EffectFactors factors, int move, double part)
    {
        (double low, double high) = Range(move);
        return Theta(layout, factors, set.After(moves[move], part * (high > -low ? high : low)));
    }

    private double[] Theta(ThetaLayout layout, EffectFactors factors, VarianceSet variances)
    {
        double[] lambda = new double[factors.Length], theta = new double[layout.Dimension];
        for (int k = 0; k < terms.Count; k++)
        {
            int r = terms[k].Width;
            double[] factor = SemidefiniteFactor(variances.Covariances[k]);
            for (int i = 0; i < r; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    factors.Of(k, lambda.AsSpan())[(i * r) + j] = factor[(i * r) + j] / (sizes[k][i] * Math.Sqrt(variances.Residual));
                }
            }
        }

        layout.Gather(lambda, theta);
        return theta;
    }

    /// <summary>A basis of the combinations of directions that leave singular what is: the directions themselves where nothing is.</summary>
    private (VarianceStep[] Moves, int[][] DirectionsOf) FindMoves(VarianceStep[] steps)
    {
        double[][] changes = [.. steps.Select(step => set.ChangeOfSingular(step, Singular * total))];
        if (changes[0].Length == 0)
        {
            return (steps, [.. steps.Select((_, i) => new[] { i })]);
        }

        // With rows of 0, so that there are as many singular values as directions.
        Matrix<double> change = Matrix<double>.Build.Dense(Math.Max(changes[0].Length, steps.Length), steps.Length,
            (row, i) => row < changes[i].Length ? changes[i][row] : 0);
        Svd<double> svd = change.Svd();
        double[][] weights = [.. Enumerable.Range(0, steps.Length).Where(i => svd.S[i] < Kept).Select(i => svd.VT.Row(i).ToArray())];
        Reduce(weights);
        return ([.. weights.Select(row => VarianceStep.Combine(steps, row).OfUnitSize())],
            [.. weights.Select(row => Enumerable.Range(0, row.Length).Where(i => row[i] != 0).ToArray())]);
    }

    /// <summary>Gauss and Jordan's elimination: as few directions a combination as may be.</summary>
    private static void Reduce(double[][] rows)
    {
        for (int next = 0, column = 0; next < rows.Length && column < rows[next].Length; column++)
        {
            int pivot = Enumerable.Range(next, rows.Length - next).MaxBy(row => Math.Abs(rows[row][column]));
            if (Math.Abs(rows[pivot][column]) < Noticeable)
            {
                continue;
            }

            (rows[next], rows[pivot]) = (rows[pivot], rows[next]);
            double unit = rows[next][column];
            rows[next] = Array.ConvertAll(rows[next], value => value / unit);
            for (int row = 0; row < rows.Length; row++)
            {
                double factor = rows[row][column];
                rows[row] = row == next ? rows[row] : [.. rows[row].Zip(rows[next], (value, own) => value - (factor * own))];
            }

            next++;
        }

        for (int row = 0; row < rows.Length; row++)
        {
            double largest = rows[row].Max(Math.Abs);
            rows[row] = Array.ConvertAll(rows[row], value => Math.Abs(value) < Kept * largest ? 0 : value);
        }
    }

    private (double Low, double High) Range(int move) => ranges[move] ??= (-Reach(move, -1), Reach(move, 1));

    /// <summary>The largest step of a move that leaves variances.</summary>
    private double Reach(int move, int sign)
    {
        double possible = 0, limit = Far * total;
        if (set.After(moves[move], sign * limit).AreVariances(Rounding * total))
        {
            return limit;
        }

        for (int i = 0; i < Bisections; i++)
        {
            double middle = 0.5 * (possible + limit);
            (possible, limit) = set.After(moves[move], sign * middle).AreVariances(Rounding * total) ? (middle, limit) : (possible, middle);
        }

        return possible;
    }

    private Matrix<double> Scaled(Matrix<double> covariance, int term) =>
        covariance.MapIndexed((i, j, value) => value * sizes[term][i] * sizes[term][j]);

    /// <summary>L with LLᵀ = M, lower triangular, with columns of 0 where M is singular.</summary>
    private static double[] SemidefiniteFactor(Matrix<double> M)
    {
        int r = M.RowCount;
        double[] L = new double[r * r];
        double largest = M.Diagonal().Maximum();
        for (int j = 0; j < r; j++)
        {
            for (int i = j; i < r; i++)
            {
                double sum = M[i, j];
                for (int m = 0; m < j; m++)
                {
                    sum -= L[(i * r) + m] * L[(j * r) + m];
                }

                L[(i * r) + j] = i > j ? (L[(j * r) + j] > 0 ? sum / L[(j * r) + j] : 0) : sum > Rounding * largest ? Math.Sqrt(sum) : 0;
            }
        }

        return L;
    }
}
