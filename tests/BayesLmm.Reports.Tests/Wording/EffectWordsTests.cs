using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Tests.Wording;

public sealed class EffectWordsTests
{
    private static readonly FactorWords Odds = new("sick", "the odds of sick", "they", isPlural: true, "logit");
    private static readonly FactorWords Means = new("count", "the mean of count", "it", isPlural: false, "logarithmic");

    [Fact]
    public void Slopes_of_odds_and_means_are_factors() => Assert.Equal(
        [
            "they are multiplied by 0.861 per unit of week (95 % interval 0.705 to 0.951)",
            "the mean of count is multiplied by 0.861 per unit of week (95 % interval 0.705 to 0.951)",
        ],
        [
            Odds.Slope(new FoundEffect.Slope(Value(-0.15, -0.35, -0.05), "week", []), isFirst: false),
            Means.Slope(new FoundEffect.Slope(Value(-0.15, -0.35, -0.05), "week", []), isFirst: true),
        ]);

    [Fact]
    public void Differences_are_ratios_that_name_both_levels() => Assert.Equal(
        "the odds of sick are 2.23 times as high for trt drug as for placebo (95 % interval 1.35 to 3.67)",
        Odds.Difference(new FoundEffect.Difference(Value(0.8, 0.3, 1.3), "trt", "drug", "placebo"), isFirst: true));

    [Fact]
    public void What_is_not_settled_says_so_with_the_ratio() => Assert.Equal(
        "the data do not settle whether the mean of count is higher for trt drug or for placebo: the ratio is 1.221 (95 % interval 0.741 to 2.014)",
        Means.UnsettledDifference(new FoundEffect.Difference(Value(0.2, -0.3, 0.7), "trt", "drug", "placebo"), isFirst: true));

    [Fact]
    public void Shares_of_variance_name_the_scale() => Assert.Equal(
        ["the variance that the predictors leave on the logit scale", "the variance of count on the logarithmic scale"],
        [Odds.Variance(hasPredictors: true), Means.Variance(hasPredictors: false)]);

    private static QuantitySummary Value(double median, double lower, double upper) =>
        new("x", median, 0.05, median, lower, upper, 1, 4000, 4000, 0.001, 0.001);
}
