using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.Models.Priors;
using BayesLmm.Numerics;
using MathNet.Numerics;

namespace BayesLmm.FactorGraphs.Variational;

// y_i ~ N(η_i, 1/(τ w_i λ_i)), λ_i ~ Gamma(ν/2, ν/2), e_i = E(y_i − η_i)²:
//     q(λ_i) = Gamma((Eν + 1)/2, (Eν + Eτ w_i e_i)/2)        q(ν) ∝ p(ν) exp g(ν), g = n (ν/2 log ν/2 − log Γ(ν/2)) + ν/2 Σ (E log λ_i − E λ_i), by numerical integration

/// <summary>The messages of student_t residuals: of each row's relative precision and of the degrees of freedom. Coordinates are log E λ_i, and log(E ν − bound) where ν is not constant.</summary>
internal sealed class RowPrecisionUpdate
{
    private const double Reach = 16;          // of the grid, in standard deviations about the mode on the scale log(ν − bound)
    private const int Points = 401;

    private readonly RowTable rows;
    private readonly DegreesOfFreedomPrior prior;
    private readonly RowSquares rowSquares;
    private readonly double[] means;
    private readonly double[] rates;
    private readonly double[] weights;
    private readonly double[] residuals;
    private readonly double[] squares;
    private readonly double[] grid = new double[Points];
    private readonly double[] probabilities = new double[Points];
    private double shape;
    private double meanNu;
    private double sumLog;
    private double logNormalizer;

    public RowPrecisionUpdate(RowTable rows, DegreesOfFreedomPrior prior, RowSquares rowSquares)
    {
        this.rows = rows;
        this.prior = prior;
        this.rowSquares = rowSquares;
        int n = rows.Count;
        (means, rates, weights, residuals, squares) = (new double[n], new double[n], new double[n], new double[n], new double[n]);
    }

    /// <summary>Number of coordinates.</summary>
    public int Dimension => rows.Count + (IsKnown ? 0 : 1);

    /// <summary>q(ν).</summary>
    public DegreesOfFreedomMarginal Marginal => IsKnown
        ? new DegreesOfFreedomMarginal([meanNu], [1])
        : new DegreesOfFreedomMarginal(EquatableArray.Create<double>(grid), EquatableArray.Create<double>(probabilities));

    private bool IsKnown => prior.Prior is Constant;

    /// <summary>Residuals nearly normal: λ = 1, ν = 10 above its bound.</summary>
    public void Start(Span<double> x)
    {
        x.Clear();
        if (!IsKnown)
        {
            x[^1] = Math.Log(10);
        }
    }

    /// <summary>Takes E λ and E ν.</summary>
    public void Read(ReadOnlySpan<double> x)
    {
        meanNu = prior.Prior is Constant constant ? constant.Value : prior.Above + Math.Exp(x[^1]);
        TensorPrimitives.Exp(x[..means.Length], means);
    }

    /// <summary>The cross-products with weights w E λ.</summary>
    public CrossProducts Weigh()
    {
        TensorPrimitives.Multiply(rows.Weights, means, weights);
        return rows.Weigh(weights);
    }

    /// <summary>Computes e, after the step of the effects.</summary>
    /// <param name="step">The step.</param>
    /// <param name="coefficients">β̂, all of them.</param>
    public void Observe(EffectsStep step, ReadOnlySpan<double> coefficients)
    {
        rows.Residuals(coefficients, step.Effects, residuals);
        rowSquares.Compute(step, residuals, squares);
    }

    /// <summary>Σ w_i E λ_i e_i.</summary>
    public double WeightedSquares()
    {
        double sum = 0;
        for (int i = 0; i < squares.Length; i++)
        {
            sum += rows.Weights[i] * means[i] * squares[i];
        }

        return sum;
    }

    /// <summary>Updates q(λ) and q(ν).</summary>
    /// <param name="tau">E τ.</param>
    public void Update(double tau)
    {
        shape = (meanNu + 1) / 2;
        double digamma = SpecialFunctions.DiGamma(shape), excess = 0;
        sumLog = 0;
        for (int i = 0; i < means.Length; i++)
        {
            rates[i] = (meanNu + (tau * rows.Weights[i] * squares[i])) / 2;
            means[i] = shape / rates[i];
            double meanLog = digamma - Math.Log(rates[i]);
            sumLog += meanLog;
            excess += meanLog - means[i];
        }

        if (IsKnown)
        {
            logNormalizer = LogKernel(meanNu, excess);
        }
        else
        {
            Integrate(excess);
        }
    }

    /// <summary>Writes the coordinates of the updated means.</summary>
    public void Write(Span<double> x)
    {
        TensorPrimitives.Log<double>(means, x[..means.Length]);
        if (!IsKnown)
        {
            x[^1] = Math.Log(meanNu - prior.Above);
        }
    }

    /// <summary>½ Σ E log λ_i of the likelihood, E log p(λ | ν) + E log p(ν) − E log q(λ) − E log q(ν) = log Z − Σ E log λ_i + Σ entropies.</summary>
    public double Bound()
    {
        double bound = logNormalizer - (0.5 * sumLog);
        double common = shape + SpecialFunctions.GammaLn(shape) + ((1 - shape) * SpecialFunctions.DiGamma(shape));
        for (int i = 0; i < rates.Length; i++)
        {
            bound += common - Math.Log(rates[i]);
        }

        return bound;
    }

    /// <summary>g(ν).</summary>
    private double LogKernel(double nu, double excess) =>
        (means.Length * ((nu / 2 * Math.Log(nu / 2)) - SpecialFunctions.GammaLn(nu / 2))) + (nu / 2 * excess);

    /// <summary>q(ν) on a grid about its mode, by the trapezoidal rule on t = log(ν − bound).</summary>
    private void Integrate(double excess)
    {
        double logAbove = Math.Log(prior.Prior.ProbabilityAbove(prior.Above));
        double LogDensity(double t)
        {
            double nu = prior.Above + Math.Exp(t);
            double logPrior = prior.Prior.LogDensity(nu, out _) - logAbove;
            return double.IsNegativeInfinity(logPrior) ? logPrior : logPrior + t + LogKernel(nu, excess);
        }

        double mode = Math.Log(Math.Max(1e-3, meanNu - prior.Above)), width = Climb(LogDensity, ref mode), step = 2 * Reach * width / (Points - 1), largest = double.NegativeInfinity;
        for (int i = 0; i < Points; i++)
        {
            double t = mode + ((i - (Points / 2)) * step);
            grid[i] = prior.Above + Math.Exp(t);
            probabilities[i] = LogDensity(t);
            largest = Math.Max(largest, probabilities[i]);
        }

        double sum = 0;
        for (int i = 0; i < Points; i++)
        {
            probabilities[i] = Math.Exp(probabilities[i] - largest);
            sum += probabilities[i];
        }

        meanNu = 0;
        for (int i = 0; i < Points; i++)
        {
            probabilities[i] /= sum;
            meanNu += probabilities[i] * grid[i];
        }

        logNormalizer = largest + Math.Log(sum * step);
    }

    /// <summary>Newton steps to the mode by differences, held back where the density is not concave; returns the width, 1/√(−curvature).</summary>
    private static double Climb(Func<double, double> logDensity, ref double t)
    {
        const double Step = 1e-4, Longest = 2, WidestSd = 2;
        double curvature = -1;
        for (int i = 0; i < 60; i++)
        {
            double here = logDensity(t), up = logDensity(t + Step), down = logDensity(t - Step);
            double slope = (up - down) / (2 * Step);
            curvature = (up - (2 * here) + down) / (Step * Step);
            double move = Math.Clamp(curvature < 0 ? -slope / curvature : Math.CopySign(Longest, slope), -Longest, Longest);
            if (!double.IsFinite(move) || Math.Abs(move) < 1e-6)
            {
                break;
            }

            t += move;
        }

        return Math.Min(WidestSd, 1 / Math.Sqrt(Math.Max(-curvature, 1e-12)));
    }
}
