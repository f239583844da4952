using System.Numerics.Tensors;
using BayesLmm.Design.Products;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Estimation.Profiles;

// Notation of RemlCriterion; V = I + ZΛΛᵀZᵀ relative to σ², c the coefficients of the combination cᵀβ that is held at v. Given Λ, least squares under cᵀβ = v
// has
//     β_c = β + S⁻¹c κ,   κ = (v − cᵀβ)/(cᵀS⁻¹c),   r_c² = r² + (v − cᵀβ)²/(cᵀS⁻¹c)
// With e = ZᵀV⁻¹(y − Xβ), a = ZᵀV⁻¹X S⁻¹c:  ∂r²/∂Λ = −2 Σ_levels e uᵀ,  ∂r_c²/∂Λ = −2 Σ_levels (e − κa)(u − κ F S⁻¹c)ᵀ.

/// <summary>A fixed effect held: its coordinate v is itself, σ is profiled out, and the free coordinates are those of the relative factor.</summary>
internal sealed class HeldCoefficient : HeldParameter
{
    private readonly RemlCriterion criterion;
    private readonly CrossProducts products;
    private readonly double[] combination;
    private readonly double[] scales;
    private readonly double[] theta;
    private readonly double[] byLambda;
    private readonly double[] factors;
    private readonly double[] direction; // S⁻¹c
    private readonly double[] e;
    private readonly double[] a;
    private readonly double[] work;
    private double sigma;

    /// <summary>Holds a coefficient.</summary>
    /// <param name="criterion">The likelihood's criterion.</param>
    /// <param name="maximum">The maximum of the likelihood.</param>
    /// <param name="index">Which coefficient.</param>
    /// <param name="estimate">The coefficient at the maximum.</param>
    /// <param name="step">Its standard error.</param>
    public HeldCoefficient(RemlCriterion criterion, LikelihoodMaximum maximum, int index, double estimate, double step)
    {
        this.criterion = criterion;
        products = criterion.Products;
        int q = products.EffectCount, d = criterion.Layout.Dimension;
        combination = Combination(products.Fixed, index);
        scales = FactorPlaces.Units(criterion, maximum);
        TensorPrimitives.Divide(scales, maximum.Sigma, scales);
        Start = [.. maximum.Theta];
        TensorPrimitives.Divide(Start, scales, Start);
        Estimate = estimate;
        Step = step;
        theta = new double[d];
        byLambda = new double[criterion.Factors.Length];
        factors = new double[byLambda.Length];
        direction = new double[products.FixedCount];
        e = new double[q];
        a = new double[q];
        work = new double[q];
    }

    /// <inheritdoc/>
    public override double[] Start { get; }

    /// <inheritdoc/>
    public override IEnumerable<double[]> OtherStarts => [FactorPlaces.Neutral(criterion)];

    /// <inheritdoc/>
    public override double Estimate { get; }

    /// <inheritdoc/>
    public override double Step { get; }

    /// <inheritdoc/>
    public override double Sigma => sigma;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Factors => factors;

    /// <inheritdoc/>
    public override double Evaluate(double v, ReadOnlySpan<double> x, Span<double> gradient, out double byV)
    {
        TensorPrimitives.Multiply(x, scales, theta);
        byV = double.NaN;
        if (!double.IsFinite(criterion.Evaluate(theta, gradient)))
        {
            return double.PositiveInfinity;
        }

        int n = products.RowCount;
        double information = Direction(), excess = v - Coefficient();
        double kappa = excess / information, free = criterion.Given.PenalizedSquares, squares = free + (excess * kappa);
        double freeVariance = criterion.SigmaIsKnown ? 1 : free / n, variance = criterion.SigmaIsKnown ? 1 : squares / n;
        byV = 2 * kappa / variance;
        sigma = Math.Sqrt(variance);
        TensorPrimitives.Multiply(criterion.Given.Lambda, sigma, factors);
        AddConstraint(kappa, freeVariance, variance);
        criterion.Layout.Gather(byLambda, gradient);
        TensorPrimitives.Multiply(gradient, scales, gradient);
        return criterion.SigmaIsKnown
            ? criterion.LogDeterminant + (n * NormalConstants.Log2Pi) + squares
            : criterion.LogDeterminant + (n * (1 + Math.Log(2 * Math.PI * squares / n)));
    }

    /// <summary>c: the coefficient on the original columns, in terms of those on centred columns.</summary>
    private static double[] Combination(FixedProducts fixedProducts, int index)
    {
        double[] c = new double[fixedProducts.Count];
        c[index] = 1;
        fixedProducts.Coordinates.CenterWeights(c);
        return c;
    }

    /// <summary>cᵀ(β + b0) at the last θ.</summary>
    private double Coefficient()
    {
        double sum = 0;
        for (int j = 0; j < combination.Length; j++)
        {
            sum += combination[j] * products.Fixed.Coordinates.Absolute(j, criterion.Given.Beta[j]);
        }

        return sum;
    }

    /// <summary>S⁻¹c; gives cᵀS⁻¹c.</summary>
    private double Direction()
    {
        double[] covariance = criterion.Given.UnscaledCovariance();
        int p = combination.Length;
        for (int j = 0; j < p; j++)
        {
            direction[j] = TensorPrimitives.Dot<double>(covariance.AsSpan(j * p, p), combination);
        }

        return TensorPrimitives.Dot<double>(direction, combination);
    }

    /// <summary>The gradient by Λ: the unconstrained one with the sum of squares' part replaced.</summary>
    private void AddConstraint(double kappa, double freeVariance, double variance)
    {
        int p = products.FixedCount, q = products.EffectCount;
        ReadOnlySpan<double> zx = products.ZX;
        ReadOnlySpan<double> u = criterion.Given.ScaledEffects;
        criterion.GradientByFactors.CopyTo(byLambda);

        products.ZY.CopyTo(e);
        for (int i = 0; i < q; i++)
        {
            e[i] -= TensorPrimitives.Dot(zx.Slice(i * p, p), criterion.Given.Beta);
        }

        criterion.Given.System.SubtractProducts(criterion.Given.Lambda, u, e);
        criterion.Given.System.AddOuterProducts(e, u, 2 / freeVariance, byLambda);

        Array.Clear(a);
        for (int j = 0; j < p; j++)
        {
            if (direction[j] != 0)
            {
                criterion.Given.UnexplainedX(j, work);
                TensorPrimitives.MultiplyAdd(work, direction[j], a, a);
            }
        }

        TensorPrimitives.MultiplyAdd(a, -kappa, e, e);
        u.CopyTo(work);
        for (int j = 0; j < p; j++)
        {
            TensorPrimitives.MultiplyAdd(criterion.Given.SolvedX.Slice(j * q, q), -kappa * direction[j], work, work);
        }

        criterion.Given.System.AddOuterProducts(e, work, -2 / variance, byLambda);
    }
}
