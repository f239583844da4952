namespace BayesLmm.Reports.Wording;

/// <summary>Effects as amounts: y rises by 3.</summary>
/// <param name="subject">What rises.</param>
/// <param name="isName">Whether it is the response's name.</param>
/// <param name="scale">The scale's name; null for that of the response.</param>
internal sealed class AmountWords(string subject, bool isName, string? scale) : EffectWords
{
    /// <inheritdoc/>
    public override bool BeginsWithName => isName;

    /// <inheritdoc/>
    public override string Variance(bool hasPredictors) => VarianceOf(hasPredictors, subject, scale);

    /// <inheritdoc/>
    public override string Mean(QuantitySummary value) =>
        $"the mean of {subject} is {EffectNumbers.Number(value)} {EffectNumbers.Interval(value)}";

    /// <inheritdoc/>
    public override string Slope(FoundEffect.Slope slope, bool isFirst) =>
        $"{Subject(isFirst)} {(slope.Value.Mean > 0 ? "rises" : "falls")} by {Size(slope)} per unit of {slope.Predictor} {SizeInterval(slope)}";

    /// <inheritdoc/>
    public override string UnsettledSlope(FoundEffect.Slope slope, bool isFirst) =>
        $"the data do not settle whether {Subject(isFirst)} rises or falls with {slope.Predictor}: the change is {Unsettled(slope)} per unit";

    /// <inheritdoc/>
    public override string Difference(FoundEffect.Difference difference, bool isFirst) =>
        $"{Subject(isFirst)} is {Size(difference)} {Direction(difference)} for {difference.Factor} {difference.Level} than for {difference.Reference} "
            + SizeInterval(difference);

    /// <inheritdoc/>
    public override string UnsettledDifference(FoundEffect.Difference difference, bool isFirst) =>
        $"the data do not settle whether {Subject(isFirst)} is higher for {difference.Factor} {difference.Level} or for {difference.Reference}: "
            + $"the difference is {Unsettled(difference)}";

    /// <inheritdoc/>
    public override string SlopeDifference(FoundEffect.SlopeDifference change) =>
        $"the change per unit of {change.Predictor} is {Size(change)} {Direction(change)} for {change.Factor} {change.Level} "
            + $"than for {change.Reference} {SizeInterval(change)}";

    /// <inheritdoc/>
    public override string UnsettledSlopeDifference(FoundEffect.SlopeDifference change) =>
        $"the data do not settle whether the change per unit of {change.Predictor} is higher for {change.Factor} {change.Level} or for "
            + $"{change.Reference}: the difference is {Unsettled(change)}";

    private string Subject(bool isFirst) => isFirst ? subject : "it";

    private static string Direction(FoundEffect effect) => effect.Value.Mean > 0 ? "higher" : "lower";

    private static string Size(FoundEffect effect) => EffectNumbers.Number(EffectNumbers.Size(effect.Value));

    private static string SizeInterval(FoundEffect effect) => EffectNumbers.Interval(EffectNumbers.Size(effect.Value));

    private static string Unsettled(FoundEffect effect) => $"{EffectNumbers.Number(effect.Value)} {EffectNumbers.Interval(effect.Value)}";
}
