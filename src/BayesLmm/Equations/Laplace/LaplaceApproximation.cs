using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Families;

namespace BayesLmm.Equations.Laplace;

// η = o + Xβ + ZΛu, u ~ N(0, I), ℓ_i(η) the log density of a row, w = −ℓ''.  A = [ZΛ X] and a = (u, β) where β has a prior, A = ZΛ and a = u where it is given.
//     log p(y, a) = Σℓ_i − ½|u|² + log p(β)        grad_a = Aᵀℓ' − (u, 0) + ∇ log p(β)        H = AᵀWA + diag(I, P)
//     L = log p(y, â) − ½ log|H(â)|                                     (Tierney & Kadane 1986; without ½ dim β · log 2π, where β is integrated over)
// The mode â by Newton's method with step halving, from the last mode. Where factoring costs much more than a pass over the rows, a factor is used again as
// long as the decrement gᵀH⁻¹g falls tenfold a step (chord steps).

/// <summary>
/// Laplace's approximation of the likelihood of a model of any family, at values of the factors Λ, of the family's parameters and, unless these have a prior
/// and
/// are integrated over too, of the coefficients. Write <see cref="Lambda"/>, <see cref="Parameters"/> and <see cref="Beta"/>, then evaluate. Owns its memory
/// and allocates nothing in an evaluation. Not thread-safe.
/// </summary>
internal sealed class LaplaceApproximation
{
    /// <summary>Newton steps after which a mode is given up: the step from a bad start gains a unit of log odds or log mean.</summary>
    public const int MostSteps = 200;

    /// <summary>Halvings of a step.</summary>
    private const int MostHalvings = 50;

    /// <summary>Multiplications of a factorisation for each row from which chord steps pay: about the cost of ten passes over the rows.</summary>
    private const double WorkWorthAChord = 200;

    /// <summary>A chord step must lower the decrement to this part.</summary>
    private const double ChordGain = 0.1;

    /// <summary>With a smaller decrement the log density cannot tell a better point from a worse one.</summary>
    private const double BelowRounding = 1e-8;

    private readonly LaplacePrior? prior;
    private readonly LaplaceInformation information;
    private readonly LinearPredictor predictor;
    private readonly RowDensity density;
    private readonly WeightedProducts weighted;
    private readonly MixedModelSystem? expectedSystem;
    private readonly WeightedProducts? expectedWeighted;
    private readonly bool isFactorExpensive;
    private readonly int q;
    private readonly int p;
    private readonly double[] unknowns;
    private readonly double[] beta;
    private readonly double[] effects;
    private readonly double[] fixedPart;
    private readonly double[] eta;
    private readonly double[] scores;
    private readonly double[] curvatures;
    private readonly double[] searchWeights;
    private readonly double[] expected;
    private readonly double[] expectedSlopes;
    private readonly double[] byEffects;
    private readonly double[] byFixed;
    private readonly double[] gradient;
    private readonly double[] step;
    private readonly double[] origin;
    private readonly double[] precisions;
    private readonly double[] precisionSlopes;
    private readonly double[] priorSlopes;
    private bool hasFactor;

    /// <summary>Allocates the memory.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="prior">The prior of the coefficients, which are then integrated over; null where they are given.</param>
    /// <param name="information">The curvature in the determinant.</param>
    /// <param name="threads">How many threads may share a factorisation; the numbers do not depend on it.</param>
    /// <param name="equations">The structure, where it is known from another approximation with the same unknowns.</param>
    public LaplaceApproximation(
        LaplaceRows rows, LaplacePrior? prior = null, LaplaceInformation information = LaplaceInformation.Observed, int threads = 1,
        MixedModelEquations? equations = null)
    {
        Rows = rows;
        this.prior = prior;
        this.information = information;
        predictor = rows.Predictor;
        density = rows.Density;
        (q, p) = (rows.EffectCount, rows.FixedCount);
        bool inside = prior is not null;
        int n = rows.Count, order = q + (inside ? p : 0);
        weighted = new WeightedProducts(rows, inside);
        equations ??= MixedModelEquations.Analyze(weighted.Products, inside ? [.. Enumerable.Range(0, p)] : []);
        System = new MixedModelSystem(equations.With(weighted.Products), threads);
        if (information == LaplaceInformation.Expected)
        {
            expectedWeighted = new WeightedProducts(rows, inside);
            expectedSystem = new MixedModelSystem(equations.With(expectedWeighted.Products), threads);
            expected = new double[n];
            expectedSlopes = new double[n];
        }
        else
        {
            (expected, expectedSlopes) = density.IsLogConcave ? ([], []) : (new double[n], new double[n]);
        }

        isFactorExpensive = equations.Structure.Multiplications > WorkWorthAChord * n;
        Lambda = new double[System.Layout.Length];
        Parameters = new double[rows.ParameterCount];
        beta = new double[p];
        unknowns = new double[order];
        gradient = new double[order];
        step = new double[order];
        origin = new double[order];
        effects = new double[q];
        byEffects = new double[q];
        byFixed = new double[p];
        (fixedPart, eta, scores, curvatures) = (new double[n], new double[n], new double[n], new double[n]);
        searchWeights = density.IsLogConcave ? curvatures : new double[n];
        int unknownFixed = inside ? p : 0;
        (precisions, precisionSlopes, priorSlopes) = (new double[unknownFixed], new double[unknownFixed], new double[unknownFixed]);
    }

    /// <summary>The rows.</summary>
    public LaplaceRows Rows { get; }

    /// <summary>The factors Λ_k, laid out as <see cref="EffectFactors"/> says: lower triangles count.</summary>
    public double[] Lambda { get; }

    /// <summary>θ, the family's parameters.</summary>
    public double[] Parameters { get; }

    /// <summary>β relative to the cross-products' reference: given, or where it has a prior the mode.</summary>
    public Span<double> Beta => CoefficientsAreUnknown ? unknowns.AsSpan(q) : beta;

    /// <summary>Whether the coefficients are among the unknowns.</summary>
    public bool CoefficientsAreUnknown => prior is not null;

    /// <summary>â = (û, β̂), or û alone: after an evaluation the mode, before it where the search begins.</summary>
    public Span<double> Unknowns => unknowns;

    /// <summary>û.</summary>
    public Span<double> ScaledEffects => unknowns.AsSpan(0, q);

    /// <summary>b̂ = Λû.</summary>
    public ReadOnlySpan<double> Effects => effects;

    /// <summary>η at the mode, n numbers in the order of <see cref="Rows"/>.</summary>
    public ReadOnlySpan<double> Predictor => eta;

    /// <summary>ℓ' at the mode, n numbers.</summary>
    public ReadOnlySpan<double> Scores => scores;

    /// <summary>W at the mode: observed, or for a density that is not concave there expected; see <see cref="IsIndefinite"/>.</summary>
    public ReadOnlySpan<double> Curvatures => curvatures;

    /// <summary>Zᵀℓ' at the mode, q numbers.</summary>
    public ReadOnlySpan<double> EffectScores => byEffects;

    /// <summary>grad_a where the search ended: 0 but for rounding.</summary>
    public ReadOnlySpan<double> ModeGradient => gradient;

    /// <summary>P at the mode; empty where coefficients are given.</summary>
    public ReadOnlySpan<double> Precisions => precisions;

    /// <summary>The raw products M, N and XᵀWX with the weights at the mode; N and XᵀWX only where the coefficients are unknown.</summary>
    public Design.Products.CrossProducts Products => weighted.Products;

    /// <summary>H at the mode, factored; its selected inverse after <see cref="ComputeInverse"/>, which a gradient calls.</summary>
    public MixedModelSystem System { get; }

    /// <summary>The system whose determinant is in <see cref="Value"/>: <see cref="System"/>, or that with expected information.</summary>
    public MixedModelSystem DeterminantSystem => expectedSystem ?? System;

    /// <summary>log p(y, â).</summary>
    public double LogDensity { get; private set; }

    /// <summary>log|H|.</summary>
    public double LogDeterminant { get; private set; }

    /// <summary>L = log p(y, â) − ½ log|H|.</summary>
    public double Value => LogDensity - (0.5 * LogDeterminant);

    /// <summary>gᵀH⁻¹g where the search ended: the squared distance to the mode in standard deviations.</summary>
    public double Decrement { get; private set; }

    /// <summary>The decrement at which a search ends: the gradient of L has relative errors of its square root.</summary>
    public double Tolerance { get; set; } = 1e-14;

    /// <summary>Newton steps of all evaluations.</summary>
    public int Steps { get; private set; }

    /// <summary>Factorisations of all evaluations.</summary>
    public int Factorizations { get; private set; }

    /// <summary>Evaluations so far.</summary>
    public int Evaluations { get; private set; }

    /// <summary>
    /// Whether H with observed information is not positive definite at the mode, so that expected information stands in for it
    /// and the gradient is only near the right one.
    /// </summary>
    public bool IsIndefinite { get; private set; }

    /// <summary>The last step of a search for the mode; where no mode was found, the direction in which it went.</summary>
    public ReadOnlySpan<double> LastStep => step;

    /// <summary>Begins the next search at u = 0, and at a given β where coefficients are unknown.</summary>
    /// <param name="start">β; empty for 0.</param>
    public void Restart(ReadOnlySpan<double> start = default)
    {
        unknowns.AsSpan().Clear();
        if (CoefficientsAreUnknown)
        {
            start.CopyTo(unknowns.AsSpan(q));
        }

        hasFactor = false;
    }

    /// <summary>Finds the mode and L.</summary>
    /// <returns>L; −∞ where the density cannot be computed or no mode is found.</returns>
    public double Evaluate()
    {
        Evaluations++;
        if (!density.IsComputableAt(Parameters))
        {
            return Fail();
        }

        if (!CoefficientsAreUnknown)
        {
            predictor.ComputeFixed(beta, fixedPart);
        }

        LogDensity = ComputeLogDensity();
        if (!double.IsFinite(LogDensity))
        {
            Restart();
            LogDensity = ComputeLogDensity();
        }

        return double.IsFinite(LogDensity) && FindMode() && SettleDeterminant() ? Value : Fail();
    }

    /// <summary>Computes the selected inverse of H at the mode.</summary>
    public void ComputeInverse() => DeterminantSystem.ComputeInverse();

    /// <summary>The density of the rows.</summary>
    internal RowDensity Density => density;

    /// <summary>∂P/∂β at the mode.</summary>
    internal ReadOnlySpan<double> PrecisionSlopes => precisionSlopes;

    /// <summary>The curvature in the determinant and its slopes by η, at the mode.</summary>
    /// <param name="slopes">Receives ∂w/∂η.</param>
    internal void ComputeDeterminantSlopes(Span<double> slopes)
    {
        if (UsesExpected)
        {
            expectedSlopes.CopyTo(slopes);
            return;
        }

        density.CurvatureSlopes(Rows.Response, Rows.Weights, eta, Parameters, slopes);
    }

    /// <summary>Whether the determinant is of expected information.</summary>
    internal bool UsesExpected => information == LaplaceInformation.Expected || IsIndefinite;

    private double Fail()
    {
        LogDensity = double.NegativeInfinity;
        LogDeterminant = 0;
        hasFactor = false;
        return double.NegativeInfinity;
    }

    /// <summary>η, ℓ', w and log p(y, a) at the unknowns.</summary>
    private double ComputeLogDensity()
    {
        unknowns.AsSpan(0, q).CopyTo(effects);
        System.Layout.Multiply(Lambda, effects);
        double value = 0;
        if (prior is not null)
        {
            predictor.Compute(unknowns.AsSpan(q), effects, eta);
            value = prior.Evaluate(unknowns.AsSpan(q), priorSlopes, precisions, precisionSlopes);
        }
        else
        {
            fixedPart.CopyTo(eta, 0);
            predictor.AddEffects(effects, eta);
        }

        value += density.EvaluateCurvature(Rows.Response, Rows.Weights, eta, Parameters, scores, curvatures);
        return value - (0.5 * TensorPrimitives.SumOfSquares(unknowns.AsSpan(0, q)));
    }

    private void ComputeModeGradient()
    {
        if (CoefficientsAreUnknown)
        {
            predictor.ComputeTransposed(scores, byFixed, byEffects);
            TensorPrimitives.Add(byFixed, priorSlopes, gradient.AsSpan(q));
        }
        else
        {
            predictor.ComputeEffectsTransposed(scores, byEffects);
        }

        System.Layout.MultiplyTransposed(Lambda, byEffects, 1, gradient.AsSpan(0, q));
        TensorPrimitives.Subtract(gradient.AsSpan(0, q), unknowns.AsSpan(0, q), gradient.AsSpan(0, q));
    }

    private bool TryFactor()
    {
        if (!density.IsLogConcave)
        {
            TensorPrimitives.Max(curvatures, 0, searchWeights);
        }

        Factorizations++;
        weighted.Weigh(searchWeights);
        return System.TryFactor(Lambda, 1, precisions);
    }

    private bool FindMode()
    {
        bool isFresh = false, isChord = isFactorExpensive && hasFactor;
        double last = double.PositiveInfinity;
        hasFactor = false;
        for (int count = 0; count < MostSteps; count++)
        {
            ComputeModeGradient();
            if (!isChord && !isFresh)
            {
                if (!TryFactor())
                {
                    return false;
                }

                isFresh = true;
            }

            gradient.CopyTo(step, 0);
            System.Factor.Solve(step);
            Decrement = TensorPrimitives.Dot<double>(gradient, step);
            if (!double.IsFinite(Decrement))
            {
                return false;
            }

            bool isDone = Decrement <= Tolerance || (Decrement < BelowRounding && Decrement > 0.5 * last);
            if (isChord && !isFresh && (isDone || Decrement > ChordGain * last))
            {
                // The end needs the factor at the mode; a chord that does not help is replaced by Newton's step.
                if (!TryFactor())
                {
                    return false;
                }

                isFresh = true;
                if (!isDone)
                {
                    (isChord, last) = (false, double.PositiveInfinity);
                    continue;
                }
            }

            if (isDone)
            {
                hasFactor = true;
                return true;
            }

            Steps++;
            last = Decrement;
            if (!TryStep())
            {
                return false;
            }

            isFresh = false;
            isChord = isFactorExpensive;
        }

        return false;
    }

    /// <summary>Goes along the step, halved until the log density does not fall.</summary>
    private bool TryStep()
    {
        unknowns.CopyTo(origin, 0);
        double before = LogDensity, part = 1;
        for (int halving = 0; halving < MostHalvings; halving++, part *= 0.5)
        {
            TensorPrimitives.MultiplyAdd(step, part, origin, unknowns);
            LogDensity = ComputeLogDensity();
            if (double.IsFinite(LogDensity) && (Decrement < BelowRounding || LogDensity >= before - (1e-13 * Math.Abs(before))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>log|H| at the mode, with the information that was asked for; with expected information where the observed is not positive definite.</summary>
    private bool SettleDeterminant()
    {
        IsIndefinite = false;
        if (!density.IsLogConcave && curvatures.AsSpan().ContainsAnyExceptInRange(0, double.PositiveInfinity))
        {
            weighted.Weigh(curvatures);
            if (!System.TryFactor(Lambda, 1, precisions))
            {
                IsIndefinite = true;
                hasFactor = false;
                density.ExpectedCurvature(Rows.Weights, eta, Parameters, expected, expectedSlopes);
                expected.CopyTo(curvatures, 0);
                weighted.Weigh(curvatures);
                if (!System.TryFactor(Lambda, 1, precisions))
                {
                    return false;
                }
            }
        }

        if (expectedSystem is not null)
        {
            density.ExpectedCurvature(Rows.Weights, eta, Parameters, expected, expectedSlopes);
            expectedWeighted!.Weigh(expected);
            if (!expectedSystem.TryFactor(Lambda, 1, precisions))
            {
                return false;
            }
        }

        LogDeterminant = DeterminantSystem.Factor.LogDeterminant();
        return true;
    }
}
