using System.Numerics.Tensors;
using BayesLmm.Design.Products;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Estimation.Checks;

/// <summary>The (weighted) least-squares fit of a model's fixed effects, as if rows were independent, from the cross-products alone.</summary>
internal sealed class LeastSquares
{
    private readonly FixedProducts data;
    private readonly double[] inverse;
    private readonly double[] estimates;

    private LeastSquares(BoundModel model, double[] L)
    {
        CrossProducts products = model.Products;
        data = products.Fixed;
        int p = data.Count, df = products.RowCount - p;
        inverse = new double[p * p];
        estimates = [.. data.Xy];
        SmallCholesky.SolveLower(L, p, estimates);
        double squares = Math.Max(0, data.Yy - TensorPrimitives.SumOfSquares<double>(estimates));
        SmallCholesky.SolveUpper(L, p, estimates);
        data.Coordinates.ToWritten(estimates);
        SmallCholesky.Invert(L, p, inverse);
        Sigma = model.HasKnownErrors ? 1 : df > 0 ? Math.Sqrt(squares / df) : null;
        DegreesOfFreedom = model.HasKnownErrors ? null : df;
    }

    /// <summary>Fits.</summary>
    /// <exception cref="InvalidOperationException">The columns are collinear to working precision.</exception>
    public static LeastSquares Fit(BoundModel model) => TryFit(model) ?? throw Collinear(model);

    /// <summary>The error of collinear columns.</summary>
    public static InvalidOperationException Collinear(BoundModel model) => new(
        $"The {model.FixedEffects.Count} columns of the fixed effects are collinear to working precision, so that least squares has no solution.");

    /// <summary>Fits; null where the columns are collinear to working precision, which they seldom are if the design found them independent.</summary>
    public static LeastSquares? TryFit(BoundModel model)
    {
        double[] L = [.. model.Products.Fixed.Xx];
        return SmallCholesky.TryFactor(L, model.Products.Fixed.Count) ? new LeastSquares(model, L) : null;
    }

    /// <summary>The coefficients of the model as written.</summary>
    public ReadOnlySpan<double> Estimates => estimates;

    /// <summary>The residual standard deviation, 1 where they are known; null without degrees of freedom.</summary>
    public double? Sigma { get; }

    /// <summary>n − p; null where residual standard deviations are known.</summary>
    public int? DegreesOfFreedom { get; }

    /// <summary>The standard error of a coefficient; null without degrees of freedom.</summary>
    /// <param name="j">Which.</param>
    public double? Error(int j)
    {
        // Without an origin only the intercept of the original columns differs from that of centred ones, by −Σ center_j β_j.
        if (data.Origin is null && (j > 0 || !data.HasIntercept))
        {
            return Sigma * Math.Sqrt(inverse[(j * data.Count) + j]);
        }

        double[] weights = new double[data.Count];
        weights[j] = 1;
        return Error(weights);
    }

    /// <summary>The standard error of a combination of the coefficients; null without degrees of freedom.</summary>
    /// <param name="weights">p numbers; overwritten.</param>
    public double? Error(Span<double> weights)
    {
        int p = data.Count;
        data.Coordinates.CenterWeights(weights);
        double sum = 0;
        for (int i = 0; i < p; i++)
        {
            sum += weights[i] * TensorPrimitives.Dot(inverse.AsSpan(i * p, p), weights);
        }

        return Sigma * Math.Sqrt(sum);
    }
}
