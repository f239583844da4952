using BayesLmm.Distributions;
using BayesLmm.Estimation.Predictions;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.FactorGraphs.Graphs;

/// <summary>A variable, or one component of it.</summary>
/// <param name="Variable">The variable's name.</param>
/// <param name="Component">The component's name; null for the whole variable.</param>
internal readonly record struct VariablePart(string Variable, string? Component = null)
{
    /// <summary>The whole of a variable.</summary>
    public static implicit operator VariablePart(string variable) => new(variable);

    /// <inheritdoc/>
    public override string ToString() => Component is null ? Variable : $"{Variable}[{Component}]";
}

/// <summary>
/// A factor: the distribution of its child given its parents, or the child's value. The set of factors is closed; texts and pictures match on the types.
/// </summary>
/// <param name="Child">What it gives the distribution or the value of.</param>
internal abstract record GraphFactor(VariablePart Child)
{
    /// <summary>The variables that the child depends on, in the order of the factor's formula.</summary>
    public virtual IReadOnlyList<VariablePart> Parents => [];

    /// <summary>Whether it gives the child's value rather than its distribution.</summary>
    public virtual bool IsDeterministic => false;
}

/// <summary>An improper uniform prior of a coefficient.</summary>
/// <param name="Child">The coefficient.</param>
internal sealed record FlatFactor(VariablePart Child) : GraphFactor(Child);

/// <summary>A known value.</summary>
/// <param name="Child">A coefficient or a precision.</param>
/// <param name="Value">Its value.</param>
internal sealed record ConstantFactor(VariablePart Child, double Value) : GraphFactor(Child)
{
    /// <inheritdoc/>
    public override bool IsDeterministic => true;
}

/// <summary>child ~ N(mean, sd²).</summary>
/// <param name="Child">A coefficient.</param>
/// <param name="Mean">Its mean.</param>
/// <param name="Sd">Its standard deviation, positive.</param>
internal sealed record NormalFactor(VariablePart Child, double Mean, double Sd) : GraphFactor(Child);

/// <summary>child ~ N(location, scale² / κ): a normal scale mixture, student_t or laplace, given its mixing precision κ.</summary>
/// <param name="Child">A coefficient.</param>
/// <param name="Location">The mean.</param>
/// <param name="Scale">The standard deviation where κ = 1, positive.</param>
/// <param name="Mixing">κ.</param>
internal sealed record MixedNormalFactor(VariablePart Child, double Location, double Scale, VariablePart Mixing) : GraphFactor(Child)
{
    /// <inheritdoc/>
    public override IReadOnlyList<VariablePart> Parents => [Mixing];
}

/// <summary>child ~ Gamma(shape, rate), the rate multiplied by another variable or by nothing.</summary>
/// <param name="Child">A positive variable.</param>
/// <param name="Shape">Positive.</param>
/// <param name="Rate">Positive.</param>
/// <param name="RateScale">What the rate is multiplied by, or null.</param>
internal sealed record GammaFactor(VariablePart Child, double Shape, double Rate, VariablePart? RateScale = null) : GraphFactor(Child)
{
    /// <inheritdoc/>
    public override IReadOnlyList<VariablePart> Parents => RateScale is { } scale ? [scale] : [];
}

/// <summary>1 / child ~ Gamma(shape, rate scale).</summary>
/// <param name="Child">A positive variable.</param>
/// <param name="Shape">Positive.</param>
/// <param name="Scale">Positive.</param>
internal sealed record InverseGammaFactor(VariablePart Child, double Shape, double Scale) : GraphFactor(Child);

/// <summary>child ~ Wishart(shape, rate matrix diag(rates)): density ∝ |P|^(shape − (r+1)/2) exp(−tr(rate P)), mean shape · rate⁻¹.</summary>
/// <param name="Child">A positive definite matrix.</param>
/// <param name="Shape">Above (r − 1)/2.</param>
/// <param name="Rates">The diagonal of the rate matrix, positive.</param>
internal sealed record WishartFactor(VariablePart Child, double Shape, EquatableArray<double> Rates) : GraphFactor(Child);

/// <summary>child ~ Wishart(shape, rate matrix factor · R), R another matrix, or diag(R) of a vector: Huang and Wand's prior given its scales.</summary>
/// <param name="Child">A precision matrix.</param>
/// <param name="Shape">Above (r − 1)/2.</param>
/// <param name="RateFactor">Positive.</param>
/// <param name="RateMatrix">R.</param>
internal sealed record MixedWishartFactor(VariablePart Child, double Shape, double RateFactor, VariablePart RateMatrix) : GraphFactor(Child)
{
    /// <inheritdoc/>
    public override IReadOnlyList<VariablePart> Parents => [RateMatrix];
}

/// <summary>The effects of every level ~ N(0, P⁻¹), P a matrix, or diag(P) of a vector.</summary>
/// <param name="Child">Group effects.</param>
/// <param name="Precision">P.</param>
internal sealed record GroupEffectsFactor(VariablePart Child, VariablePart Precision) : GraphFactor(Child)
{
    /// <inheritdoc/>
    public override IReadOnlyList<VariablePart> Parents => [Precision];
}

/// <summary>child = X β + Σ_k Z_k b_k[g_k] + offset, row by row.</summary>
/// <param name="Child">The linear predictor.</param>
/// <param name="Fixed">X and β; null without coefficients.</param>
/// <param name="Terms">The random terms.</param>
/// <param name="Offset">The offset, or null.</param>
internal sealed record LinearPredictorFactor(VariablePart Child, FixedPart? Fixed, EquatableArray<RandomPart> Terms, VariablePart? Offset) : GraphFactor(Child)
{
    /// <inheritdoc/>
    public override IReadOnlyList<VariablePart> Parents =>
    [
        .. Fixed is null ? (VariablePart[])[] : [Fixed.Design, Fixed.Coefficients],
        .. Terms.SelectMany(term => (VariablePart[])[term.Design, term.Effects, term.Index]),
        .. Offset is { } offset ? (VariablePart[])[offset] : [],
    ];

    /// <inheritdoc/>
    public override bool IsDeterministic => true;
}

/// <summary>X β.</summary>
/// <param name="Design">X, a row's columns.</param>
/// <param name="Coefficients">β.</param>
internal sealed record FixedPart(string Design, string Coefficients);

/// <summary>Z_k b_k[g_k].</summary>
/// <param name="Design">Z_k, a row's columns.</param>
/// <param name="Effects">b_k.</param>
/// <param name="Index">g_k, the level that each row belongs to.</param>
internal sealed record RandomPart(string Design, string Effects, string Index);

/// <summary>child ~ N(η, 1/(τ w λ)), row by row.</summary>
/// <param name="Child">The response.</param>
/// <param name="Predictor">η.</param>
/// <param name="Precision">τ.</param>
/// <param name="Weights">w, or null where every weight is 1.</param>
/// <param name="RowPrecision">λ, which makes residuals student_t, or null.</param>
internal sealed record ResponseFactor(VariablePart Child, string Predictor, string Precision, string? Weights, string? RowPrecision) : GraphFactor(Child)
{
    /// <inheritdoc/>
    public override IReadOnlyList<VariablePart> Parents =>
        [Predictor, Precision, .. Weights is null ? (VariablePart[])[] : [Weights], .. RowPrecision is null ? (VariablePart[])[] : [RowPrecision]];
}

/// <summary>
/// child ~ Gamma(ν/2, rate ν/2), row by row: what makes a normal distribution with precision τ·child a student_t one with ν degrees of freedom.
/// </summary>
/// <param name="Child">λ.</param>
/// <param name="DegreesOfFreedom">ν.</param>
internal sealed record StudentMixingFactor(VariablePart Child, string DegreesOfFreedom) : GraphFactor(Child)
{
    /// <inheritdoc/>
    public override IReadOnlyList<VariablePart> Parents => [DegreesOfFreedom];
}

/// <summary>child ~ a prior of the model's language, its part above a bound: for a variable that is updated by numerical integration.</summary>
/// <param name="Child">The degrees of freedom.</param>
/// <param name="Prior">The prior.</param>
/// <param name="Above">The bound.</param>
internal sealed record PriorFactor(VariablePart Child, Distribution Prior, double Above) : GraphFactor(Child);
