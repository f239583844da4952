using BayesLmm.FactorGraphs.Graphs;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Content.Graphs;

/// <summary>A factor's parameters for programs: each number, and each variable that stands for one, by its place in the factor's formula.</summary>
internal static class FactorMembers
{
    /// <summary>A variable, or a component of one; null for none.</summary>
    public static Datum Part(VariablePart? part) => part is { } given ? new Datum.Group(Members(given)) : Datum.Nothing;

    /// <summary>The same by names.</summary>
    public static Member[] Members(VariablePart part) => [new("variable", part.Variable), new("component", part.Component)];

    /// <summary>The parameters.</summary>
    public static Datum Parameters(GraphFactor factor) => new Datum.Group([.. Of(factor)]);

    private static Member[] Of(GraphFactor factor) => factor switch
    {
        FlatFactor => [],
        ConstantFactor constant => [new("value", constant.Value)],
        NormalFactor normal => [new("mean", normal.Mean), new("sd", normal.Sd)],
        MixedNormalFactor mixed => [new("mean", mixed.Location), new("scale", mixed.Scale), new("mixing", Part(mixed.Mixing))],
        GammaFactor gamma => [new("shape", gamma.Shape), new("rate", gamma.Rate), new("rateScale", Part(gamma.RateScale))],
        InverseGammaFactor inverse => [new("shape", inverse.Shape), new("scale", inverse.Scale)],
        WishartFactor wishart => [new("shape", wishart.Shape), new("rates", Datum.ListOf(wishart.Rates))],
        MixedWishartFactor mixed =>
            [new("shape", mixed.Shape), new("rateFactor", mixed.RateFactor), new("rateMatrix", Part(mixed.RateMatrix))],
        GroupEffectsFactor effects => [new("mean", 0.0), new("precision", Part(effects.Precision))],
        LinearPredictorFactor predictor => [
            new("fixed", predictor.Fixed is { } part
                ? new Datum.Group([new("design", part.Design), new("coefficients", part.Coefficients)])
                : Datum.Nothing),
            new("random", Datum.ListOf(predictor.Terms, term => [new("design", term.Design), new("effects", term.Effects), new("index", term.Index)])),
            new("offset", Part(predictor.Offset)),
        ],
        ResponseFactor response => [
            new("mean", response.Predictor),
            new("precision", response.Precision),
            new("weights", response.Weights),
            new("rowPrecision", response.RowPrecision),
        ],
        StudentMixingFactor mixing => [new("degreesOfFreedom", mixing.DegreesOfFreedom)],
        PriorFactor prior => [new("prior", prior.Prior.ToString()), new("above", prior.Above)],
        _ => throw new ArgumentOutOfRangeException(nameof(factor), factor, "This factor has no members."),
    };
}
