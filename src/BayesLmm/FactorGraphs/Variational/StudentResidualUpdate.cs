using System.Numerics.Tensors;
using BayesLmm.Distributions;
using BayesLmm.Equations;
using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Variational;

// y_i ~ N(η_i, 1/(τ w_i λ_i)), λ_i ~ Gamma(ν/2, ν/2). τ, ν and λ depend on each other so strongly that independent distributions would put the means of τ and ν
// more than a standard deviation off; q(τ, ν, λ) is one factor:
//     q(λ_i | τ, ν) = Gamma((ν + 1)/2, (ν + τ c_i)/2), c_i = w_i E(y_i − η_i)²
// q(τ, ν) ∝ exp(E log p(τ | a)) p(ν) Π_i √(w_i τ / 2π) (ν/2)^(ν/2) Γ((ν+1)/2) / (Γ(ν/2) ((ν + τ c_i)/2)^((ν+1)/2)), whose integral Z is all of the bound in
// which these occur, computed by the trapezoidal rule on a grid along the principal axes at the mode, on t = log τ and s = log(ν − bound), or, where the prior
// of ν has an upper bound, the log odds of ν between its two bounds: no density ends abruptly there. The effects' step needs E[τ λ_i] only.

/// <summary>The messages of student_t residuals. Coordinates are log E[τ λ_i].</summary>
internal sealed class StudentResidualUpdate
{
    private const double Reach = 6;          // of the grid, in standard deviations
    // steps of half a standard deviation on each side: a trapezoidal rule on a near normal density is exact to rounding with these
    private const int Half = 12;
    private const double WidestSd = 1.5;     // on the logarithmic scales
    private const double Difference = 1e-3;

    private readonly RowProducts rows;
    private readonly DegreesOfFreedomPrior prior;
    private readonly RowSquares rowSquares;
    private readonly bool knowsTau;
    private readonly double logAbove;
    private readonly DegreesOfFreedomScale scale;
    private readonly double[] means;
    private readonly double[] weights;
    private readonly double[] residuals;
    private readonly double[] squares;
    private readonly double[] work;
    private readonly List<(double T, double S, double LogDensity)> grid = [];
    private double t;
    private double s;
    private double[] steps = [0, 0, 0, 0];

    /// <summary>Allocates the memory.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="prior">The prior of ν.</param>
    /// <param name="rowSquares">Computes expected squares.</param>
    /// <param name="knownPrecision">τ where it is known, otherwise null.</param>
    public StudentResidualUpdate(RowProducts rows, DegreesOfFreedomPrior prior, RowSquares rowSquares, double? knownPrecision)
    {
        this.rows = rows;
        this.prior = prior;
        this.rowSquares = rowSquares;
        knowsTau = knownPrecision is not null;
        t = knownPrecision is { } known ? Math.Log(known) : double.NaN;
        if (prior.Prior is Constant constant)
        {
            scale = new DegreesOfFreedomScale(prior.Above, double.PositiveInfinity);
            s = scale.CoordinateOf(constant.Value);
        }
        else
        {
            logAbove = Math.Log(prior.Prior.ProbabilityAbove(prior.Above));
            scale = new DegreesOfFreedomScale(Math.Max(prior.Above, prior.Prior.Support.Lower), prior.Prior.Support.Upper);
            s = scale.CoordinateOf(prior.Prior.MedianAbove(prior.Above));
        }

        int n = rows.Count;
        (means, weights, residuals, squares, work) = (new double[n], new double[n], new double[n], new double[n], new double[n]);
    }

    /// <summary>E τ after an update.</summary>
    public double MeanPrecision { get; private set; }

    /// <summary>Var τ after an update.</summary>
    public double PrecisionVariance { get; private set; }

    /// <summary>log Z after an update, without ½ Σ log w, which is in the bound elsewhere.</summary>
    public double LogIntegral { get; private set; }

    /// <summary>q(τ, ν).</summary>
    public StudentResidualMarginal Marginal => new(
        scale,
        grid.Select(point => point.T).ToEquatableArray(),
        grid.Select(point => point.S).ToEquatableArray(),
        grid.Select(point => point.LogDensity).ToEquatableArray(),
        steps.ToEquatableArray());

    private bool KnowsNu => prior.Prior is Constant;

    /// <summary>Residuals nearly normal.</summary>
    /// <param name="x">Receives the coordinates.</param>
    /// <param name="logPrecision">log τ.</param>
    public void Start(Span<double> x, double logPrecision)
    {
        x.Fill(knowsTau ? t : logPrecision);
        t = knowsTau ? t : logPrecision;
    }

    /// <summary>The cross-products with weights w_i E[τ λ_i].</summary>
    /// <param name="x">The coordinates.</param>
    public CrossProducts Weigh(ReadOnlySpan<double> x)
    {
        TensorPrimitives.Exp(x, means);
        TensorPrimitives.Multiply(rows.Weights, means, weights);
        return rows.Weigh(weights);
    }

    /// <summary>Updates q(τ, ν, λ) after the step of the effects.</summary>
    /// <param name="step">The step.</param>
    /// <param name="coefficients">β̂, all of them.</param>
    /// <param name="logPrior">E log p(τ | a) as a function of τ; not used where τ is known.</param>
    /// <param name="x">Receives the new coordinates.</param>
    /// <returns>Whether the update succeeded.</returns>
    public bool TryUpdate(EffectsStep step, ReadOnlySpan<double> coefficients, Func<double, double> logPrior, Span<double> x)
    {
        rows.Residuals(coefficients, step.Effects, residuals);
        rowSquares.Compute(step, residuals, squares);
        TensorPrimitives.Multiply(squares, rows.Weights, squares);
        double LogDensity(double at, double excess) => this.LogDensity(at, excess, logPrior);
        double[] axes = Climb(LogDensity);
        FillGrid(LogDensity, axes);
        Summarize(x);
        return double.IsFinite(LogIntegral);
    }

    /// <summary>log of the density of (t, s): that of (τ, ν) with λ integrated out, and the Jacobian.</summary>
    private double LogDensity(double at, double excess, Func<double, double> logPrior)
    {
        double tau = Math.Exp(at), nu = scale.ValueAt(excess);
        TensorPrimitives.Multiply(squares, tau / nu, work);
        TensorPrimitives.LogP1(work, work);
        double sum = (rows.Count * (StudentNormalizer.Log(nu) + (0.5 * at)))
            - (0.5 * (nu + 1) * TensorPrimitives.Sum<double>(work));
        double ofNu = KnowsNu ? 0 : prior.Prior.LogDensity(nu, out _) - logAbove + scale.LogSlopeAt(excess);
        return sum + ofNu + (knowsTau ? 0 : logPrior(tau) + at);
    }

    /// <summary>
    /// Moves to the mode by Newton steps from differences, and returns two axes there, (t, s) each, one standard deviation long: the columns of the Cholesky
    /// factor of the inverse curvature.
    /// </summary>
    private double[] Climb(Func<double, double, double> f)
    {
        double tt = 1, ts = 0, ss = 1;
        for (int i = 0; i < 50; i++)
        {
            double here = f(t, s), gt = 0, gs = 0;
            (tt, ts, ss) = (1, 0, 1);
            if (!knowsTau)
            {
                double up = f(t + Difference, s), down = f(t - Difference, s);
                gt = (up - down) / (2 * Difference);
                tt = -(up - (2 * here) + down) / (Difference * Difference);
            }

            if (!KnowsNu)
            {
                double up = f(t, s + Difference), down = f(t, s - Difference);
                gs = (up - down) / (2 * Difference);
                ss = -(up - (2 * here) + down) / (Difference * Difference);
            }

            if (!knowsTau && !KnowsNu)
            {
                ts = -(f(t + Difference, s + Difference) - f(t + Difference, s - Difference) - f(t - Difference, s + Difference)
                    + f(t - Difference, s - Difference)) / (4 * Difference * Difference);
            }

            Regularize(ref tt, ref ts, ref ss);
            double determinant = (tt * ss) - (ts * ts), dt = ((ss * gt) - (ts * gs)) / determinant, ds = ((tt * gs) - (ts * gt)) / determinant;
            double part = Math.Min(1, 1 / Math.Max(Math.Abs(dt), Math.Abs(ds)));
            for (; part > 1e-6 && f(t + (part * dt), s + (part * ds)) < here; part *= 0.5)
            {
            }

            (t, s) = (t + (part * dt), s + (part * ds));
            if (Math.Max(Math.Abs(dt), Math.Abs(ds)) < 1e-8)
            {
                break;
            }
        }

        double area = (tt * ss) - (ts * ts);
        double first = Math.Sqrt(ss / area), below = -ts / area / first, second = Math.Sqrt((tt / area) - (below * below));
        return [knowsTau ? 0 : first, KnowsNu || knowsTau ? 0 : below, 0, KnowsNu ? 0 : second];
    }

    /// <summary>Makes the curvature that of a maximum no wider than the widest.</summary>
    private static void Regularize(ref double tt, ref double ts, ref double ss)
    {
        double least = 1 / (WidestSd * WidestSd);
        tt = Math.Max(tt, least);
        ss = Math.Max(ss, least);
        double most = Math.Sqrt((tt - (0.5 * least)) * (ss - (0.5 * least)));
        ts = Math.Clamp(ts, -most, most);
    }

    private void FillGrid(Func<double, double, double> f, double[] axes)
    {
        double length = Reach / Half;
        steps = [.. axes.Select(axis => axis * length)];
        grid.Clear();
        int across = knowsTau ? 0 : Half, along = KnowsNu ? 0 : Half;
        for (int i = -across; i <= across; i++)
        {
            for (int j = -along; j <= along; j++)
            {
                double at = t + (i * steps[0]) + (j * steps[2]), excess = s + (i * steps[1]) + (j * steps[3]);
                grid.Add((at, excess, f(at, excess)));
            }
        }
    }

    /// <summary>Turns log densities into probabilities, and takes means.</summary>
    private void Summarize(Span<double> x)
    {
        double largest = grid.Max(point => point.LogDensity), sum = grid.Sum(point => Math.Exp(point.LogDensity - largest));
        double cell = (knowsTau ? 1 : steps[0]) * (KnowsNu ? 1 : steps[3]);
        LogIntegral = largest + Math.Log(sum * cell);
        double mean = 0, square = 0;
        means.AsSpan().Clear();
        for (int g = 0; g < grid.Count; g++)
        {
            (double at, double excess, double logDensity) = grid[g];
            double probability = Math.Exp(logDensity - largest) / sum, tau = Math.Exp(at), nu = scale.ValueAt(excess);
            grid[g] = (at, excess, probability);
            mean += probability * tau;
            square += probability * tau * tau;
            if (probability > 1e-14)
            {
                // E[τ λ_i | τ, ν] = τ (ν + 1) / (ν + τ c_i)
                TensorPrimitives.Multiply(squares, tau, work);
                TensorPrimitives.Add(work, nu, work);
                TensorPrimitives.Divide(probability * tau * (nu + 1), work, work);
                TensorPrimitives.Add(means, work, means);
            }
        }

        MeanPrecision = mean;
        PrecisionVariance = Math.Max(0, square - (mean * mean));
        TensorPrimitives.Log<double>(means, x);
    }
}
