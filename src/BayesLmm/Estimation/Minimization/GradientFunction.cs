using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Estimation.Minimization;

/// <summary>A smooth function with its gradient; +∞ where it is not defined.</summary>
/// <param name="point">Where.</param>
/// <param name="gradient">Receives the gradient.</param>
internal delegate double GradientFunction(ReadOnlySpan<double> point, Span<double> gradient);

/// <summary>Second derivatives of a <see cref="GradientFunction"/>.</summary>
internal static class GradientDifferences
{
    /// <summary>Step of the central differences: rounding error 1e-16/1e-5 relative and truncation error 1e-10 balance.</summary>
    private const double DifferenceStep = 1e-5;

    /// <summary>The Hessian by central differences of the gradient, made symmetric.</summary>
    public static Matrix<double> Hessian(GradientFunction f, double[] x)
    {
        int d = x.Length;
        double[] point = [.. x], above = new double[d], below = new double[d];
        Matrix<double> H = Matrix<double>.Build.Dense(d, d);
        for (int i = 0; i < d; i++)
        {
            double h = DifferenceStep * Math.Max(1, Math.Abs(x[i]));
            point[i] = x[i] + h;
            f(point, above);
            point[i] = x[i] - h;
            f(point, below);
            point[i] = x[i];
            for (int j = 0; j < d; j++)
            {
                double half = 0.5 * (above[j] - below[j]) / (2 * h);
                H[i, j] += half;
                H[j, i] += half;
            }
        }

        return H;
    }
}
