namespace BayesLmm;

/// <summary>The target of a prediction.</summary>
public enum PredictionTarget
{
    /// <summary>The row's own groups where the model knows them: o + xᵀβ̂ + zᵀb̂.</summary>
    Conditional,

    /// <summary>The population that groups come from: o + xᵀβ̂, all effects of groups 0. The columns of the grouping factors are not needed.</summary>
    Population,
}

/// <summary>How to treat a level of a grouping factor that is not in the model's data.</summary>
public enum NewLevelRule
{
    /// <summary>
    /// Its effects are predicted as 0, with the variance that effects have between levels. A new child of a known parent keeps its parent's effects.
    /// </summary>
    Allow,

    /// <summary>An error that names level and column.</summary>
    Refuse,
}

/// <summary>How to treat a row with a missing value in a column that the prediction needs.</summary>
public enum MissingValueRule
{
    /// <summary>The row is listed among the missing, with the column.</summary>
    Report,

    /// <summary>An error that names row and column.</summary>
    Refuse,
}

/// <summary>How to predict.</summary>
public sealed record PredictionOptions
{
    /// <summary>The target of predictions.</summary>
    public PredictionTarget Target { get; init; } = PredictionTarget.Conditional;

    /// <summary>How to treat levels of grouping factors that are not in the model's data.</summary>
    public NewLevelRule NewLevels { get; init; } = NewLevelRule.Allow;

    /// <summary>How to treat rows with missing values.</summary>
    public MissingValueRule MissingValues { get; init; } = MissingValueRule.Report;

    /// <summary>The probability that intervals have, between 0 and 1.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Degrees of freedom of the t distribution that intervals are taken from; null for the normal distribution.</summary>
    public double? DegreesOfFreedom { get; init; }

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    internal void Validate()
    {
        if (!(Level > 0 && Level < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(Level),
                FormattableString.Invariant($"The level of intervals must lie between 0 and 1; it is {Level}."));
        }

        if (DegreesOfFreedom is { } df && !(df > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(DegreesOfFreedom),
                FormattableString.Invariant($"Degrees of freedom must be positive; they are {df}."));
        }
    }

    /// <summary>The half-width of an interval in standard errors.</summary>
    internal double Quantile()
    {
        double probability = 0.5 + (Level / 2);
        return DegreesOfFreedom is { } df && double.IsFinite(df)
            ? MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, df, probability)
            : MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, probability);
    }
}
