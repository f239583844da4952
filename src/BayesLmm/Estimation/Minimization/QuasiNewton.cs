using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Estimation.Minimization;

// B ≈ (∇²f)⁻¹, s = x₊ − x, y = g₊ − g:  B ← (I − syᵀ/yᵀs) B (I − ysᵀ/yᵀs) + ssᵀ/yᵀs      (Broyden, Fletcher, Goldfarb & Shanno; Nocedal & Wright 2006, eq.
// 6.17)

/// <summary>The result of a quasi-Newton search.</summary>
/// <param name="Point">Where it ended.</param>
/// <param name="Value">f there.</param>
/// <param name="Gradient">∇f there.</param>
/// <param name="InverseCurvature">B there.</param>
/// <param name="Decrement">gᵀBg there: twice the amount by which f could still fall, as far as B knows.</param>
/// <param name="Converged">Whether the decrement is below the tolerance.</param>
/// <param name="Iterations">Number of steps.</param>
internal sealed record QuasiNewtonResult(
    double[] Point, double Value, double[] Gradient, Matrix<double> InverseCurvature, double Decrement, bool Converged, int Iterations);

/// <summary>Minimises smooth functions whose gradient costs little more than their value, from a guess of the inverse curvature.</summary>
internal static class QuasiNewton
{
    private const int MostIterations = 500;
    private const int MostBacktracks = 40;

    /// <summary>The part of the predicted fall that a step must bring.</summary>
    private const double Armijo = 1e-4;

    /// <summary>A fall below this part of the value is rounding: the gradient decides.</summary>
    private const double Rounding = 1e-11;

    /// <summary>Minimises from a starting point.</summary>
    /// <param name="f">The function; +∞ where it is not defined.</param>
    /// <param name="start">A point where it is defined.</param>
    /// <param name="inverseCurvature">B at the start, symmetric and positive definite.</param>
    /// <param name="mostStep">The most by which a step changes a coordinate.</param>
    /// <param name="tolerance">The decrement at which the search ends.</param>
    /// <param name="isRough">Whether the size of B is only a guess, which the first step corrects.</param>
    /// <param name="cancellationToken">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    public static QuasiNewtonResult Minimize(
        GradientFunction f, ReadOnlySpan<double> start, Matrix<double> inverseCurvature, double mostStep, double tolerance, bool isRough,
        CancellationToken cancellationToken)
    {
        int d = start.Length;
        double[] x = start.ToArray(), g = new double[d], trial = new double[d], gTrial = new double[d];
        double value = f(x, g);
        Matrix<double> B = inverseCurvature.Clone();
        bool isFirst = isRough;
        for (int iteration = 0; ; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Vector<double> step = -(B * Vector<double>.Build.Dense(g));
            double slope = QuadraticModel.Dot(g, step);
            if (!(slope < 0) && d > 0 && TensorPrimitives.Norm<double>(g) > 0)
            {
                B = inverseCurvature.Clone();
                step = -(B * Vector<double>.Build.Dense(g));
                slope = QuadraticModel.Dot(g, step);
            }

            if (-slope <= tolerance || !double.IsFinite(slope) || iteration == MostIterations)
            {
                return new QuasiNewtonResult(x, value, g, B, -slope, -slope <= tolerance, iteration);
            }

            double part = Math.Min(1, mostStep / step.AbsoluteMaximum());
            bool found = false;
            double trialValue = value;
            for (int backtrack = 0; backtrack < MostBacktracks && !found; backtrack++)
            {
                for (int i = 0; i < d; i++)
                {
                    trial[i] = x[i] + (part * step[i]);
                }

                trialValue = f(trial, gTrial);
                bool isRounding = Math.Abs(trialValue - value) < Rounding * Math.Max(1, Math.Abs(value))
                    && Math.Abs(QuadraticModel.Dot(gTrial, step)) < 0.9 * -slope;
                found = double.IsFinite(trialValue) && (trialValue <= value + (Armijo * part * slope) || isRounding);
                if (!found)
                {
                    // The minimum of the parabola through both values and the slope, kept within a tenth and a half of the step.
                    double best = double.IsFinite(trialValue) ? -slope * part / (2 * ((trialValue - value) / part - slope)) : 0;
                    part = Math.Clamp(best, 0.1 * part, 0.5 * part);
                }
            }

            if (!found)
            {
                return new QuasiNewtonResult(x, value, g, B, -slope, false, iteration);
            }

            Vector<double> s = part * step, y = Vector<double>.Build.Dense(d, i => gTrial[i] - g[i]);
            double along = s * y;
            if (along > 1e-12 * s.L2Norm() * y.L2Norm())
            {
                if (isFirst)
                {
                    // The first step shows the size of B (Nocedal & Wright 2006, eq. 6.20).
                    B *= along / (y * (B * y));
                }

                Vector<double> By = B * y;
                double yBy = y * By;
                B += ((along + yBy) / (along * along) * s.OuterProduct(s)) - ((By.OuterProduct(s) + s.OuterProduct(By)) / along);
                isFirst = false;
            }

            (x, trial) = (trial, x);
            (g, gTrial) = (gTrial, g);
            value = trialValue;
        }
    }
}
