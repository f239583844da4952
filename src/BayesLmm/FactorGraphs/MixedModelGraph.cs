using BayesLmm.Models.Priors;
using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs;

/// <summary>A factor graph read as a linear mixed model: what an engine for such models updates. Equal by value.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Coefficients">The coefficients' priors, on centred columns, in the order of the columns of X.</param>
/// <param name="Terms">The random terms' priors, in the order of the predictor.</param>
/// <param name="Residual">The prior of τ.</param>
/// <param name="DegreesOfFreedom">Of student_t residuals, or null where residuals are normal.</param>
public sealed record MixedModelGraph(
    FactorGraph Graph, EquatableArray<CoefficientPrior> Coefficients, EquatableArray<CovariancePrior> Terms, PrecisionPrior Residual, DegreesOfFreedomPrior? DegreesOfFreedom)
{
    /// <summary>Reads a graph.</summary>
    /// <exception cref="NotSupportedException">The graph is valid and is not that of a linear mixed model; the message names the factor.</exception>
    public static MixedModelGraph Of(FactorGraph graph)
    {
        ResponseFactor response = Only<ResponseFactor>(graph, "response");
        LinearPredictorFactor predictor = Only<LinearPredictorFactor>(graph, "linear predictor");
        DegreesOfFreedomPrior? df = null;
        if (response.RowPrecision is { } lambda)
        {
            string nu = graph.FactorOf(lambda) is StudentMixingFactor mixing ? mixing.DegreesOfFreedom : throw Unknown(lambda);
            df = graph.FactorOf(nu) switch
            {
                PriorFactor prior => new DegreesOfFreedomPrior(prior.Prior, prior.Above),
                ConstantFactor constant => new DegreesOfFreedomPrior(new Constant(constant.Value), 0),
                _ => throw Unknown(nu),
            };
        }

        return new MixedModelGraph(
            graph,
            predictor.Fixed is { } part ? graph[part.Coefficients].Components.Select(name => ReadCoefficient(graph, new(part.Coefficients, name))).ToEquatableArray() : [],
            predictor.Terms.Select(term => ReadTerm(graph, term)).ToEquatableArray(),
            ReadPrecision(graph, response.Precision),
            df);
    }

    private static CoefficientPrior ReadCoefficient(FactorGraph graph, VariablePart part) => graph.FactorOf(part) switch
    {
        FlatFactor => new CoefficientPrior.Flat(),
        ConstantFactor constant => new CoefficientPrior.Fixed(constant.Value),
        NormalFactor normal => new CoefficientPrior.Normal(normal.Mean, normal.Sd),
        MixedNormalFactor mixed => graph.FactorOf(mixed.Mixing) switch
        {
            GammaFactor { RateScale: null } gamma => new CoefficientPrior.GammaMixture(mixed.Location, mixed.Scale, gamma.Shape, gamma.Rate),
            InverseGammaFactor inverse when inverse.Shape == 1 => new CoefficientPrior.ExponentialMixture(mixed.Location, mixed.Scale, inverse.Scale),
            _ => throw Unknown(mixed.Mixing),
        },
        _ => throw Unknown(part),
    };

    private static CovariancePrior ReadTerm(FactorGraph graph, RandomPart term)
    {
        GroupEffectsFactor effects = graph.FactorOf(term.Effects) as GroupEffectsFactor ?? throw Unknown(term.Effects);
        GraphVariable P = graph[effects.Precision.Variable];
        if (P.Shape == VariableShape.Vector)
        {
            return new CovariancePrior.Independent(P.Components.Select(component => ReadPrecision(graph, new(P.Name, component))).ToEquatableArray());
        }

        if (graph.FactorOf(P.Name) is not MixedWishartFactor wishart)
        {
            throw Unknown(P.Name);
        }

        GraphVariable rate = graph[wishart.RateMatrix.Variable];
        if (rate.Shape == VariableShape.Matrix)
        {
            return graph.FactorOf(rate.Name) is WishartFactor prior ? new CovariancePrior.MatrixF(wishart.Shape, wishart.RateFactor, prior.Shape, prior.Rates) : throw Unknown(rate.Name);
        }

        GammaFactor[] scales = [.. rate.Components.Select(component => graph.FactorOf(new VariablePart(rate.Name, component)) as GammaFactor ?? throw Unknown(rate.Name))];
        return scales.All(scale => scale is { Shape: 0.5, RateScale: null }) && wishart.Shape == (wishart.RateFactor + P.Components.Count - 1) / 2
            ? new CovariancePrior.HuangWand(wishart.RateFactor, scales.Select(scale => 1 / Math.Sqrt(scale.Rate)).ToEquatableArray())
            : throw Unknown(P.Name);
    }

    private static PrecisionPrior ReadPrecision(FactorGraph graph, VariablePart part)
    {
        switch (graph.FactorOf(part))
        {
            case ConstantFactor constant:
                return new PrecisionPrior.Fixed(constant.Value);
            case GammaFactor { RateScale: { } scale } gamma when graph.FactorOf(scale) is GammaFactor { Shape: 0.5, RateScale: null } rate && gamma.Rate == 2 * gamma.Shape:
                return new PrecisionPrior.HalfT(gamma.Rate, 1 / Math.Sqrt(rate.Rate));
            default:
                throw Unknown(part);
        }
    }

    private static T Only<T>(FactorGraph graph, string what)
        where T : GraphFactor
    {
        T[] found = [.. graph.Factors.OfType<T>()];
        return found.Length == 1 ? found[0] : throw new NotSupportedException($"A linear mixed model has one {what}; this graph has {found.Length}.");
    }

    private static NotSupportedException Unknown(VariablePart part) => new($"The factor of {part} is not one that linear mixed models are made of here.");
}

/// <summary>The prior of a coefficient, as message passing has it.</summary>
public abstract record CoefficientPrior
{
    /// <summary>Improper uniform.</summary>
    public sealed record Flat : CoefficientPrior;

    /// <summary>Known.</summary>
    /// <param name="Value">The value.</param>
    public sealed record Fixed(double Value) : CoefficientPrior;

    /// <summary>N(mean, sd²).</summary>
    public sealed record Normal(double Mean, double Sd) : CoefficientPrior;

    /// <summary>N(location, scale²/κ), κ ~ Gamma(shape, rate): student_t with 2·shape degrees of freedom where rate = shape.</summary>
    public sealed record GammaMixture(double Location, double Scale, double Shape, double Rate) : CoefficientPrior;

    /// <summary>N(location, scale²/κ), 1/κ exponential with a rate: laplace where the rate is ½.</summary>
    public sealed record ExponentialMixture(double Location, double Scale, double Rate) : CoefficientPrior;
}

/// <summary>The prior of a precision τ = s⁻².</summary>
public abstract record PrecisionPrior
{
    /// <summary>Known.</summary>
    /// <param name="Value">The precision.</param>
    public sealed record Fixed(double Value) : PrecisionPrior;

    /// <summary>s half-t: τ ~ Gamma(ν/2, ν a), a ~ Gamma(½, 1/A²).</summary>
    /// <param name="Df">ν.</param>
    /// <param name="Scale">A.</param>
    public sealed record HalfT(double Df, double Scale) : PrecisionPrior;
}

/// <summary>The prior of the covariance matrix of a term's effects, as message passing has it.</summary>
public abstract record CovariancePrior
{
    /// <summary>A diagonal matrix.</summary>
    /// <param name="Precisions">The priors of the effects' precisions.</param>
    public sealed record Independent(EquatableArray<PrecisionPrior> Precisions) : CovariancePrior;

    /// <summary>See <see cref="ConjugateForm.HuangWand"/>.</summary>
    /// <param name="Df">ν.</param>
    /// <param name="Scales">A_i.</param>
    public sealed record HuangWand(double Df, EquatableArray<double> Scales) : CovariancePrior;

    /// <summary>P ~ Wishart(shape, factor · R), R ~ Wishart(rate shape, diag(rates)); see <see cref="ConjugateForm.MatrixF"/>.</summary>
    public sealed record MatrixF(double Shape, double RateFactor, double RateShape, EquatableArray<double> Rates) : CovariancePrior;
}

/// <summary>The prior of the degrees of freedom of student_t residuals.</summary>
/// <param name="Prior">A prior of the model's language, or a constant.</param>
/// <param name="Above">What they exceed.</param>
public sealed record DegreesOfFreedomPrior(Distribution Prior, double Above);
