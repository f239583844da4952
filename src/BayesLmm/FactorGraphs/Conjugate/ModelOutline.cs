using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Conjugate;

/// <summary>The names and sizes of a model: everything written about it besides its priors, which its data must fit.</summary>
/// <param name="Response">The response's name.</param>
/// <param name="RowCount">The number of rows.</param>
/// <param name="Coefficients">The names of the coefficients, in the order of the columns of X.</param>
/// <param name="IsCentred">Whether there are columns that are centred about their means.</param>
/// <param name="Terms">The random terms, in the order of the predictor.</param>
/// <param name="HasOffset">Whether the predictor has a known part.</param>
/// <param name="HasWeights">Whether rows have weights.</param>
/// <param name="HasKnownErrors">Whether the weights are the inverse squares of known residual standard deviations.</param>
internal sealed record ModelOutline(
    string Response,
    int RowCount,
    EquatableArray<string> Coefficients,
    bool IsCentred,
    EquatableArray<TermOutline> Terms,
    bool HasOffset,
    bool HasWeights,
    bool HasKnownErrors)
{
    /// <summary>The outline of a bound model.</summary>
    internal static ModelOutline From(BoundModel model) => new(
        model.ResponseName,
        model.Products.RowCount,
        model.FixedEffects.Select(effect => effect.Name).ToEquatableArray(),
        model.FixedEffects.Count > 1 && model.Products.Fixed.HasIntercept,
        model.GroupTerms.Select((term, k) => new TermOutline(term.Group, term.Levels.Count, term.Effects, model.Products.Written.OriginOf(k) is not null))
            .ToEquatableArray(),
        model.HasOffset,
        model.HasWeights,
        model.HasKnownErrors);
}

/// <summary>The names and sizes of a random term.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="LevelCount">The number of its levels.</param>
/// <param name="Effects">The names of the effects of a level.</param>
/// <param name="IsCentred">Whether predictors far from 0 are measured from their means.</param>
internal sealed record TermOutline(string Group, int LevelCount, EquatableArray<string> Effects, bool IsCentred);
