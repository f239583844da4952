using BayesLmm.Sampling.Metrics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace BayesLmm.Sampling.Start;

/// <summary>The curvature of a log density at a point, from central differences of its gradient.</summary>
internal static class Curvature
{
    private const double RelativeStep = 1e-3;       // in standard deviations: truncation error 1e-6, rounding error 1e-13 of the curvature
    private const double FarOff = 30;               // a scale that was this wrong is corrected and the differences are taken again
    private const double MostNegative = -1e-3;      // of the scaled eigenvalues; below it the point is a saddle, above it a flat direction
    private const double Smallest = 1e-8;           // to which a scaled eigenvalue is raised

    /// <summary>
    /// The covariance Σ = (−∇²log π)⁻¹, with eigenvalues bounded so that it is positive definite; null if the point is not near a maximum.
    /// </summary>
    /// <param name="density">The log density.</param>
    /// <param name="point">Where.</param>
    /// <param name="scales">A guess at each coordinate's standard deviation; it sets the steps of the differences.</param>
    public static DenseMetric? At(ILogDensityEvaluator density, ReadOnlySpan<double> point, double[] scales)
    {
        int d = point.Length;
        double[] guess = scales;
        for (int pass = 0; pass < 3; pass++)
        {
            double[] A = NegativeHessian(density, point, guess);
            double[] sds = new double[d];
            for (int i = 0; i < d; i++)
            {
                double precision = A[(i * d) + i];
                if (!(precision > 0) || !double.IsFinite(precision))
                {
                    return null;
                }

                sds[i] = 1 / Math.Sqrt(precision);
            }

            bool rightScale = sds.Zip(guess).All(p => p.First < FarOff * p.Second && p.Second < FarOff * p.First);
            if (rightScale)
            {
                return Invert(A, sds);
            }

            guess = sds;
        }

        return null;
    }

    /// <summary>A = −∇²log π, d × d, made symmetric; two gradients a coordinate.</summary>
    private static double[] NegativeHessian(ILogDensityEvaluator density, ReadOnlySpan<double> point, double[] scales)
    {
        int d = point.Length;
        double[] A = new double[d * d];
        double[] x = point.ToArray();
        double[] above = new double[d];
        double[] below = new double[d];
        for (int i = 0; i < d; i++)
        {
            double h = Math.Max(RelativeStep * scales[i], 1e-9 * Math.Abs(point[i]));
            x[i] = point[i] + h;
            double up = x[i];
            density.Evaluate(x, above);
            x[i] = point[i] - h;
            double width = up - x[i];   // as it was rounded
            density.Evaluate(x, below);
            x[i] = point[i];
            for (int j = 0; j < d; j++)
            {
                double half = -0.5 * (above[j] - below[j]) / width;
                A[(i * d) + j] += half;
                A[(j * d) + i] += half;
            }
        }

        return A;
    }

    /// <summary>A⁻¹ by way of the eigenvalues of A scaled to a unit diagonal, so that the bounds do not depend on the coordinates' units.</summary>
    private static DenseMetric? Invert(double[] A, double[] sds)
    {
        int d = sds.Length;
        Matrix<double> scaled = Matrix<double>.Build.Dense(d, d, (i, j) => A[(i * d) + j] * sds[i] * sds[j]);
        if (scaled.Enumerate().Any(value => !double.IsFinite(value)))
        {
            return null;
        }

        Evd<double> evd = scaled.Evd(Symmetricity.Symmetric);
        Vector<double> eigenvalues = evd.EigenValues.Real();
        if (eigenvalues.Minimum() < MostNegative)
        {
            return null;
        }

        Matrix<double> inverse = evd.EigenVectors
            * Matrix<double>.Build.DenseOfDiagonalVector(eigenvalues.Map(value => 1 / Math.Max(value, Smallest)))
            * evd.EigenVectors.Transpose();
        double[] Sigma = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                Sigma[(i * d) + j] = inverse[i, j] * sds[i] * sds[j];
            }
        }

        return DenseMetric.TryCreate(d, Sigma);
    }
}
