using System.Numerics.Tensors;

namespace BayesLmm.Sampling.Start;

/// <summary>
/// Climbs to a local maximum of a log density by the quasi-Newton method BFGS. Mutable; owned by a search.
/// </summary>
/// <remarks>
/// Nocedal &amp; Wright 2006, <i>Numerical Optimization</i>, §6.1. The steps satisfy the weak Wolfe conditions, found by bisection as in Lewis
/// &amp; Overton 2013, Mathematical Programming 141:135, Algorithm 4.6, which never fails on a smooth function that is bounded above and treats a point where
/// the density is not finite as too far. Notation: f = log density (to be maximised), g = ∇f, H ≈ (−∇²f)⁻¹.
/// </remarks>
internal sealed class Ascent
{
    private const int MostIterations = 1000;
    private const int MostBisections = 60;
    private const int MostEvaluations = 5000;        // a climb takes one or two an iteration; many bisections in each are rounding that looks like a slope
    private const double SufficientIncrease = 1e-4;
    private const double CurvatureCondition = 0.9;
    private const double Tolerance = 1e-5;           // of the decrement ½ gᵀHg, in units of the log density
    private const double LargestCoordinate = 1e12;

    private readonly ILogDensityEvaluator density;
    private readonly int d;
    private readonly double[] x;
    private readonly double[] g;
    private readonly double[] xNew;
    private readonly double[] gNew;
    private readonly double[] direction;
    private readonly double[] Hy;
    private readonly double[] H;
    private double f;
    private double fNewAtStep;   // at xNew, where the line search ended
    private int evaluations;

    public Ascent(ILogDensityEvaluator density, ReadOnlySpan<double> start)
    {
        this.density = density;
        d = start.Length;
        x = start.ToArray();
        g = new double[d];
        xNew = new double[d];
        gNew = new double[d];
        direction = new double[d];
        Hy = new double[d];
        H = new double[d * d];
        f = density.Evaluate(x, g);
    }

    /// <summary>Where the climb is.</summary>
    public ReadOnlySpan<double> Position => x;

    /// <summary>The gradient there.</summary>
    public ReadOnlySpan<double> Gradient => g;

    /// <summary>The log density there.</summary>
    public double LogDensity => f;

    /// <summary>Climbs; returns the empty text if a stationary point was reached, otherwise the reason.</summary>
    public string Climb(CancellationToken cancellationToken)
    {
        if (!double.IsFinite(f) || !AllFinite(g))
        {
            return "the log density or its gradient is not finite at the starting point.";
        }

        SetInverseHessian(Math.Min(1, 1 / Math.Max(TensorPrimitives.Norm<double>(g), double.Epsilon)));
        for (int iteration = 0; iteration < MostIterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Multiply(g, direction);
            double slope = TensorPrimitives.Dot<double>(g, direction);
            if (iteration > 0 && 0.5 * slope <= Tolerance)
            {
                return "";
            }

            if (evaluations > MostEvaluations)
            {
                return $"it had not converged after {evaluations} gradients.";
            }

            if (!LineSearch(slope, out double step))
            {
                return iteration > 0 && 0.5 * slope < 1 ? "" : $"no step uphill was found after {iteration} iterations.";
            }

            Update(step, rescale: iteration == 0);
            if (TensorPrimitives.MaxMagnitude<double>(x) is var largest && !(Math.Abs(largest) < LargestCoordinate))
            {
                return $"it ran off to infinity (a coordinate reached {largest:g3}).";
            }
        }

        return $"it had not converged after {MostIterations} iterations.";
    }

    /// <summary>Moves by <paramref name="step"/>, or by a half, a quarter, … of it, to a point of higher density; false if there is none.</summary>
    public bool TryMove(ReadOnlySpan<double> step)
    {
        for (double t = 1; t > 1e-4; t /= 2)
        {
            TensorPrimitives.MultiplyAdd(step, t, x, xNew);
            double fNew = density.Evaluate(xNew, gNew);
            if (fNew > f && AllFinite(gNew))
            {
                Accept(fNew);
                return true;
            }
        }

        return false;
    }

    /// <summary>The square roots of the diagonal of H: rough standard deviations.</summary>
    public double[] StandardDeviations() => [.. Enumerable.Range(0, d).Select(i => Math.Sqrt(Math.Max(H[(i * d) + i], double.Epsilon)))];

    private bool LineSearch(double slope, out double step)
    {
        double low = 0;
        double high = double.PositiveInfinity;
        step = 1;
        double best = 0;
        for (int i = 0; i < MostBisections; i++)
        {
            TensorPrimitives.MultiplyAdd(direction, step, x, xNew);
            double fNew = density.Evaluate(xNew, gNew);
            evaluations++;
            bool enough = fNew >= f + (SufficientIncrease * step * slope) && double.IsFinite(fNew) && AllFinite(gNew);
            if (!enough)
            {
                high = step;
            }
            else if (TensorPrimitives.Dot<double>(gNew, direction) > CurvatureCondition * slope)
            {
                low = best = step;
            }
            else
            {
                fNewAtStep = fNew;
                return true;
            }

            step = double.IsInfinity(high) ? 2 * low : 0.5 * (low + high);
        }

        return best > 0 && AcceptAt(step = best);
    }

    private bool AcceptAt(double step)
    {
        TensorPrimitives.MultiplyAdd(direction, step, x, xNew);
        fNewAtStep = density.Evaluate(xNew, gNew);
        return double.IsFinite(fNewAtStep) && AllFinite(gNew);
    }

    /// <summary>Moves to the new point and updates H (Nocedal &amp; Wright, eq. 6.17, with y = g − gNew because f is maximised).</summary>
    private void Update(double step, bool rescale)
    {
        Span<double> s = direction;
        TensorPrimitives.Multiply(s, step, s);
        TensorPrimitives.Subtract(g, gNew, g);   // g now holds y
        double sy = TensorPrimitives.Dot<double>(s, g);
        double yy = TensorPrimitives.Dot<double>(g, g);
        if (sy > 0 && yy > 0)   // which the Wolfe conditions ensure, up to rounding
        {
            if (rescale)
            {
                SetInverseHessian(sy / yy);
            }

            Multiply(g, Hy);
            double factor = (1 + (TensorPrimitives.Dot<double>(g, Hy) / sy)) / sy;
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j < d; j++)
                {
                    H[(i * d) + j] += (factor * s[i] * s[j]) - (((Hy[i] * s[j]) + (s[i] * Hy[j])) / sy);
                }
            }
        }

        Accept(fNewAtStep);
    }

    private void Accept(double fNew)
    {
        f = fNew;
        xNew.CopyTo(x, 0);
        gNew.CopyTo(g, 0);
    }

    private void SetInverseHessian(double diagonal)
    {
        Array.Clear(H);
        for (int i = 0; i < d; i++)
        {
            H[(i * d) + i] = diagonal;
        }
    }

    private void Multiply(ReadOnlySpan<double> vector, Span<double> product)
    {
        for (int i = 0; i < d; i++)
        {
            product[i] = TensorPrimitives.Dot(H.AsSpan(i * d, d), vector);
        }
    }

    private static bool AllFinite(ReadOnlySpan<double> values) => double.IsFinite(TensorPrimitives.SumOfMagnitudes(values));
}
