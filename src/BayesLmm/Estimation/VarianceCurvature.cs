using System.Numerics.Tensors;
using BayesLmm.Estimation.Minimization;
using BayesLmm.Sampling;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace BayesLmm.Estimation;

// With d(x) = −2 log likelihood profiled over σ and β, x = θ · scale, and H its Hessian: Cov x̂ = 2 H⁻¹. Given x, log σ̂ has variance 1/(2 df), df = n − p,
// around log σ̂(x), whose slope is g. So (x̂, log σ̂) has covariance  C = [2H⁻¹, 2H⁻¹g; ·, 2gᵀH⁻¹g + 1/(2 df)]. At the optimum this is twice the inverse of the
// Hessian by (x, log σ) of the criterion that is not profiled over σ, whatever the parameters.

/// <summary>The curvature of the criterion at its optimum, and the uncertainty of the variance parameters that follows from it.</summary>
internal sealed class VarianceCurvature
{
    /// <summary>Step of the central differences: rounding error 1e-16/1e-5 relative and truncation error 1e-10 balance.</summary>
    private const double DifferenceStep = 1e-5;

    /// <summary>A curvature below this, for a change of the scaled coordinates by their own size, counts as zero: it is noise of the differences.</summary>
    private const double FlatCurvature = 1e-6;

    private readonly double size;
    private readonly double residualVariance;

    private VarianceCurvature(Matrix<double> hessian, Vector<double> slope, double size, double residualVariance)
    {
        Hessian = hessian;
        LogSigmaSlope = slope;
        this.size = size;
        this.residualVariance = residualVariance;
    }

    /// <summary>H: by the scaled components of θ.</summary>
    public Matrix<double> Hessian { get; }

    /// <summary>g: the slope of the profiled log σ.</summary>
    public Vector<double> LogSigmaSlope { get; }

    /// <summary>Number of components of θ.</summary>
    public int Dimension => LogSigmaSlope.Count;

    /// <summary>Takes central differences of the exact gradient: two evaluations a component.</summary>
    /// <param name="criterion">The criterion. Its last evaluation changes.</param>
    /// <param name="function">The profiled criterion with its gradient, evaluated by <paramref name="criterion"/>, in scaled coordinates.</param>
    /// <param name="point">The optimum in these coordinates.</param>
    /// <param name="progress">Receives the part that is done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static VarianceCurvature Compute(
        RemlCriterion criterion, GradientFunction function, ReadOnlySpan<double> point, IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        int d = point.Length;
        double[] x = point.ToArray(), above = new double[d], below = new double[d];
        Matrix<double> H = Matrix<double>.Build.Dense(d, d);
        Vector<double> slope = Vector<double>.Build.Dense(d);
        for (int i = 0; i < d; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double h = DifferenceStep * Math.Max(1, Math.Abs(point[i]));
            x[i] = point[i] + h;
            function(x, above);
            double sigmaAbove = criterion.Sigma;
            x[i] = point[i] - h;
            function(x, below);
            slope[i] = Math.Log(sigmaAbove / criterion.Sigma) / (2 * h);
            x[i] = point[i];
            for (int j = 0; j < d; j++)
            {
                double half = 0.5 * (above[j] - below[j]) / (2 * h);
                H[i, j] += half;
                H[j, i] += half;
            }

            progress?.Report(new Progress(isSampling: true, i + 1, d));
        }

        double residualVariance = criterion.SigmaIsKnown ? 0 : 0.5 / criterion.DegreesOfFreedom;
        return new VarianceCurvature(H, slope, Math.Max(1, TensorPrimitives.SumOfSquares(point)), residualVariance);
    }

    /// <summary>
    /// C, or null when the criterion is not curved upwards in every direction, as at a boundary: the quadratic approximation is meaningless there.
    /// </summary>
    public Matrix<double>? Covariance() => Compose(value => value > 0, everyDirection: true);

    /// <summary>
    /// C over the directions in which the criterion is curved upwards; the others count as known. At a boundary, and if the data do not distinguish two
    /// variances, the covariance matrix of β does not change to first order in them, or not at all.
    /// </summary>
    public Matrix<double> CovarianceOfDetermined() => Compose(value => value * size > FlatCurvature, everyDirection: false)!;

    private Matrix<double>? Compose(Func<double, bool> isCurved, bool everyDirection)
    {
        int d = Dimension;
        Matrix<double> C = Matrix<double>.Build.Dense(d + 1, d + 1);
        C[d, d] = residualVariance;
        if (d == 0)
        {
            return C;
        }

        if (Hessian.Enumerate().Any(value => !double.IsFinite(value)))
        {
            return everyDirection ? null : throw new InvalidOperationException(
                "The criterion cannot be evaluated around its optimum, so the uncertainty of the variances is not known.");
        }

        Evd<double> eigen = Hessian.Evd(Symmetricity.Symmetric);
        Matrix<double> covariance = Matrix<double>.Build.Dense(d, d);
        for (int i = 0; i < d; i++)
        {
            double value = eigen.EigenValues[i].Real;
            if (isCurved(value))
            {
                Vector<double> direction = eigen.EigenVectors.Column(i);
                covariance += direction.OuterProduct(direction) * (2 / value);
            }
            else if (everyDirection)
            {
                return null;
            }
        }

        Vector<double> crossed = covariance * LogSigmaSlope;
        C.SetSubMatrix(0, 0, covariance);
        C.SetSubMatrix(0, d, crossed.ToColumnMatrix());
        C.SetSubMatrix(d, 0, crossed.ToRowMatrix());
        C[d, d] += LogSigmaSlope * crossed;
        return C;
    }
}
