using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Reml;

// With d(θ) = −2 log likelihood profiled over σ and β, and H its Hessian: Cov θ̂ = 2 H⁻¹. Given θ, log σ̂ has variance 1/(2 df), df = n − p, around log σ̂(θ), whose slope is g.
// So (θ̂, log σ̂) has covariance  C = [2H⁻¹, 2H⁻¹g; ·, 2gᵀH⁻¹g + 1/(2 df)],  and f(θ, log σ) has standard error √(∇fᵀ C ∇f).

/// <summary>
/// Standard errors of standard deviations, correlations and σ. The curvature is taken in θ, where the criterion is well scaled whatever the correlations, from differences of
/// the exact gradient, and carried over to the parameters by the delta method.
/// </summary>
internal static class VarianceComponentErrors
{
    /// <summary>Step of the central differences of smooth functions of order one.</summary>
    private const double Step = 1e-5;

    /// <summary>
    /// The standard errors of some functions of the parameters; all NaN when the criterion is not curved upwards, as at a boundary: the quadratic approximation says
    /// nothing there.
    /// </summary>
    /// <param name="criterion">The criterion. Its last evaluation is another one afterwards.</param>
    /// <param name="function">The profiled criterion in scaled coordinates x = θ · scale.</param>
    /// <param name="point">The optimum in these coordinates.</param>
    /// <param name="sigmaAt">The profiled σ at a point.</param>
    /// <param name="components">The functions, of a point and of σ.</param>
    public static double[] Compute(
        RemlCriterion criterion, GradientFunction function, double[] point, Func<double[], double> sigmaAt, Func<double[], double, double[]> components)
    {
        int d = point.Length;
        double sigma = sigmaAt(point);
        int count = components(point, sigma).Length;
        Matrix<double> C = Matrix<double>.Build.Dense(d + 1, d + 1);
        double residualVariance = criterion.SigmaIsKnown ? 0 : 0.5 / criterion.DegreesOfFreedom;
        if (d > 0)
        {
            Matrix<double> H = TrustRegion.Hessian(function, point);
            if (H.Enumerate().Any(value => !double.IsFinite(value)) || H.Evd(Symmetricity.Symmetric).EigenValues.Any(value => value.Real <= 0))
            {
                return [.. Enumerable.Repeat(double.NaN, count)];
            }

            Matrix<double> covariance = 2 * H.Inverse();
            Vector<double> slope = Vector<double>.Build.Dense(Slope(point, x => [Math.Log(sigmaAt(x))])[0]);
            Vector<double> crossed = covariance * slope;
            C.SetSubMatrix(0, 0, covariance);
            C.SetSubMatrix(0, d, crossed.ToColumnMatrix());
            C.SetSubMatrix(d, 0, crossed.ToRowMatrix());
            residualVariance += slope * crossed;
        }

        C[d, d] = residualVariance;
        double[] extended = [.. point, Math.Log(sigma)];
        double[][] slopes = Slope(extended, x => components(x[..d], Math.Exp(x[d])));
        return [.. slopes.Select(slope => Vector<double>.Build.Dense(slope)).Select(slope => Math.Sqrt(slope * (C * slope)))];
    }

    /// <summary>∂f_k/∂x_i by central differences, a row for each k.</summary>
    private static double[][] Slope(double[] x, Func<double[], double[]> f)
    {
        double[][] slopes = [.. f(x).Select(_ => new double[x.Length])];
        for (int i = 0; i < x.Length; i++)
        {
            double[] above = [.. x], below = [.. x];
            double h = Step * Math.Max(1, Math.Abs(x[i]));
            above[i] += h;
            below[i] -= h;
            double[] difference = f(above);
            TensorPrimitives.Subtract(difference, f(below), difference);
            for (int k = 0; k < slopes.Length; k++)
            {
                slopes[k][i] = difference[k] / (2 * h);
            }
        }

        return slopes;
    }
}
