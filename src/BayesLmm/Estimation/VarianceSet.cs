using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace BayesLmm.Estimation;

// The centre maximises  b(t) = Σ_k log|Σ_k(t) + εI| + log(σ²(t) + ε) + log(limit − size(t))  over the steps t along the directions: concave, by
// Newton's method, for smaller and smaller ε. What is not singular everywhere is not singular there, at a distance from 0 that does not depend on ε.

/// <summary>The residual variance and the covariance matrices of all terms, in units in which all columns have size 1.</summary>
/// <param name="Residual">σ².</param>
/// <param name="Covariances">Σ_k of each term.</param>
internal sealed record VarianceSet(double Residual, Matrix<double>[] Covariances)
{
    /// <summary>By what part of the total variance matrices may be negative, in turn.</summary>
    private static ReadOnlySpan<double> Tolerances => [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9];

    /// <summary>Newton's method ends where the objective would rise by less.</summary>
    private const double NegligibleRise = 1e-6;

    private const int Iterations = 50;

    private const int Halvings = 40;

    private double Size => Residual + Covariances.Sum(matrix => matrix.Trace());

    /// <summary>The variances after a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="length">Its length.</param>
    public VarianceSet After(VarianceStep step, double length) =>
        new(Residual + (length * step.Residual), [.. Covariances.Select((matrix, k) => matrix + (length * step.Covariances[k]))]);

    /// <summary>Whether no variance is negative.</summary>
    /// <param name="tolerance">What counts as rounding.</param>
    public bool AreVariances(double tolerance) =>
        Residual >= -tolerance && Covariances.All(matrix => matrix.Evd(Symmetricity.Symmetric).EigenValues.All(value => value.Real >= -tolerance));

    /// <summary>DN: how a step changes what is singular; empty if nothing is.</summary>
    /// <param name="step">The step D.</param>
    /// <param name="singular">An eigenvalue below this counts as 0.</param>
    public double[] ChangeOfSingular(VarianceStep step, double singular)
    {
        List<double> change = Residual < singular ? [step.Residual] : [];
        for (int k = 0; k < Covariances.Length; k++)
        {
            Evd<double> eigen = Covariances[k].Evd(Symmetricity.Symmetric);
            for (int i = 0; i < Covariances[k].RowCount; i++)
            {
                if (eigen.EigenValues[i].Real < singular)
                {
                    change.AddRange(step.Covariances[k] * eigen.EigenVectors.Column(i));
                }
            }
        }

        return [.. change];
    }

    /// <summary>The point among the variances that differ by steps where no boundary is near that need not be.</summary>
    /// <param name="steps">The directions of the steps.</param>
    /// <param name="limit">The largest size of variances, where there is no other end.</param>
    public VarianceSet Centre(VarianceStep[] steps, double limit)
    {
        VarianceSet point = this;
        double total = Size;
        foreach (double tolerance in Tolerances)
        {
            point = point.Climb(steps, tolerance * total, limit);
        }

        return new VarianceSet(Math.Max(point.Residual, 0), [.. point.Covariances.Select(Semidefinite)]);
    }

    private VarianceSet Climb(VarianceStep[] steps, double tolerance, double limit)
    {
        VarianceSet point = this;
        double value = point.Objective(tolerance, limit);
        for (int i = 0; i < Iterations && double.IsFinite(value); i++)
        {
            (Vector<double> gradient, Matrix<double> curvature) = point.Derivatives(steps, tolerance, limit);
            Vector<double> newton = curvature.Svd().Solve(gradient);
            VarianceStep step = VarianceStep.Combine(steps, [.. newton]);
            double rise = newton * gradient, length = 1;
            VarianceSet next = point.After(step, length);
            for (int halving = 0; halving < Halvings && !(next.Objective(tolerance, limit) > value); halving++)
            {
                length *= 0.5;
                next = point.After(step, length);
            }

            double reached = next.Objective(tolerance, limit);
            if (!(reached > value))
            {
                return point;
            }

            (point, value) = (next, reached);
            if (rise < NegligibleRise)
            {
                return point;
            }
        }

        return point;
    }

    /// <summary>b; −∞ where there are no variances.</summary>
    private double Objective(double tolerance, double limit)
    {
        if (!(Residual + tolerance > 0) || !(Size < limit))
        {
            return double.NegativeInfinity;
        }

        double sum = Math.Log(Residual + tolerance) + Math.Log(limit - Size);
        foreach (Matrix<double> matrix in Covariances)
        {
            foreach (System.Numerics.Complex value in matrix.Evd(Symmetricity.Symmetric).EigenValues)
            {
                if (!(value.Real + tolerance > 0))
                {
                    return double.NegativeInfinity;
                }

                sum += Math.Log(value.Real + tolerance);
            }
        }

        return sum;
    }

    /// <summary>The gradient of b by the steps, and its curvature downwards.</summary>
    private (Vector<double> Gradient, Matrix<double> Curvature) Derivatives(VarianceStep[] steps, double tolerance, double limit)
    {
        int count = steps.Length;
        Vector<double> gradient = Vector<double>.Build.Dense(count);
        Matrix<double> curvature = Matrix<double>.Build.Dense(count, count);
        double[] residuals = [.. steps.Select(step => step.Residual / (Residual + tolerance))];
        double[] growths = [.. steps.Select(step => (step.Residual + step.Covariances.Sum(matrix => matrix.Trace())) / (limit - Size))];
        Matrix<double>[] inverses = [.. Covariances.Select(matrix => (matrix + (tolerance * Matrix<double>.Build.DenseIdentity(matrix.RowCount))).Inverse())];
        Matrix<double>[][] relative = [.. steps.Select(step => inverses.Select((inverse, k) => inverse * step.Covariances[k]).ToArray())];
        double[][][] rows = [.. relative.Select(step => Array.ConvertAll(step, matrix => matrix.ToRowMajorArray()))];
        double[][][] columns = [.. relative.Select(step => Array.ConvertAll(step, matrix => matrix.ToColumnMajorArray()))];
        for (int i = 0; i < count; i++)
        {
            gradient[i] = residuals[i] - growths[i] + relative[i].Sum(matrix => matrix.Trace());
            for (int j = 0; j <= i; j++)
            {
                double sum = (residuals[i] * residuals[j]) + (growths[i] * growths[j]);
                for (int k = 0; k < inverses.Length; k++)
                {
                    sum += TensorPrimitives.Dot<double>(rows[i][k], columns[j][k]);
                }

                curvature[i, j] = curvature[j, i] = sum;
            }
        }

        return (gradient, curvature);
    }

    private static Matrix<double> Semidefinite(Matrix<double> matrix)
    {
        Evd<double> eigen = matrix.Evd(Symmetricity.Symmetric);
        if (eigen.EigenValues.All(value => value.Real >= 0))
        {
            return matrix;
        }

        Vector<double> values = eigen.EigenValues.Map(value => Math.Max(value.Real, 0));
        return eigen.EigenVectors * Matrix<double>.Build.DenseOfDiagonalVector(values) * eigen.EigenVectors.Transpose();
    }
}

/// <summary>A change of the residual variance and of the covariance matrices of all terms.</summary>
/// <param name="Residual">Of σ².</param>
/// <param name="Covariances">Of Σ_k, for each term.</param>
internal sealed record VarianceStep(double Residual, Matrix<double>[] Covariances)
{
    /// <summary>A linear combination.</summary>
    public static VarianceStep Combine(VarianceStep[] steps, double[] weights) => new(
        steps.Select((step, i) => weights[i] * step.Residual).Sum(),
        [.. steps[0].Covariances.Select((_, k) => steps.Select((step, i) => weights[i] * step.Covariances[k]).Aggregate((sum, matrix) => sum + matrix))]);

    /// <summary>The step in which the largest change is 1.</summary>
    public VarianceStep OfUnitSize()
    {
        double size = Math.Max(Math.Abs(Residual), Covariances.Max(matrix => matrix.Enumerate().Max(Math.Abs)));
        return new VarianceStep(Residual / size, [.. Covariances.Select(matrix => matrix / size)]);
    }
}
