using System.Numerics.Tensors;
using BayesLmm.Estimation.Minimization;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Estimation;

// With C the covariance matrix of (θ̂, log σ̂), see VarianceCurvature, f(θ, log σ) has standard error √(∇fᵀ C ∇f).

/// <summary>
/// Standard errors of standard deviations, correlations and σ. The curvature is taken in θ, where the criterion is well scaled whatever the correlations, from
/// differences of the exact gradient, and converted to the parameters by the delta method.
/// </summary>
internal static class VarianceComponentErrors
{
    /// <summary>Step of the central differences of smooth functions of order one.</summary>
    private const double Step = 1e-5;

    /// <summary>
    /// The standard errors of some functions of the parameters; all NaN when the criterion is not curved upwards, as at a boundary: the quadratic approximation
    /// is meaningless there.
    /// </summary>
    /// <param name="criterion">The criterion. Its last evaluation changes.</param>
    /// <param name="function">The profiled criterion in scaled coordinates x = θ · scale.</param>
    /// <param name="point">The optimum in these coordinates.</param>
    /// <param name="sigmaAt">The profiled σ at a point.</param>
    /// <param name="components">The functions, of a point and of σ.</param>
    /// <param name="isFlat">Whether the criterion is flat in some directions: errors are then right for functions that do not change along them.</param>
    public static double[] Compute(
        RemlCriterion criterion, GradientFunction function, double[] point, Func<double[], double> sigmaAt, Func<double[], double, double[]> components,
        bool isFlat)
    {
        int d = point.Length;
        double sigma = sigmaAt(point);
        VarianceCurvature curvature = VarianceCurvature.Compute(criterion, function, point);
        if ((isFlat ? curvature.CovarianceOfDetermined() : curvature.Covariance()) is not { } C)
        {
            return [.. Enumerable.Repeat(double.NaN, components(point, sigma).Length)];
        }

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
