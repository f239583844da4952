using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace BayesLmm.Reml;

// Minimises f by Newton's method in a trust region (Moré & Sorensen 1983; Nocedal & Wright 2006, ch. 4). The Hessian H comes from central differences of the
// exact gradient g, or it is an approximation A that the caller knows plus a part S that the gradients of the last steps teach, y = g₊ − g for a step s:
//     S ← τS + (z vᵀ + v zᵀ)/(yᵀs) − (zᵀs) v vᵀ/(yᵀs)²,   v = y,  z = y − A₊s − τSs,  τ = min(1, |sᵀ(y − A₊s)| / |sᵀSs|)      (Dennis, Gay & Welsch 1981)
// The eigenvectors of H give the step −(H + μI)⁻¹g with μ ≥ 0 such that H + μI is positive definite and the step is no longer than the radius.

/// <summary>What a minimisation came to.</summary>
/// <param name="Point">Where it ended.</param>
/// <param name="Value">f there.</param>
/// <param name="Hessian">H there, symmetric.</param>
/// <param name="Decrement">gᵀH⁻¹g there, over the directions of positive curvature: twice what f could still fall by.</param>
/// <param name="Converged">Whether the decrement is negligible and no direction of negative curvature is left.</param>
/// <param name="Iterations">Number of steps tried.</param>
internal sealed record MinimizationResult(double[] Point, double Value, Matrix<double> Hessian, double Decrement, bool Converged, int Iterations);

/// <summary>A smooth function with its gradient; +∞ where it is not defined.</summary>
/// <param name="point">Where.</param>
/// <param name="gradient">Receives the gradient.</param>
internal delegate double GradientFunction(ReadOnlySpan<double> point, Span<double> gradient);

/// <summary>Minimises smooth functions of a few variables that are of order one in the function's natural units.</summary>
internal static class TrustRegion
{
    /// <summary>The decrement at which to stop. f is a deviance: the estimates could still move by 1e-6 standard errors, the square root.</summary>
    private const double Tolerance = 1e-12;

    /// <summary>Step of the central differences: rounding error 1e-16/1e-5 relative and truncation error 1e-10 balance.</summary>
    private const double DifferenceStep = 1e-5;

    /// <summary>An eigenvalue below this times the largest is a direction in which f is flat or falls.</summary>
    private const double Flat = 1e-9;

    /// <summary>So is one below this, which over a unit of a coordinate, or the length of the point, changes a deviance by nothing that anybody sees.</summary>
    private const double FlatOverAUnit = 1e-7;

    /// <summary>A step that lowers f by more tells nothing about the curvature where it ends. In a deviance 0.3 is half a standard error.</summary>
    private const double LearningRange = 0.3;

    private const int MostIterations = 200;

    /// <summary>Minimises from a starting point of finite value.</summary>
    /// <param name="f">The function.</param>
    /// <param name="start">Where to start.</param>
    /// <param name="cancellationToken">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    /// <param name="curvature">An approximation of the Hessian at the point where <paramref name="f"/> was evaluated last; null to difference the gradient.</param>
    public static MinimizationResult Minimize(
        GradientFunction f, ReadOnlySpan<double> start, CancellationToken cancellationToken, Func<Matrix<double>>? curvature = null)
    {
        int d = start.Length;
        double[] x = start.ToArray(), g = new double[d], trial = new double[d], gTrial = new double[d];
        double value = f(x, g), radius;
        Matrix<double> learned = Matrix<double>.Build.Dense(d, d);
        Matrix<double> H = curvature is null ? Hessian(f, x) : curvature();
        if (!IsFinite(H))
        {
            return new MinimizationResult(x, value, H, double.PositiveInfinity, false, 0);
        }

        // A long step is for a bowl; along negative curvature nothing is known about how far it goes.
        Evd<double> eigen = H.Evd(Symmetricity.Symmetric);
        radius = Math.Max(curvature is null ? 1 : 0.1, (eigen.EigenValues.All(value => value.Real > 0) ? 2 : 0.5) * TensorPrimitives.Norm<double>(x));
        int iteration = 0;
        for (; iteration < MostIterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsMinimum(eigen, x, g, out _))
            {
                break;
            }

            Vector<double> step = Step(eigen, g, radius);
            for (int i = 0; i < d; i++)
            {
                trial[i] = x[i] + step[i];
            }

            double trialValue = f(trial, gTrial);
            double predicted = -(Dot(g, step) + (0.5 * step.DotProduct(H * step)));
            double actual = value - trialValue;

            // Near the minimum differences of f are rounding; there the gradient decides.
            bool isRounding = predicted < 1e-9 * Math.Max(1, Math.Abs(value)) && TensorPrimitives.Norm<double>(gTrial) < TensorPrimitives.Norm<double>(g);
            double ratio = isRounding ? 1 : actual / predicted;
            if (!(ratio > 0.25))
            {
                radius = 0.25 * step.L2Norm();
            }
            else if (ratio > 0.75 && step.L2Norm() > 0.99 * radius)
            {
                radius *= 2;
            }

            if (ratio > 1e-4 && double.IsFinite(trialValue))
            {
                (x, trial) = (trial, x);
                (g, gTrial) = (gTrial, g);
                value = trialValue;
                if (curvature is null)
                {
                    H = Hessian(f, x);
                }
                else
                {
                    Matrix<double> known = curvature();
                    learned = actual > LearningRange
                        ? Matrix<double>.Build.Dense(d, d)
                        : Learn(learned, known, step, Vector<double>.Build.Dense(d, i => g[i] - gTrial[i]));
                    H = known + learned;
                }

                if (!IsFinite(H))
                {
                    return new MinimizationResult(x, value, H, double.PositiveInfinity, false, iteration);
                }

                eigen = H.Evd(Symmetricity.Symmetric);
            }
            else if (radius < 1e-12)
            {
                break;
            }
        }

        bool converged = IsMinimum(eigen, x, g, out double decrement);
        return new MinimizationResult(x, value, H, decrement, converged, iteration);
    }

    /// <summary>S after a step.</summary>
    /// <param name="S">S before it.</param>
    /// <param name="A">The known part of the Hessian after it.</param>
    /// <param name="step">The step.</param>
    /// <param name="change">By what the gradient changed.</param>
    private static Matrix<double> Learn(Matrix<double> S, Matrix<double> A, Vector<double> step, Vector<double> change)
    {
        double along = change * step;
        Vector<double> missing = change - (A * step), old = S * step;
        if (Math.Abs(along) < 1e-8 * change.L2Norm() * step.L2Norm() || along == 0)
        {
            return S;
        }

        double size = Math.Abs(step * old), share = size > 0 ? Math.Min(1, Math.Abs(step * missing) / size) : 1;
        Vector<double> rest = missing - (share * old);
        return (share * S) + ((rest.OuterProduct(change) + change.OuterProduct(rest)) / along) - (rest * step / (along * along) * change.OuterProduct(change));
    }

    private static bool IsMinimum(Evd<double> eigen, double[] x, double[] g, out double decrement)
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

    private static Vector<double> Step(Evd<double> eigen, double[] g, double radius)
    {
        int d = g.Length;
        double[] curvature = [.. eigen.EigenValues.Select(value => value.Real)];
        double[] slope = [.. Enumerable.Range(0, d).Select(i => Dot(g, eigen.EigenVectors.Column(i)))];
        double smallest = curvature.Min(), largest = curvature.Max(Math.Abs);

        // At a saddle the slope along the direction of negative curvature may vanish; leave along it all the same.
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

    private static bool IsFinite(Matrix<double> H) => H.Enumerate().All(double.IsFinite);

    private static double Square(double x) => x * x;

    private static double Dot(double[] g, Vector<double> v)
    {
        double sum = 0;
        for (int i = 0; i < g.Length; i++)
        {
            sum += g[i] * v[i];
        }

        return sum;
    }
}
