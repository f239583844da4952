using System.Numerics.Tensors;
using BayesLmm.Design.Products;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Equations;

// Bates, Mächler, Bolker & Walker (2015), §3, in the notation of EffectsGivenVariances with Λ relative to σ, which is τ = 1, P = 0, p columns of X:
//     Q = ΛᵀZᵀZΛ + I     F = Q⁻¹ΛᵀZᵀX     S = XᵀX − (ΛᵀZᵀX)ᵀF     g = Xᵀy − Fᵀ ΛᵀZᵀy     β̂ = S⁻¹g     û = Q⁻¹ΛᵀZᵀy − Fβ̂
//     r² = yᵀy − (ΛᵀZᵀy)ᵀQ⁻¹ΛᵀZᵀy − gᵀβ̂
// With V = I + ZΛΛᵀZᵀ, P = V⁻¹ − V⁻¹X(XᵀV⁻¹X)⁻¹XᵀV⁻¹:     F = ΛᵀZᵀV⁻¹X     S = XᵀV⁻¹X     û = ΛᵀZᵀPy     r² = yᵀPy

/// <summary>
/// The distribution with flat coefficients that are profiled out: Q of the effects alone is factored, and S, its Schur complement, gives the coefficients. Not
/// thread-safe.
/// </summary>
internal sealed class ProfiledEffectsGivenVariances : EffectsGivenVariances
{
    private readonly double[] transformedX; // ΛᵀZᵀX, p columns of q
    private readonly double[] F;            // p columns of q
    private readonly double[] S;            // the Cholesky factor of S, p × p by rows
    private readonly double[] Sinverse;
    private readonly double[] transformedY; // ΛᵀZᵀy
    private readonly double[] beta;
    private readonly double[] u;
    private readonly double[] scores;
    private readonly double[] work;

    /// <summary>Allocates the memory.</summary>
    /// <param name="equations">The equations of the effects alone.</param>
    /// <param name="threads">How many threads may share a factorisation.</param>
    public ProfiledEffectsGivenVariances(MixedModelEquations equations, int threads)
        : base(equations, threads)
    {
        int p = Products.FixedCount, q = Products.EffectCount;
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

    /// <inheritdoc/>
    public override ReadOnlySpan<double> ScaledEffects => u;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Beta => beta;

    /// <summary>r²: the penalised residual sum of squares.</summary>
    public double PenalizedSquares { get; private set; }

    /// <summary>log|S|.</summary>
    public double CoefficientsLogDeterminant => SmallCholesky.LogDeterminant(S, Products.FixedCount);

    /// <summary>F = Q⁻¹ΛᵀZᵀX: p columns of q numbers.</summary>
    public ReadOnlySpan<double> SolvedX => F;

    /// <summary>Zᵀ(y − Xβ̂ − ZΛû) = ZᵀPy, after <see cref="ComputeScores"/>; ΛᵀZᵀPy is û.</summary>
    public ReadOnlySpan<double> Scores => scores;

    /// <summary>Takes other data with the same levels in the same rows, of the same coefficients; the memory is kept.</summary>
    public void Use(CrossProducts other) => System.Use(other);

    /// <summary>Factors Q and S and solves for the means. False when one of them is not positive definite to working precision.</summary>
    public bool TrySolve()
    {
        int p = Products.FixedCount, q = Products.EffectCount;
        if (!System.TryFactor(Lambda, 1, []))
        {
            return false;
        }

        System.Layout.MultiplyTransposed(Lambda, Products.ZY, 1, transformedY);
        transformedY.CopyTo(u, 0);
        System.Factor.Solve(u);
        double squares = Products.Fixed.Yy - TensorPrimitives.Dot<double>(transformedY, u);
        for (int j = 0; j < p; j++)
        {
            SolveColumn(j);
        }

        ReadOnlySpan<double> xx = Products.Fixed.Xx.Span, xy = Products.Fixed.Xy.Span;
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
        return true;
    }

    /// <summary>Computes <see cref="Scores"/>.</summary>
    public void ComputeScores()
    {
        int p = Products.FixedCount;
        ReadOnlySpan<double> zx = Products.ZX;
        Products.ZY.CopyTo(scores);
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] -= TensorPrimitives.Dot(zx.Slice(i * p, p), beta);
        }

        System.SubtractProducts(Lambda, u, scores);
    }

    /// <summary>Column j of ZᵀV⁻¹X: Zᵀ(X − ZΛF).</summary>
    /// <param name="j">Which column of X.</param>
    /// <param name="result">Receives q numbers.</param>
    public void UnexplainedX(int j, Span<double> result)
    {
        CopyColumn(j, result);
        System.SubtractProducts(Lambda, F.AsSpan(j * Products.EffectCount, Products.EffectCount), result);
    }

    /// <summary>F S⁻¹: p columns of q numbers, in memory that the next solution overwrites.</summary>
    public ReadOnlySpan<double> SolvedXByCovariance()
    {
        // ΛᵀZᵀX is no longer needed.
        int p = Products.FixedCount, q = Products.EffectCount;
        SmallCholesky.Invert(S, p, Sinverse);
        for (int j = 0; j < p; j++)
        {
            Span<double> column = transformedX.AsSpan(j * q, q);
            column.Clear();
            for (int i = 0; i < p; i++)
            {
                TensorPrimitives.MultiplyAdd(F.AsSpan(i * q, q), Sinverse[(i * p) + j], column, column);
            }
        }

        return transformedX;
    }

    /// <summary>K ← C⁻¹K, S = CCᵀ.</summary>
    /// <param name="K">p rows.</param>
    /// <param name="columns">Numbers of a row.</param>
    public void SolveLowerCoefficients(Span<double> K, int columns)
    {
        int p = Products.FixedCount;
        for (int i = 0; i < p; i++)
        {
            Span<double> row = K.Slice(i * columns, columns);
            SmallRow.SubtractCombination(K, S.AsSpan(i * p, i), columns, row);
            TensorPrimitives.Divide(row, S[(i * p) + i], row);
        }
    }

    /// <summary>S⁻¹, p × p: times σ² the covariance matrix of β in the coordinates of the cross-products.</summary>
    public double[] UnscaledCovariance()
    {
        SmallCholesky.Invert(S, Products.FixedCount, Sinverse);
        return [.. Sinverse];
    }

    /// <summary>a ← ZᵀPZ a.</summary>
    /// <param name="a">On entry a, on return the product; q numbers.</param>
    public void MultiplyByProjection(Span<double> a)
    {
        int p = Products.FixedCount, q = Products.EffectCount;
        Span<double> solved = stackalloc double[p], target = work;

        // ZᵀV⁻¹Za = ZᵀZ(a − ΛQ⁻¹ΛᵀZᵀZa), and XᵀV⁻¹Za = XᵀZ times the same.
        target.Clear();
        System.AddProducts(a, target);
        System.Layout.MultiplyTransposed(Lambda, target, 1, target);
        System.Factor.Solve(target);
        System.Layout.Multiply(Lambda, target);
        TensorPrimitives.Subtract(a, target, target);
        ReadOnlySpan<double> zx = Products.ZX;
        solved.Clear();
        for (int i = 0; i < q; i++)
        {
            TensorPrimitives.MultiplyAdd(zx.Slice(i * p, p), target[i], solved, solved);
        }

        // P = V⁻¹(I − X b) with b = S⁻¹XᵀV⁻¹Za: the same again for ZᵀV⁻¹X b.
        a.Clear();
        System.AddProducts(target, a);
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

        System.Layout.Multiply(Lambda, target);
        System.AddProducts(target, a);
    }

    /// <summary>Column j of ΛᵀZᵀX and of F.</summary>
    private void SolveColumn(int j)
    {
        int q = Products.EffectCount;
        CopyColumn(j, work);
        Span<double> x = transformedX.AsSpan(j * q, q), f = F.AsSpan(j * q, q);
        System.Layout.MultiplyTransposed(Lambda, work, 1, x);
        x.CopyTo(f);
        System.Factor.Solve(f);
    }

    /// <summary>Column j of ZᵀX.</summary>
    private void CopyColumn(int j, Span<double> column)
    {
        int p = Products.FixedCount;
        ReadOnlySpan<double> zx = Products.ZX;
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = zx[(i * p) + j];
        }
    }
}
