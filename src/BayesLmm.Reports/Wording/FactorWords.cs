using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Wording;

/// <summary>Effects as factors: the odds of y are multiplied by 3. Factors are medians and quantiles, which the exponential function keeps.</summary>
/// <param name="response">The response's name.</param>
/// <param name="subject">What is multiplied.</param>
/// <param name="pronoun">Its pronoun.</param>
/// <param name="isPlural">Whether it is a plural.</param>
/// <param name="scale">The name of the linear predictor's scale.</param>
internal sealed class FactorWords(string response, string subject, string pronoun, bool isPlural, string scale) : EffectWords
{
    private readonly string verb = isPlural ? "are" : "is";

    /// <summary>Sentences begin with "the".</summary>
    public override bool BeginsWithName => false;

    /// <inheritdoc/>
    public override string Variance(bool hasPredictors) => VarianceOf(hasPredictors, response, scale);

    /// <inheritdoc/>
    public override string Mean(QuantitySummary value) => $"where group effects are 0, {subject} {verb} {Factor(value)} {Interval(value)}";

    /// <inheritdoc/>
    public override string Slope(FoundEffect.Slope slope, bool isFirst) =>
        $"{Subject(isFirst)} {verb} multiplied by {Factor(slope.Value)} per unit of {slope.Predictor} {Interval(slope.Value)}";

    /// <inheritdoc/>
    public override string UnsettledSlope(FoundEffect.Slope slope, bool isFirst) =>
        $"the data do not settle whether {Subject(isFirst)} {(isPlural ? "rise or fall" : "rises or falls")} with {slope.Predictor}: "
            + $"the factor is {Factor(slope.Value)} per unit {Interval(slope.Value)}";

    /// <inheritdoc/>
    public override string Difference(FoundEffect.Difference difference, bool isFirst) =>
        $"{Subject(isFirst)} {verb} {Factor(difference.Value)} times as high for {difference.Factor} {difference.Level} as for {difference.Reference} "
            + Interval(difference.Value);

    /// <inheritdoc/>
    public override string UnsettledDifference(FoundEffect.Difference difference, bool isFirst) =>
        $"the data do not settle whether {Subject(isFirst)} {verb} higher for {difference.Factor} {difference.Level} or for {difference.Reference}: "
            + $"the ratio is {Factor(difference.Value)} {Interval(difference.Value)}";

    /// <inheritdoc/>
    public override string SlopeDifference(FoundEffect.SlopeDifference change) =>
        $"the factor per unit of {change.Predictor} is {Factor(change.Value)} times as high for {change.Factor} {change.Level} as for "
            + $"{change.Reference} {Interval(change.Value)}";

    /// <inheritdoc/>
    public override string UnsettledSlopeDifference(FoundEffect.SlopeDifference change) =>
        $"the data do not settle whether the factor per unit of {change.Predictor} is higher for {change.Factor} {change.Level} or for "
            + $"{change.Reference}: the ratio is {Factor(change.Value)} {Interval(change.Value)}";

    private string Subject(bool isFirst) => isFirst ? subject : pronoun;

    /// <summary>e to the median, with the digits that the factor's own uncertainty supports.</summary>
    private static string Factor(QuantitySummary value) => Digits(value, value.Median);

    private static string Interval(QuantitySummary value) => $"(95 % interval {Digits(value, value.Lower)} to {Digits(value, value.Upper)})";

    private static string Digits(QuantitySummary value, double number) =>
        SignificantFormat.WithError(Math.Exp(number), Math.Exp(value.Median) * value.Sd / 10);
}
