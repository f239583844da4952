namespace BayesLmm.Reports.Wording;

/// <summary>How effects of predictors are told: as amounts of the response, or as factors of its odds or its mean, as the link has it.</summary>
internal abstract class EffectWords
{
    /// <summary>Whether sentences about settled effects may begin with the response's name as it is written.</summary>
    public abstract bool BeginsWithName { get; }

    /// <summary>What group effects have a share of.</summary>
    /// <param name="hasPredictors">Whether there are predictors.</param>
    public abstract string Variance(bool hasPredictors);

    /// <summary>The mean of a response without predictors.</summary>
    public abstract string Mean(QuantitySummary value);

    /// <summary>A slope whose sign is settled.</summary>
    public abstract string Slope(FoundEffect.Slope slope, bool isFirst);

    /// <summary>A slope whose sign is not settled.</summary>
    public abstract string UnsettledSlope(FoundEffect.Slope slope, bool isFirst);

    /// <summary>A difference whose sign is settled.</summary>
    public abstract string Difference(FoundEffect.Difference difference, bool isFirst);

    /// <summary>A difference whose sign is not settled.</summary>
    public abstract string UnsettledDifference(FoundEffect.Difference difference, bool isFirst);

    /// <summary>A difference of slopes whose sign is settled.</summary>
    public abstract string SlopeDifference(FoundEffect.SlopeDifference change);

    /// <summary>A difference of slopes whose sign is not settled.</summary>
    public abstract string UnsettledSlopeDifference(FoundEffect.SlopeDifference change);

    private protected static string VarianceOf(bool hasPredictors, string response, string? scale) =>
        (hasPredictors ? "the variance that the predictors leave" : $"the variance of {response}") + (scale is null ? "" : $" on the {scale} scale");
}
