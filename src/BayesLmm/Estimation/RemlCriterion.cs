using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Estimation;

// Bates, Mächler, Bolker & Walker (2015), §3, with Λ = Λ(θ) relative to σ, n rows, p columns of X, y measured from X b0:
//     Q = ΛᵀZᵀZΛ + I     F = Q⁻¹ΛᵀZᵀX     S = XᵀX − (ΛᵀZᵀX)ᵀF     g = Xᵀy − Fᵀ ΛᵀZᵀy     β = S⁻¹g     u = Q⁻¹ΛᵀZᵀy − Fβ
//     r² = yᵀy − (ΛᵀZᵀy)ᵀQ⁻¹ΛᵀZᵀy − gᵀβ
//     REML: log|Q| + log|S| + (n − p)(1 + log 2πr²/(n − p))        ML: log|Q| + n (1 + log 2πr²/n)

/// <summary>
/// −2 log restricted likelihood (or likelihood), profiled over β and σ, as a function of the relative factor θ (<see cref="ThetaLayout"/>), with its exact
/// gradient. Owns its memory; allocates nothing in an evaluation. Not thread-safe.
/// </summary>
internal sealed class RemlCriterion
{
    private readonly CrossProducts products;
    private readonly MixedModelSystem system;
    private readonly double[] lambda;
    private readonly double[] byLambda;
    private readonly double[] transformedX; // ΛᵀZᵀX, p columns of q
    private readonly double[] F;            // p columns of q
    private readonly double[] S;            // the Cholesky factor of S, p × p by rows
    private readonly double[] Sinverse;
    private readonly double[] transformedY; // ΛᵀZᵀy
    private readonly double[] beta;
    private readonly double[] u;
    private readonly double[] scores;       // Zᵀ(y − Xβ − ZΛu) = ZᵀPy
    private readonly double[] work;

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
        this.products = products;
        SigmaIsKnown = sigmaIsKnown;
        Restricted = restricted;
        system = new MixedModelSystem(equations.With(products), threads);
        Layout = new ThetaLayout(products.Terms);
        int p = products.FixedCount, q = products.EffectCount;
        lambda = new double[system.Layout.Length];
        byLambda = new double[system.Layout.Length];
        transformedX = new double[p * q];
        F = new double[p * q];
        S = new double[p * p];
        Sinverse = new double[p * p];
        transformedY = new double[q];
        beta = new double[p];
        u = new double[q];
        scores = new double[q];
        work = new double[q];
    }

    /// <summary>How θ maps onto the factors.</summary>
    public ThetaLayout Layout { get; }

    /// <summary>How the factors are laid out in an array.</summary>
    public EffectFactors Factors => system.Layout;

    /// <summary>The data.</summary>
    public CrossProducts Products => products;

    /// <summary>
    /// For each component of θ the root mean square of the column of Z that it multiplies (Λ_ij acts on column i): a unit of θ times this moves fitted values
    /// by about σ, whatever the units of the predictor.
    /// </summary>
    /// <param name="typical">The data by which sizes are judged.</param>
    internal double[] ThetaScales(CrossProducts typical)
    {
        List<double> byPlace = [];
        foreach (TermShape term in products.Terms)
        {
            for (int i = 0; i < term.Width; i++)
            {
                byPlace.AddRange(Enumerable.Repeat(typical.RootMeanSquare(term, i), term.Width));
            }
        }

        return [.. Enumerable.Range(0, Layout.Dimension).Select(i => byPlace[Layout.Place(i)])];
    }

    /// <summary>The factored matrix Q of the last evaluation, with Λ relative to σ.</summary>
    internal MixedModelSystem System => system;

    /// <summary>F = Q⁻¹ΛᵀZᵀX = Λᵀ ZᵀV⁻¹X at the last θ, V = I + ZΛΛᵀZᵀ: p columns of q numbers.</summary>
    internal ReadOnlySpan<double> SolvedX => F;

    /// <summary>Whether this is the restricted likelihood's criterion.</summary>
    public bool Restricted { get; }

    /// <summary>Whether σ is 1 rather than profiled out.</summary>
    public bool SigmaIsKnown { get; }

    /// <summary>The number of evaluations of the criterion.</summary>
    public int Evaluations { get; private set; }

    /// <summary>β at the last θ, in the coordinates of the cross-products (centred, Reference not included).</summary>
    public ReadOnlySpan<double> Beta => beta;

    /// <summary>u at the last θ: the conditional modes of the scaled effects, b = Λu.</summary>
    public ReadOnlySpan<double> ScaledEffects => u;

    /// <summary>Λ at the last θ.</summary>
    public ReadOnlySpan<double> Lambda => lambda;

    /// <summary>r²: the penalised residual sum of squares at the last θ.</summary>
    public double PenalizedSquares { get; private set; }

    /// <summary>n − p for the restricted likelihood, n for the likelihood.</summary>
    public int DegreesOfFreedom => products.RowCount - (Restricted ? products.FixedCount : 0);

    /// <summary>The profiled σ at the last θ, or 1 when it is known.</summary>
    public double Sigma => SigmaIsKnown ? 1 : Math.Sqrt(PenalizedSquares / DegreesOfFreedom);

    /// <summary>log|Q| + log|S| − Σ log w at the last θ; without log|S| for the likelihood.</summary>
    public double LogDeterminant { get; private set; }

    /// <summary>S⁻¹ at the last θ, p × p: times σ² the covariance matrix of β in the coordinates of the cross-products.</summary>
    public double[] UnscaledCovariance()
    {
        SmallCholesky.Invert(S, products.FixedCount, Sinverse);
        return [.. Sinverse];
    }

    /// <summary>The profiled criterion at θ; +∞ where it cannot be computed.</summary>
    public double Evaluate(ReadOnlySpan<double> theta)
    {
        Layout.Expand(theta, lambda);
        if (!Solve())
        {
            return double.PositiveInfinity;
        }

        int df = DegreesOfFreedom;
        return SigmaIsKnown
            ? LogDeterminant + (df * NormalConstants.Log2Pi) + PenalizedSquares
            : LogDeterminant + (df * (1 + Math.Log(2 * Math.PI * PenalizedSquares / df)));
    }

    /// <summary>The profiled criterion and its gradient at θ; +∞, with an undefined gradient, where it cannot be computed.</summary>
    public double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient)
    {
        double value = Evaluate(theta);
        if (double.IsFinite(value))
        {
            ComputeGradient(SigmaIsKnown ? 1 : PenalizedSquares / DegreesOfFreedom);
            Layout.Gather(byLambda, gradient);
        }

        return value;
    }

    /// <summary>
    /// ∂ criterion / ∂Λ of the last evaluation with gradient: whole matrices laid out as <see cref="Factors"/> says, entries above the diagonals included.
    /// </summary>
    internal ReadOnlySpan<double> GradientByFactors => byLambda;

    /// <summary>a ← ZᵀPZ a at the last θ.</summary>
    /// <param name="a">On entry a, on return the product; q numbers.</param>
    internal void MultiplyByProjection(Span<double> a)
    {
        int p = products.FixedCount, q = products.EffectCount;
        Span<double> solved = stackalloc double[p], target = work;

        // ZᵀV⁻¹Za = ZᵀZ(a − ΛQ⁻¹ΛᵀZᵀZa), and XᵀV⁻¹Za = XᵀZ times the same.
        target.Clear();
        system.AddProducts(a, target);
        system.Layout.MultiplyTransposed(lambda, target, 1, target);
        system.Factor.Solve(target);
        system.Layout.Multiply(lambda, target);
        TensorPrimitives.Subtract(a, target, target);
        ReadOnlySpan<double> zx = products.ZX;
        solved.Clear();
        for (int i = 0; i < q; i++)
        {
            TensorPrimitives.MultiplyAdd(zx.Slice(i * p, p), target[i], solved, solved);
        }

        // P = V⁻¹(I − X b) with b = S⁻¹XᵀV⁻¹Za: the same again for ZᵀV⁻¹X b.
        a.Clear();
        system.AddProducts(target, a);
        SmallCholesky.SolveLower(S, p, solved);
        SmallCholesky.SolveUpper(S, p, solved);
        target.Clear();
        for (int j = 0; j < p; j++)
        {
            TensorPrimitives.MultiplyAdd(F.AsSpan(j * q, q), solved[j], target, target);
        }

        for (int i = 0; i < q; i++)
        {
            a[i] -= TensorPrimitives.Dot(zx.Slice(i * p, p), solved);
        }

        system.Layout.Multiply(lambda, target);
        system.AddProducts(target, a);
    }

    /// <summary>ZᵀPy of the last evaluation with gradient, P = V⁻¹ − V⁻¹X(XᵀV⁻¹X)⁻¹XᵀV⁻¹; ΛᵀZᵀPy is <see cref="ScaledEffects"/>.</summary>
    internal ReadOnlySpan<double> Scores => scores;

    /// <summary>Column j of ZᵀV⁻¹X at the last θ: Zᵀ(X − ZΛF).</summary>
    /// <param name="j">Which column of X.</param>
    /// <param name="result">Receives q numbers.</param>
    internal void UnexplainedX(int j, Span<double> result)
    {
        int p = products.FixedCount, q = products.EffectCount;
        ReadOnlySpan<double> zx = products.ZX;
        for (int i = 0; i < q; i++)
        {
            result[i] = zx[(i * p) + j];
        }

        system.SubtractProducts(lambda, F.AsSpan(j * q, q), result);
    }

    /// <summary>
    /// −2 log restricted likelihood (or likelihood, maximised over β) at a given σ and given factors, not profiled over σ:
    /// log|Q| + log|S| + (n − p) log 2πσ² + r²/σ². +∞ where it cannot be computed.
    /// </summary>
    /// <param name="sigma">The residual standard deviation.</param>
    /// <param name="factors">The factors of the covariance matrices themselves, not relative to σ, laid out as <see cref="Factors"/> says.</param>
    public double EvaluateAt(double sigma, ReadOnlySpan<double> factors)
    {
        TensorPrimitives.Divide(factors, sigma, lambda);
        return Solve()
            ? LogDeterminant + (DegreesOfFreedom * Math.Log(2 * Math.PI * sigma * sigma)) + (PenalizedSquares / (sigma * sigma))
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
        bySigma = (2 * DegreesOfFreedom / sigma) - (2 * PenalizedSquares / (variance * sigma)) - (TensorPrimitives.Dot<double>(byLambda, lambda) / sigma);
        TensorPrimitives.Divide(byLambda, sigma, byFactors);
        return value;
    }

    private bool Solve()
    {
        Evaluations++;
        int p = products.FixedCount, q = products.EffectCount;
        if (!system.TryFactor(lambda, 1, []))
        {
            return false;
        }

        system.Layout.MultiplyTransposed(lambda, products.ZY, 1, transformedY);
        transformedY.CopyTo(u, 0);
        system.Factor.Solve(u);
        double squares = products.Fixed.Yy - TensorPrimitives.Dot<double>(transformedY, u);
        for (int j = 0; j < p; j++)
        {
            SolveColumn(j);
        }

        ReadOnlySpan<double> xx = products.Fixed.Xx.Span, xy = products.Fixed.Xy.Span;
        for (int i = 0; i < p; i++)
        {
            ReadOnlySpan<double> x = transformedX.AsSpan(i * q, q);
            beta[i] = xy[i] - TensorPrimitives.Dot<double>(x, u);
            for (int j = 0; j <= i; j++)
            {
                S[(i * p) + j] = xx[(i * p) + j] - TensorPrimitives.Dot<double>(x, F.AsSpan(j * q, q));
            }
        }

        if (!SmallCholesky.TryFactor(S, p))
        {
            return false;
        }

        SmallCholesky.SolveLower(S, p, beta);
        squares -= TensorPrimitives.SumOfSquares<double>(beta);
        SmallCholesky.SolveUpper(S, p, beta);
        for (int j = 0; j < p; j++)
        {
            TensorPrimitives.MultiplyAdd(F.AsSpan(j * q, q), -beta[j], u, u);
        }

        PenalizedSquares = squares;
        LogDeterminant = system.Factor.LogDeterminant() - products.LogWeights + (Restricted ? SmallCholesky.LogDeterminant(S, p) : 0);
        return squares > 0 && double.IsFinite(LogDeterminant);
    }

    /// <summary>Column j of ΛᵀZᵀX and of F.</summary>
    private void SolveColumn(int j)
    {
        int p = products.FixedCount, q = products.EffectCount;
        ReadOnlySpan<double> zx = products.ZX;
        for (int i = 0; i < q; i++)
        {
            work[i] = zx[(i * p) + j];
        }

        Span<double> x = transformedX.AsSpan(j * q, q), f = F.AsSpan(j * q, q);
        system.Layout.MultiplyTransposed(lambda, work, 1, x);
        x.CopyTo(f);
        system.Factor.Solve(f);
    }

    /// <summary>
    /// ∂ criterion / ∂Λ. log|Q| needs Q⁻¹ on the pattern of ZᵀZ; log|S| and r² need what columns of X and y leave for Z to explain:
    /// ∂ log|S| / ∂Λ_ab = −2 Σ_levels (Zᵀ(X − ZΛF))_a S⁻¹ Fᵀ_b,  ∂r²/∂Λ_ab = −2 Σ_levels (Zᵀ(y − Xβ − ZΛu))_a u_b.
    /// </summary>
    /// <param name="variance">σ², by which r² is divided.</param>
    private void ComputeGradient(double variance)
    {
        int p = products.FixedCount, q = products.EffectCount;
        Array.Clear(byLambda);
        system.ComputeInverse();
        system.AddLogDeterminantGradient(lambda, byLambda);

        Span<double> left = work;
        ReadOnlySpan<double> zx = products.ZX;
        products.ZY.CopyTo(scores);
        for (int i = 0; i < q; i++)
        {
            scores[i] -= TensorPrimitives.Dot(zx.Slice(i * p, p), beta);
        }

        system.SubtractProducts(lambda, u, scores);
        system.AddOuterProducts(scores, u, -2 / variance, byLambda);
        if (!Restricted)
        {
            return;
        }

        // transformedX is no longer needed; its memory takes F S⁻¹.
        SmallCholesky.Invert(S, p, Sinverse);
        for (int j = 0; j < p; j++)
        {
            Span<double> column = transformedX.AsSpan(j * q, q);
            column.Clear();
            for (int i = 0; i < p; i++)
            {
                TensorPrimitives.MultiplyAdd(F.AsSpan(i * q, q), Sinverse[(i * p) + j], column, column);
            }

            UnexplainedX(j, left);
            system.AddOuterProducts(left, column, -2, byLambda);
        }
    }
}
