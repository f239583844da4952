using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>What marginal means average over.</summary>
public enum MeansAverage
{
    /// <summary>
    /// A balanced grid: every level of the other factors has the same weight, numeric columns are at their means (Searle, Speed &amp; Milliken 1980).
    /// </summary>
    Balanced,

    /// <summary>The rows of the data: every row as it is, but for the values that the grid gives it.</summary>
    Data,
}

/// <summary>Which differences of means, or of slopes, are wanted.</summary>
public enum ContrastKind
{
    /// <summary>None.</summary>
    None,

    /// <summary>All pairs: the first less the second.</summary>
    Pairwise,

    /// <summary>Each less the first.</summary>
    Reference,

    /// <summary>Each less the one before.</summary>
    Consecutive,

    /// <summary>Orthogonal polynomials over equidistant levels, with whole coefficients.</summary>
    Polynomial,

    /// <summary>Those of <see cref="MeansOptions.Custom"/>.</summary>
    Custom,
}

/// <summary>A grid of marginal means or slopes, and what is compared on it.</summary>
public sealed record MeansOptions
{
    /// <summary>The factors, or numeric columns with values in <see cref="At"/>, whose means are wanted: all combinations.</summary>
    public EquatableArray<string> Of { get; init; } = [];

    /// <summary>The factors, or numeric columns with values in <see cref="At"/>, within whose values means are compared.</summary>
    public EquatableArray<string> By { get; init; } = [];

    /// <summary>
    /// Values of numeric columns. A column with several values that is neither in <see cref="Of"/> nor in <see cref="By"/> counts as one of the latter.
    /// </summary>
    public EquatableArray<PredictorValues> At { get; init; } = [];

    /// <summary>The numeric column by which the mean is differentiated; null for means themselves.</summary>
    public string? Slope { get; init; }

    /// <summary>
    /// The scale of means, slopes and contrasts. Over a balanced grid a mean on the scale of the response is that of the linear predictor's mean; over the data
    /// it is the average of the rows' expected values. Of a probability among trials it is that of one trial.
    /// </summary>
    public PredictedScale Scale { get; init; }

    /// <summary>What is averaged over.</summary>
    public MeansAverage Average { get; init; }

    /// <summary>Whose groups; others than the population's need <see cref="MeansAverage.Data"/>, and a posterior.</summary>
    public PredictionGroups Groups { get; init; } = PredictionGroups.Population;

    /// <summary>Which differences are wanted, within each combination of <see cref="By"/>.</summary>
    public ContrastKind Contrasts { get; init; }

    /// <summary>Contrasts of one's own.</summary>
    public EquatableArray<CustomContrast> Custom { get; init; } = [];

    /// <summary>How p values allow for the number of contrasts; null for Tukey's method where they are all pairs, Holm's where they are differences from one
    /// level or the one before, and otherwise none. Without meaning for a posterior.</summary>
    public PValueAdjustment? Adjustment { get; init; }

    /// <summary>The probability of intervals, between 0 and 1.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>The table that the model was bound to, which <see cref="MeansAverage.Data"/> averages over.</summary>
    public Table? Data { get; init; }
}

/// <summary>Values of a numeric column.</summary>
/// <param name="Column">The column.</param>
/// <param name="Values">Its values, at least one.</param>
public sealed record PredictorValues(string Column, EquatableArray<double> Values);

/// <summary>A contrast of one's own.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weights">A weight for each mean within a combination of <see cref="MeansOptions.By"/>, in their order.</param>
public sealed record CustomContrast(string Name, EquatableArray<double> Weights);
