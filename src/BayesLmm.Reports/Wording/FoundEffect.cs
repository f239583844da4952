namespace BayesLmm.Reports.Wording;

/// <summary>What a coefficient says of the response, as far as the model's terms tell.</summary>
/// <param name="Value">Its posterior.</param>
internal abstract record FoundEffect(QuantitySummary Value)
{
    /// <summary>The mean response: the model has no predictors.</summary>
    public sealed record Mean(QuantitySummary Value) : FoundEffect(Value);

    /// <summary>The change of the response with a predictor.</summary>
    /// <param name="Value">The change per unit.</param>
    /// <param name="Predictor">The predictor.</param>
    /// <param name="At">The factors at whose reference levels it holds, because it differs between their levels; empty where it is the same everywhere.</param>
    public sealed record Slope(QuantitySummary Value, string Predictor, IReadOnlyList<(string Factor, string Level)> At) : FoundEffect(Value);

    /// <summary>The difference of the response between a level of a factor and the reference level.</summary>
    public sealed record Difference(QuantitySummary Value, string Factor, string Level, string Reference) : FoundEffect(Value);

    /// <summary>The difference of a slope between a level of a factor and the reference level.</summary>
    public sealed record SlopeDifference(QuantitySummary Value, string Predictor, string Factor, string Level, string Reference) : FoundEffect(Value);

    /// <summary>A coefficient that has no meaning by itself: of a curve, of an interaction of factors, of a coding of one's own.</summary>
    public sealed record Coefficient(QuantitySummary Value) : FoundEffect(Value);
}

/// <summary>What the levels of a grouping factor have of the variance.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Share">Their share of the variance that the predictors leave; null where it is not defined.</param>
/// <param name="Sd">The standard deviation of the effect named intercept; null if it has none.</param>
/// <param name="Slopes">The standard deviations of other effects, by their names.</param>
internal sealed record FoundGroup(string Group, DrawnEstimate? Share, QuantitySummary? Sd, IReadOnlyList<(string Effect, QuantitySummary Sd)> Slopes);
