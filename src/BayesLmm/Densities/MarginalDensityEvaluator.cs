using BayesLmm.Densities.Coordinates;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Distributions;
using BayesLmm.Equations;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Densities;

// Notation of JointEffectsGivenVariances, with Λ_k = diag(s_k) C_k and τ = 1/σ²:
//     log p(y | φ) = −n/2 log 2πσ² + ½ Σ log w − ½ log|Q| + ½ log|P| − ½ (yᵀy/σ² + mᵀPm − hᵀâ)                  (Harville 1974; Lai, Domke & Sheldon 2024)
// A coefficient with a flat prior has P = 0, no term in log|P|, and adds ½ log 2π.

/// <summary>Evaluates a <see cref="MarginalDensity"/> and its gradient, and draws the group effects and coefficients that were integrated out.</summary>
internal sealed class MarginalDensityEvaluator : IModelDensityEvaluator
{
    private readonly double[] family = new double[1];
    private readonly MarginalDensity density;
    private readonly CrossProducts products;
    private readonly JointEffectsGivenVariances given;
    private readonly CoefficientPart coefficientPart;
    private readonly CovarianceFactors factors;
    private readonly double[] draw;
    private readonly double[] drawnCoefficients;
    private readonly double[] byFactor;
    private readonly double[] unusedGradient;
    private double tau;

    internal MarginalDensityEvaluator(MarginalDensity density)
    {
        this.density = density;
        products = density.Model.Products;
        given = new JointEffectsGivenVariances(density.Equations);
        coefficientPart = new CoefficientPart(products.Fixed.Coordinates, density.Roles, given);
        factors = new CovarianceFactors(density.Terms, given.System.Layout);
        draw = new double[given.Order];
        drawnCoefficients = new double[given.Unknown.Length];
        int widest = density.Terms.Length == 0 ? 0 : density.Terms.Max(term => term.Width);
        byFactor = new double[widest * widest];
        unusedGradient = new double[density.Dimension];
    }

    /// <summary>The density evaluated.</summary>
    public MarginalDensity Density => density;

    /// <summary>log p(y | φ) of the last evaluation: without the prior of φ and the Jacobian.</summary>
    public double LogLikelihood { get; private set; }

    /// <summary>log p(φ) of the last evaluation: the priors of what φ stands for, and the logarithm of the Jacobian.</summary>
    public double LogPrior { get; private set; }

    /// <summary>The distribution of effects and coefficients at the last position.</summary>
    internal JointEffectsGivenVariances Given => given;

    /// <summary>1/σ² at the last position.</summary>
    internal double Tau => tau;

    /// <summary>The residual standard deviation at the last position.</summary>
    public double Sigma => family[0];

    /// <inheritdoc/>
    public ReadOnlySpan<double> FamilyParameters => family;

    /// <inheritdoc/>
    public ReadOnlySpan<double> Sds(int term) => factors.Sds(term);

    /// <inheritdoc/>
    public ReadOnlySpan<double> CorrelationFactor(int term) => factors.CorrelationFactor(term);

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
    {
        gradient.Clear();
        LogLikelihood = double.NegativeInfinity;
        LogPrior = double.NegativeInfinity;
        if (!Solve(position))
        {
            return double.NegativeInfinity;
        }

        LogLikelihood = LogMarginalLikelihood(out double residualSquares);
        given.ComputeInverse();

        // ∂ log p / ∂ log σ = −n + ‖y − Aâ‖²/σ² + tr(I − Q⁻¹D), since Q − D = AᵀA/σ².
        double bySigma = residualSquares + given.DeterminedCount() - products.RowCount;
        if (density.Sigma.Index >= 0)
        {
            gradient[density.Sigma.Index] += bySigma * density.Sigma.Slope(position) / Sigma;
        }

        for (int k = 0; k < density.Terms.Length; k++)
        {
            AddTermGradient(k, position, gradient);
        }

        coefficientPart.AddGradient(position, tau, gradient);
        LogPrior = AddLogPrior(position, gradient);
        return LogLikelihood + LogPrior;
    }

    /// <summary>The value alone, at about a third of the cost of one with its gradient: without the inverse. Allocates nothing.</summary>
    /// <param name="position">φ.</param>
    public double Evaluate(ReadOnlySpan<double> position)
    {
        LogLikelihood = double.NegativeInfinity;
        LogPrior = double.NegativeInfinity;
        if (!Solve(position))
        {
            return double.NegativeInfinity;
        }

        LogLikelihood = LogMarginalLikelihood(out _);
        LogPrior = AddLogPrior(position, unusedGradient);
        return LogLikelihood + LogPrior;
    }

    /// <summary>
    /// Draws group effects and coefficients from their exact joint distribution given φ: (u, β) ~ N(â, Q⁻¹). The values at the position are then also in
    /// <see cref="Sigma"/>, <see cref="Sds"/> and <see cref="CorrelationFactor"/>.
    /// </summary>
    /// <param name="position">φ; a point of positive density.</param>
    /// <param name="normals">Standard normal numbers, as many as there are effects and coefficients together: <see cref="DrawLength"/>.</param>
    /// <param name="coefficients">Receives β of the model as written, p numbers.</param>
    /// <param name="effects">Receives b, the group effects in the order of <see cref="TermShape.FirstEffect"/>, q numbers.</param>
    /// <exception cref="ArgumentException">The density is zero at <paramref name="position"/>.</exception>
    public void Draw(ReadOnlySpan<double> position, ReadOnlySpan<double> normals, Span<double> coefficients, Span<double> effects)
    {
        if (!Solve(position))
        {
            throw new ArgumentException("The density is zero at this position, so there is no conditional distribution to draw from.", nameof(position));
        }

        DrawAgain(normals, coefficients, effects);
    }

    /// <summary>Another draw at the position of the last <see cref="Draw"/>, for a triangular solve instead of a factorisation.</summary>
    /// <inheritdoc cref="Draw" path="/param[@name='normals' or @name='coefficients' or @name='effects']"/>
    public void DrawAgain(ReadOnlySpan<double> normals, Span<double> coefficients, Span<double> effects)
    {
        normals.CopyTo(draw);
        given.Draw(draw, effects, drawnCoefficients);
        given.Assemble(drawnCoefficients, coefficients);
        products.Fixed.Coordinates.ToWritten(coefficients);
    }

    /// <summary>How many normal numbers <see cref="Draw"/> takes.</summary>
    public int DrawLength => given.Order;

    /// <summary>Reads φ, factors Q and solves for â. False where the density is zero or cannot be computed.</summary>
    private bool Solve(ReadOnlySpan<double> position)
    {
        family[0] = density.Sigma.Value(position);
        tau = 1 / (Sigma * Sigma);
        if (!double.IsFinite(tau) || tau == 0)
        {
            return false;
        }

        factors.Read(position);
        factors.Lambda.CopyTo(given.Lambda);
        coefficientPart.Read(position);
        given.SubtractKnown();
        return given.TrySolve(tau);
    }

    /// <summary>log p(y | φ) from the factor and â.</summary>
    /// <param name="residualSquares">Receives ‖y − Aâ‖²/σ².</param>
    private double LogMarginalLikelihood(out double residualSquares)
    {
        given.ComputeScores();
        double exponent = given.Exponent(out double penalty), logPrecision = 0;
        int flat = 0;
        foreach (double precision in given.Precision)
        {
            flat += precision == 0 ? 1 : 0;
            logPrecision += precision == 0 ? 0 : Math.Log(precision);
        }

        residualSquares = exponent - penalty;
        return (-0.5 * (products.RowCount - flat) * NormalConstants.Log2Pi)
            - (products.RowCount * Math.Log(Sigma))
            + (0.5 * products.LogWeights)
            - (0.5 * given.LogDeterminant)
            + (0.5 * logPrecision)
            - (0.5 * exponent);
    }

    /// <summary>
    /// With W = Σ_j (û_j û_jᵀ + [Q⁻¹]_jj − I) over the levels of term k, d log p = tr(W Λ⁻¹ dΛ). In s and C, with G = C⁻ᵀ W: ∂/∂C_ij = G_ij and
    /// ∂/∂ log s_i = Σ_j C_ij G_ij, in which no standard deviation is divided by.
    /// </summary>
    private void AddTermGradient(int k, ReadOnlySpan<double> position, Span<double> gradient)
    {
        TermCoordinates term = density.Terms[k];
        int r = term.Width;
        Span<double> G = byFactor.AsSpan(0, r * r);
        given.System.SumLevelMoments(k, given.Means, G);
        ReadOnlySpan<double> C = factors.CorrelationFactor(k);
        if (term.Correlation is not null)
        {
            SmallTriangular.SolveTransposed(C, G, r);
            Lkj.AddGradient(
                position.Slice(term.FirstCorrelation, term.CorrelationCount), r, C, G, gradient.Slice(term.FirstCorrelation, term.CorrelationCount));
        }

        for (int i = 0; i < r; i++)
        {
            ScalarCoordinate coordinate = term.Sds[i];
            if (coordinate.Index >= 0)
            {
                double byLogSd = 0;
                for (int j = 0; j <= i; j++)
                {
                    byLogSd += C[(i * r) + j] * G[(i * r) + j];
                }

                gradient[coordinate.Index] += byLogSd * coordinate.Slope(position) / factors.Sds(k)[i];
            }
        }
    }

    /// <summary>The log prior density of φ, Jacobians included.</summary>
    private double AddLogPrior(ReadOnlySpan<double> position, Span<double> gradient)
    {
        double sum = density.Sigma.AddLogPrior(position, gradient);
        if (density.HasNothingToSample)
        {
            gradient[0] -= position[0];
            sum -= 0.5 * ((position[0] * position[0]) + NormalConstants.Log2Pi);
        }

        factors.AddLogPrior(position, ref sum, gradient);
        return sum + coefficientPart.AddLogPrior(position, gradient);
    }
}
