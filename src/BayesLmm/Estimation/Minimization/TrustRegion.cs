using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Estimation.Minimization;

// Newton's method in a trust region (Moré & Sorensen 1983; Nocedal & Wright 2006, ch. 4). The Hessian H comes from central differences of the exact gradient,
// or it is an approximation A that the caller knows plus a part that is learned from the last steps.

/// <summary>The result of a minimisation.</summary>
/// <param name="Point">Where it ended.</param>
/// <param name="Value">f there.</param>
/// <param name="Hessian">H there, symmetric.</param>
/// <param name="Decrement">gᵀH⁻¹g there, over the directions of positive curvature: twice the amount by which f could still fall.</param>
/// <param name="Converged">Whether the decrement is negligible and no direction of negative curvature is left.</param>
/// <param name="Iterations">Number of steps tried.</param>
internal sealed record MinimizationResult(double[] Point, double Value, Matrix<double> Hessian, double Decrement, bool Converged, int Iterations);

/// <summary>Minimises smooth functions of a few variables that are of order one in the function's natural units.</summary>
internal static class TrustRegion
{
    private const int MostIterations = 200;

    /// <summary>Minimises from a starting point of finite value.</summary>
    /// <param name="f">The function.</param>
    /// <param name="start">Where to start.</param>
    /// <param name="cancellationToken">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    /// <param name="curvature">An approximation of the Hessian at the point where <paramref name="f"/> was evaluated last; null to difference the
    /// gradient.</param>
    public static MinimizationResult Minimize(
        GradientFunction f, ReadOnlySpan<double> start, CancellationToken cancellationToken, Func<Matrix<double>>? curvature = null)
    {
        int d = start.Length;
        double[] x = start.ToArray(), g = new double[d], trial = new double[d], gTrial = new double[d];
        double value = f(x, g), radius;
        LeastChangeSecant learned = LeastChangeSecant.Nothing(d);
        Matrix<double> H = curvature is null ? GradientDifferences.Hessian(f, x) : curvature();
        if (!IsFinite(H))
        {
            return new MinimizationResult(x, value, H, double.PositiveInfinity, false, 0);
        }

        // Long steps are for a convex region; along negative curvature the right length is unknown.
        QuadraticModel model = new(H);
        radius = Math.Max(curvature is null ? 1 : 0.1, (model.IsBowl ? 2 : 0.5) * TensorPrimitives.Norm<double>(x));
        int iteration = 0;
        for (; iteration < MostIterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (model.IsMinimum(x, g, out _))
            {
                break;
            }

            Vector<double> step = model.Step(g, radius);
            for (int i = 0; i < d; i++)
            {
                trial[i] = x[i] + step[i];
            }

            double trialValue = f(trial, gTrial);
            double predicted = -(QuadraticModel.Dot(g, step) + (0.5 * step.DotProduct(H * step)));
            double actual = value - trialValue;

            // Near the minimum differences of f are rounding error, so the gradient decides there.
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
                    H = GradientDifferences.Hessian(f, x);
                }
                else
                {
                    Matrix<double> known = curvature();
                    learned = learned.After(actual, known, step, Vector<double>.Build.Dense(d, i => g[i] - gTrial[i]));
                    H = known + learned.Rest;
                }

                if (!IsFinite(H))
                {
                    return new MinimizationResult(x, value, H, double.PositiveInfinity, false, iteration);
                }

                model = new QuadraticModel(H);
            }
            else if (radius < 1e-12)
            {
                break;
            }
        }

        bool converged = model.IsMinimum(x, g, out double decrement);
        return new MinimizationResult(x, value, H, decrement, converged, iteration);
    }

    private static bool IsFinite(Matrix<double> H) => H.Enumerate().All(double.IsFinite);
}
