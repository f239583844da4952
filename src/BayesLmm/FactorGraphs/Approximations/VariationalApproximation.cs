using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Distributions;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Approximations;

/// <summary>
/// An approximate posterior by message passing: q(β, b) q(τ) Π_k q(P_k) Π_j q(κ_j), coefficients and group effects jointly normal and independent of the
/// precisions. Immutable.
/// </summary>
/// <remarks>
/// Means are good except for variances near 0. Standard deviations are too small: those of coefficients by some per cent with many groups and by a third with
/// few,
/// those of group standard deviations by a tenth to a half and more.
/// </remarks>
/// <param name="Model">The model with the priors that were used.</param>
/// <param name="Effects">q(β, b).</param>
/// <param name="Residual">q(τ).</param>
/// <param name="Terms">q(P_k), in the order of the model's terms.</param>
/// <param name="Mixing">For each coefficient E κ, the mean of its prior's mixing precision; 1 where its prior is no mixture.</param>
/// <param name="LowerBound">
/// The lower bound of log p(y) in natural units, under the priors of <paramref name="Model"/>, <see cref="ConjugateModel.Substitutions"/> included. A flat
/// prior counts with density 1, so that only models with the same flat coefficients can be compared.
/// </param>
internal sealed record VariationalApproximation(
    ConjugateModel Model,
    EffectsMarginal Effects,
    PrecisionMarginal Residual,
    EquatableArray<CovarianceMarginal> Terms,
    EquatableArray<double> Mixing,
    double LowerBound)
{
    /// <summary>
    /// q(τ, ν) of student_t residuals, in which the rows' relative precisions are integrated out; null where residuals are normal. <see cref="Residual"/> has
    /// the mean and the variance of its τ.
    /// </summary>
    public StudentResidualMarginal? StudentResiduals { get; init; }

    /// <summary>Whether all of it are distributions: data or priors beyond what a double holds leave shapes and rates that are none.</summary>
    public bool IsProper => Residual.IsProper && double.IsFinite(TensorPrimitives.SumOfMagnitudes(Effects.Means)) && Terms.All(term => term switch
    {
        CovarianceMarginal.Independent independent => independent.Precisions.All(precision => precision.IsProper),
        CovarianceMarginal.Correlated correlated => correlated.Shape is > 0 and < double.PositiveInfinity && correlated.Rate.All(double.IsFinite),
        _ => throw new NotSupportedException($"{term.GetType().Name} has no test."),
    });
}

/// <summary>q(β, b): a normal distribution of all coefficients and group effects.</summary>
internal abstract class EffectsMarginal
{
    /// <summary>
    /// The means: group effects b in the order of <see cref="TermShape.FirstEffect"/>, then the coefficients in the coordinates of the cross-products (centred
    /// columns, relative to <see cref="FixedProducts.Reference"/>).
    /// </summary>
    public abstract ReadOnlySpan<double> Means { get; }

    /// <summary>The variances, in the same order; 0 for a constant coefficient.</summary>
    public abstract ReadOnlySpan<double> Variances { get; }

    /// <summary>A draw. Thread-safe: memory is the caller's.</summary>
    /// <param name="normals">Standard normal numbers, as many as there are <see cref="Means"/>; overwritten.</param>
    /// <param name="draw">Receives the draw, in the same order.</param>
    public abstract void Draw(Span<double> normals, Span<double> draw);

    /// <summary>The variance of Σ_i w_i x_i, x the effects and coefficients. Thread-safe.</summary>
    /// <remarks>
    /// A draw is the mean plus a matrix times the normals, so as many draws as there are elements give that matrix; an engine that has it in closed form
    /// overrides this.
    /// </remarks>
    /// <param name="weights">w, as many as there are <see cref="Means"/>.</param>
    public virtual double VarianceOf(ReadOnlySpan<double> weights)
    {
        double[] normals = new double[Means.Length], draw = new double[Means.Length];
        double variance = 0;
        for (int i = 0; i < normals.Length; i++)
        {
            Array.Clear(normals);
            normals[i] = 1;
            Draw(normals, draw);
            double sum = 0;
            for (int j = 0; j < draw.Length; j++)
            {
                sum += weights[j] * (draw[j] - Means[j]);
            }

            variance += sum * sum;
        }

        return variance;
    }
}

/// <summary>The distribution of a precision: a gamma distribution, or a known value.</summary>
/// <param name="Shape">Its shape; +∞ for a known value.</param>
/// <param name="Rate">Its rate; the shape over it is the mean.</param>
/// <param name="Mean">E τ.</param>
internal readonly record struct PrecisionMarginal(double Shape, double Rate, double Mean)
{
    /// <summary>Gamma(shape, rate).</summary>
    public static PrecisionMarginal Gamma(double shape, double rate) => new(shape, rate, shape / rate);

    /// <summary>A known value.</summary>
    public static PrecisionMarginal Known(double value) => new(double.PositiveInfinity, double.PositiveInfinity, value);

    /// <summary>Whether the precision is known.</summary>
    public bool IsKnown => double.IsPositiveInfinity(Shape);

    /// <summary>Whether it is a distribution.</summary>
    public bool IsProper => IsKnown ? double.IsFinite(Mean) : Shape > 0 && double.IsFinite(Rate) && Rate > 0;

    /// <summary>A draw.</summary>
    internal double Draw(RandomStream random) => IsKnown ? Mean : random.NextGamma(Shape) / Rate;
}

/// <summary>The distribution of the precisions of a term's effects.</summary>
internal abstract record CovarianceMarginal
{
    /// <summary>Independent effects.</summary>
    /// <param name="Precisions">One an effect.</param>
    public sealed record Independent(EquatableArray<PrecisionMarginal> Precisions) : CovarianceMarginal;

    /// <summary>P ~ Wishart(shape, rate B), density ∝ |P|^(shape − (r+1)/2) exp(−tr BP): Σ = P⁻¹ is centred about B / shape.</summary>
    /// <param name="Shape">The shape.</param>
    /// <param name="Rate">B, r × r by rows.</param>
    public sealed record Correlated(double Shape, EquatableArray<double> Rate) : CovarianceMarginal;
}
