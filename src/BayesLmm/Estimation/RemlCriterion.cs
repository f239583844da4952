using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Estimation;

// Bates, Mächler, Bolker & Walker (2015), §3, with Λ = Λ(θ) relative to σ, n rows, p columns of X, and Q, S and r² as in ProfiledEffectsGivenVariances:
//     REML: log|Q| + log|S| + (n − p)(1 + log 2πr²/(n − p))        ML: log|Q| + n (1 + log 2πr²/n)

/// <summary>
/// −2 log restricted likelihood (or likelihood), profiled over β and σ, as a function of the relative factor θ (<see cref="ThetaLayout"/>), with its exact
/// gradient. Owns its memory; allocates nothing in an evaluation. Not thread-safe.
/// </summary>
internal sealed class RemlCriterion
{
    private readonly double[] byLambda;
    private readonly double[] unexplained; // a column of ZᵀV⁻¹X

    /// <summary>Makes the memory for a model's data.</summary>
    /// <param name="products">The data.</param>
    /// <param name="restricted">True for the restricted likelihood, false for the likelihood.</param>
    /// <param name="sigmaIsKnown">Whether σ is 1 rather than profiled out: the residual standard deviations are in the weights.</param>
    public RemlCriterion(CrossProducts products, bool restricted = true, bool sigmaIsKnown = false)
        : this(products, restricted, sigmaIsKnown, MixedModelEquations.Analyze(products, []), Environment.ProcessorCount)
    {
    }

    /// <summary>Makes the memory for data whose structure is known already.</summary>
    /// <param name="products">The data.</param>
    /// <param name="restricted">True for the restricted likelihood, false for the likelihood.</param>
    /// <param name="sigmaIsKnown">Whether σ is 1 rather than profiled out.</param>
    /// <param name="equations">The structure, of these products or of others with the same levels in the same rows.</param>
    /// <param name="threads">How many threads may share the work of one evaluation; its value does not depend on it.</param>
    internal RemlCriterion(CrossProducts products, bool restricted, bool sigmaIsKnown, MixedModelEquations equations, int threads)
    {
        SigmaIsKnown = sigmaIsKnown;
        Restricted = restricted;
        Given = new ProfiledEffectsGivenVariances(equations.With(products), threads);
        Layout = new ThetaLayout(products.Terms);
        byLambda = new double[Factors.Length];
        unexplained = new double[products.EffectCount];
    }

    /// <summary>How θ maps onto the factors.</summary>
    public ThetaLayout Layout { get; }

    /// <summary>How the factors are laid out in an array.</summary>
    public EffectFactors Factors => Given.System.Layout;

    /// <summary>The data.</summary>
    public CrossProducts Products => Given.Products;

    /// <summary>
    /// For each component of θ the root mean square of the column of Z that it multiplies (Λ_ij acts on column i): a unit of θ times this moves fitted values
    /// by about σ, whatever the units of the predictor.
    /// </summary>
    /// <param name="typical">The data by which sizes are judged.</param>
    internal double[] ThetaScales(CrossProducts typical)
    {
        List<double> byPlace = [];
        foreach (TermShape term in Products.Terms)
        {
            for (int i = 0; i < term.Width; i++)
            {
                byPlace.AddRange(Enumerable.Repeat(typical.RootMeanSquare(term, i), term.Width));
            }
        }

        return [.. Enumerable.Range(0, Layout.Dimension).Select(i => byPlace[Layout.Place(i)])];
    }

    /// <summary>The distribution of effects and coefficients at the last θ, with σ = 1: Λ is relative to σ.</summary>
    internal ProfiledEffectsGivenVariances Given { get; }

    /// <summary>Whether this is the restricted likelihood's criterion.</summary>
    public bool Restricted { get; }

    /// <summary>Whether σ is 1 rather than profiled out.</summary>
    public bool SigmaIsKnown { get; }

    /// <summary>The number of evaluations of the criterion.</summary>
    public int Evaluations { get; private set; }

    /// <summary>n − p for the restricted likelihood, n for the likelihood.</summary>
    public int DegreesOfFreedom => Products.RowCount - (Restricted ? Products.FixedCount : 0);

    /// <summary>The profiled σ at the last θ, or 1 when it is known.</summary>
    public double Sigma => SigmaIsKnown ? 1 : Math.Sqrt(Given.PenalizedSquares / DegreesOfFreedom);

    /// <summary>log|Q| + log|S| − Σ log w at the last θ; without log|S| for the likelihood.</summary>
    public double LogDeterminant { get; private set; }

    /// <summary>The profiled criterion at θ; +∞ where it cannot be computed.</summary>
    public double Evaluate(ReadOnlySpan<double> theta)
    {
        Layout.Expand(theta, Given.Lambda);
        if (!Solve())
        {
            return double.PositiveInfinity;
        }

        int df = DegreesOfFreedom;
        return SigmaIsKnown
            ? LogDeterminant + (df * NormalConstants.Log2Pi) + Given.PenalizedSquares
            : LogDeterminant + (df * (1 + Math.Log(2 * Math.PI * Given.PenalizedSquares / df)));
    }

    /// <summary>The profiled criterion and its gradient at θ; +∞, with an undefined gradient, where it cannot be computed.</summary>
    public double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient)
    {
        double value = Evaluate(theta);
        if (double.IsFinite(value))
        {
            ComputeGradient(SigmaIsKnown ? 1 : Given.PenalizedSquares / DegreesOfFreedom);
            Layout.Gather(byLambda, gradient);
        }

        return value;
    }

    /// <summary>
    /// ∂ criterion / ∂Λ of the last evaluation with gradient: whole matrices laid out as <see cref="Factors"/> says, entries above the diagonals included.
    /// </summary>
    internal ReadOnlySpan<double> GradientByFactors => byLambda;

    /// <summary>
    /// −2 log restricted likelihood (or likelihood, maximised over β) at a given σ and given factors, not profiled over σ:
    /// log|Q| + log|S| + (n − p) log 2πσ² + r²/σ². +∞ where it cannot be computed.
    /// </summary>
    /// <param name="sigma">The residual standard deviation.</param>
    /// <param name="factors">The factors of the covariance matrices themselves, not relative to σ, laid out as <see cref="Factors"/> says.</param>
    public double EvaluateAt(double sigma, ReadOnlySpan<double> factors)
    {
        TensorPrimitives.Divide(factors, sigma, Given.Lambda);
        return Solve()
            ? LogDeterminant + (DegreesOfFreedom * Math.Log(2 * Math.PI * sigma * sigma)) + (Given.PenalizedSquares / (sigma * sigma))
            : double.PositiveInfinity;
    }

    /// <summary>
    /// The value of <see cref="EvaluateAt(double, ReadOnlySpan{double})"/> with its gradient; +∞, with an undefined gradient, where it cannot be computed.
    /// </summary>
    /// <param name="sigma">The residual standard deviation.</param>
    /// <param name="factors">The factors themselves, not relative to σ.</param>
    /// <param name="byFactors">Receives the gradient by the factors: whole matrices, entries above the diagonals included.</param>
    /// <param name="bySigma">Receives the derivative by σ, the factors themselves held.</param>
    public double EvaluateAt(double sigma, ReadOnlySpan<double> factors, Span<double> byFactors, out double bySigma)
    {
        double value = EvaluateAt(sigma, factors);
        bySigma = double.NaN;
        if (!double.IsFinite(value))
        {
            return value;
        }

        // With Λ = factors/σ:  d/dσ = 2 df/σ − 2 r²/σ³ − Σ (∂/∂Λ) Λ/σ.
        double variance = sigma * sigma;
        ComputeGradient(variance);
        double byFactor = TensorPrimitives.Dot<double>(byLambda, Given.Lambda);
        bySigma = (2 * DegreesOfFreedom / sigma) - (2 * Given.PenalizedSquares / (variance * sigma)) - (byFactor / sigma);
        TensorPrimitives.Divide(byLambda, sigma, byFactors);
        return value;
    }

    private bool Solve()
    {
        Evaluations++;
        if (!Given.TrySolve())
        {
            return false;
        }

        LogDeterminant = Given.LogDeterminant - Products.LogWeights + (Restricted ? Given.CoefficientsLogDeterminant : 0);
        return Given.PenalizedSquares > 0 && double.IsFinite(LogDeterminant);
    }

    /// <summary>
    /// ∂ criterion / ∂Λ. log|Q| needs Q⁻¹ on the pattern of ZᵀZ; log|S| and r² need what columns of X and y leave for Z to explain:
    /// ∂ log|S| / ∂Λ_ab = −2 Σ_levels (Zᵀ(X − ZΛF))_a S⁻¹ Fᵀ_b,  ∂r²/∂Λ_ab = −2 Σ_levels (Zᵀ(y − Xβ − ZΛu))_a u_b.
    /// </summary>
    /// <param name="variance">σ², by which r² is divided.</param>
    private void ComputeGradient(double variance)
    {
        MixedModelSystem system = Given.System;
        Array.Clear(byLambda);
        system.ComputeInverse();
        system.AddLogDeterminantGradient(Given.Lambda, byLambda);
        Given.ComputeScores();
        system.AddOuterProducts(Given.Scores, Given.ScaledEffects, -2 / variance, byLambda);
        if (!Restricted)
        {
            return;
        }

        int q = Products.EffectCount;
        ReadOnlySpan<double> solved = Given.SolvedXByCovariance();
        for (int j = 0; j < Products.FixedCount; j++)
        {
            Given.UnexplainedX(j, unexplained);
            system.AddOuterProducts(unexplained, solved.Slice(j * q, q), -2, byLambda);
        }
    }
}
