using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace BayesLmm.Estimation.Minimization;

// m(s) = gᵀs + ½ sᵀHs. The eigenvectors of H give the step −(H + μI)⁻¹g with μ ≥ 0 such that H + μI is positive definite and the step is no longer than a
// radius (Moré & Sorensen 1983; Nocedal & Wright 2006, ch. 4).

/// <summary>What a gradient and a Hessian say about a function near a point: whether it is a minimum, and where to step.</summary>
internal sealed class QuadraticModel
{
    /// <summary>The decrement at which to stop. f is a deviance, so the estimates could still move by its square root, 1e-6 standard errors.</summary>
    private const double Tolerance = 1e-12;

    /// <summary>An eigenvalue below this times the largest is a direction in which f is flat or falls.</summary>
    private const double Flat = 1e-9;

    /// <summary>So is one below this, which over a unit of a coordinate, or the length of the point, changes a deviance by a negligible amount.</summary>
    private const double FlatOverAUnit = 1e-7;

    private readonly Evd<double> eigen;

    /// <summary>Decomposes a Hessian.</summary>
    /// <param name="H">Symmetric and finite.</param>
    public QuadraticModel(Matrix<double> H) => eigen = H.Evd(Symmetricity.Symmetric);

    /// <summary>Whether the Hessian is positive definite.</summary>
    public bool IsBowl => eigen.EigenValues.All(value => value.Real > 0);

    /// <summary>Whether the point is a minimum: f cannot fall noticeably further, and falls in no direction of negative curvature.</summary>
    /// <param name="x">The point.</param>
    /// <param name="g">The gradient there.</param>
    /// <param name="decrement">Receives gᵀH⁻¹g over the directions of positive curvature.</param>
    public bool IsMinimum(double[] x, double[] g, out double decrement)
    {
        double unit = Math.Max(1, TensorPrimitives.Norm<double>(x)), flat = FlatOverAUnit / (unit * unit);
        decrement = 0;
        double largest = eigen.EigenValues.Select(value => Math.Abs(value.Real)).DefaultIfEmpty(0).Max();
        bool falls = false;
        for (int i = 0; i < g.Length; i++)
        {
            double curvature = eigen.EigenValues[i].Real, slope = Dot(g, eigen.EigenVectors.Column(i));
            if (curvature > Math.Max(flat, Flat * largest))
            {
                decrement += slope * slope / curvature;
            }
            else
            {
                falls |= curvature < -Math.Max(flat, 1e-6 * largest) || Math.Abs(slope) * unit > 1e-4;
            }
        }

        return decrement < Tolerance && !falls;
    }

    /// <summary>The step that lowers the model most among those no longer than a radius.</summary>
    /// <param name="g">The gradient.</param>
    /// <param name="radius">The radius.</param>
    public Vector<double> Step(double[] g, double radius)
    {
        int d = g.Length;
        double[] curvature = [.. eigen.EigenValues.Select(value => value.Real)];
        double[] slope = [.. Enumerable.Range(0, d).Select(i => Dot(g, eigen.EigenVectors.Column(i)))];
        double smallest = curvature.Min(), largest = curvature.Max(Math.Abs);

        // At a saddle the slope along the direction of negative curvature may vanish; the step leaves along it nevertheless.
        int lowest = Array.IndexOf(curvature, smallest);
        if (smallest < -1e-6 * largest && Math.Abs(slope[lowest]) < 1e-8)
        {
            return eigen.EigenVectors.Column(lowest) * radius;
        }

        double shift = Math.Max(0, -smallest) + (smallest > Flat * largest ? 0 : (Flat * largest) + 1e-12);
        double Length(double mu) => Math.Sqrt(Enumerable.Range(0, d).Sum(i => Square(slope[i] / (curvature[i] + mu))));
        if (Length(shift) > radius)
        {
            double low = shift, high = Math.Max(1, 2 * shift);
            while (Length(high) > radius)
            {
                high *= 2;
            }

            for (int i = 0; i < 60; i++)
            {
                double middle = 0.5 * (low + high);
                (low, high) = Length(middle) > radius ? (middle, high) : (low, middle);
            }

            shift = high;
        }

        Vector<double> step = Vector<double>.Build.Dense(d);
        for (int i = 0; i < d; i++)
        {
            step -= slope[i] / (curvature[i] + shift) * eigen.EigenVectors.Column(i);
        }

        return step;
    }

    private static double Square(double x) => x * x;

    /// <summary>gᵀv.</summary>
    internal static double Dot(double[] g, Vector<double> v)
    {
        double sum = 0;
        for (int i = 0; i < g.Length; i++)
        {
            sum += g[i] * v[i];
        }

        return sum;
    }
}
