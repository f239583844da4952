using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace BayesLmm.Estimation;

// The variances of equal likelihood are those that differ by null directions and are still variances: σ² > 0, Σ_k positive semidefinite. Near a boundary the
// directions may lead out of them at once; then the variances are determined after all.

/// <summary>All variances that have the likelihood of some given ones: a point among them, and how far each direction leads.</summary>
internal sealed class EquivalentVariances
{
    /// <summary>An eigenvalue above this part of the total variance, with the other sign, is rounding.</summary>
    private const double Rounding = 1e-10;

    /// <summary>Variances count as determined when they can move by less than this part of the total; more than the root of the rounding.</summary>
    private const double Noticeable = 1e-3;

    /// <summary>Directions without an end are followed up to this many times the total variance.</summary>
    private const double Far = 2;

    /// <summary>How many times each direction is centred: a direction may be open only after another has left the boundary.</summary>
    private const int Rounds = 4;

    private const int Bisections = 60;

    private readonly VarianceDirections directions;
    private readonly EquatableArray<TermShape> terms;
    private readonly double[][] sizes;
    private readonly Matrix<double>[][] steps; // by direction and term, in units of the columns' sizes
    private readonly double[] residualSteps;
    private readonly double total;
    private Matrix<double>[] covariances;
    private double residual;

    /// <summary>Starts from variances.</summary>
    /// <param name="directions">The directions.</param>
    /// <param name="criterion">The likelihood, evaluated at the variances, in the coordinates of the directions.</param>
    /// <param name="typical">The data by which sizes are judged, in the same coordinates.</param>
    public EquivalentVariances(VarianceDirections directions, RemlCriterion criterion, CrossProducts typical)
    {
        this.directions = directions;
        terms = criterion.Products.Terms;
        sizes = [.. terms.Select(typical.RootMeanSquares)];
        residual = criterion.Sigma * criterion.Sigma;
        covariances = new Matrix<double>[terms.Count];
        for (int k = 0; k < terms.Count; k++)
        {
            int r = terms[k].Width;
            ReadOnlySpan<double> factor = criterion.Factors.Of(k, criterion.Given.Lambda);
            Matrix<double> L = Matrix<double>.Build.DenseOfRowMajor(r, r, factor.ToArray());
            covariances[k] = Scaled(residual * L * L.Transpose(), k);
        }

        residualSteps = [.. Enumerable.Range(0, directions.Count).Select(i => criterion.SigmaIsKnown ? 0 : directions.InBasis(i)[^1])];
        steps = [.. Enumerable.Range(0, directions.Count).Select(i => Enumerable.Range(0, terms.Count)
            .Select(k => Scaled(VarianceDirections.MatrixOf(k, directions.InBasis(i), directions.Entries, terms[k].Width), k)).ToArray())];
        total = residual + covariances.Sum(matrix => matrix.Trace());
        Centre();
    }

    /// <summary>The directions along which the variances can move noticeably.</summary>
    public IReadOnlyList<int> Open =>
        [.. Enumerable.Range(0, directions.Count).Where(i => Range(i) is var (low, high) && Size(i) * (high - low) > Noticeable * total)];

    /// <summary>How far the leading entry of a direction can move from its value while the others stay.</summary>
    /// <param name="direction">The direction.</param>
    /// <returns>The least and the largest change; infinite where there is no end.</returns>
    public (double Low, double High) Ends(int direction)
    {
        (double low, double high) = Range(direction);
        double limit = 0.999 * Far * total / Size(direction);
        return (low < -limit ? double.NegativeInfinity : low, high > limit ? double.PositiveInfinity : high);
    }

    /// <summary>The residual variance.</summary>
    public double Residual => residual;

    /// <summary>The relative factor θ of the variances, moved along a direction by some part of the way to its farther end.</summary>
    /// <param name="layout">How θ is laid out.</param>
    /// <param name="factors">How the factors are.</param>
    /// <param name="direction">The direction.</param>
    /// <param name="part">The part of the way; 0 to stay.</param>
    public double[] Theta(ThetaLayout layout, EffectFactors factors, int direction, double part)
    {
        (double low, double high) = Range(direction);
        double step = part * (high > -low ? high : low), variance = residual + (step * residualSteps[direction]);
        double[] lambda = new double[factors.Length], theta = new double[layout.Dimension];
        for (int k = 0; k < terms.Count; k++)
        {
            int r = terms[k].Width;
            double[] factor = SemidefiniteFactor(covariances[k] + (step * steps[direction][k]));
            for (int i = 0; i < r; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    factors.Of(k, lambda.AsSpan())[(i * r) + j] = factor[(i * r) + j] / (sizes[k][i] * Math.Sqrt(variance));
                }
            }
        }

        layout.Gather(lambda, theta);
        return theta;
    }

    private void Centre()
    {
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < directions.Count; i++)
            {
                (double low, double high) = Range(i);
                (double lowEnd, double highEnd) = Ends(i);
                double step = double.IsFinite(lowEnd) && double.IsFinite(highEnd) ? 0.5 * (low + high)
                    : Math.Min(-low, high) * Size(i) > Noticeable * total ? 0 : 0.1 * (low + high);
                residual += step * residualSteps[i];
                covariances = [.. covariances.Select((matrix, k) => matrix + (step * steps[i][k]))];
            }
        }
    }

    private double Size(int direction) =>
        Math.Max(Math.Abs(residualSteps[direction]), steps[direction].Max(step => step.Enumerate().Max(Math.Abs)));

    private (double Low, double High) Range(int direction) => (-Reach(direction, -1), Reach(direction, 1));

    /// <summary>The largest step in a direction that leaves variances.</summary>
    private double Reach(int direction, int sign)
    {
        double possible = 0, limit = Far * total / Size(direction);
        if (AreVariances(direction, sign * limit))
        {
            return limit;
        }

        for (int i = 0; i < Bisections; i++)
        {
            double middle = 0.5 * (possible + limit);
            (possible, limit) = AreVariances(direction, sign * middle) ? (middle, limit) : (possible, middle);
        }

        return possible;
    }

    private bool AreVariances(int direction, double step) =>
        residual + (step * residualSteps[direction]) >= -Rounding * total
        && covariances.Select((matrix, k) => (matrix + (step * steps[direction][k])).Evd(Symmetricity.Symmetric).EigenValues.Min(value => value.Real))
            .All(value => value >= -Rounding * total);

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
