using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>Predictions for the rows of a table.</summary>
public sealed record PredictionTable
{
    /// <summary>Creates a table of predictions.</summary>
    internal PredictionTable(
        EquatableArray<Prediction> rows,
        EquatableArray<UndeterminedPrediction> undetermined,
        EquatableArray<MissingPrediction> missing,
        EquatableArray<string> newLevels,
        EquatableArray<Diagnostic> warnings)
    {
        Warnings = warnings;
        Rows = rows;
        Undetermined = undetermined;
        Missing = missing;
        NewLevels = newLevels;
    }

    /// <summary>The rows that can be predicted, in the order of the table.</summary>
    public EquatableArray<Prediction> Rows { get; internal init; }

    /// <summary>The rows that cannot be, because the model's data do not determine their mean.</summary>
    internal EquatableArray<UndeterminedPrediction> Undetermined { get; init; }

    /// <summary>The rows that cannot be, because a value is missing.</summary>
    internal EquatableArray<MissingPrediction> Missing { get; init; }

    /// <summary>
    /// The columns that weights, or known standard errors, are computed from and that the table lacks, so that no observation has an interval.
    /// </summary>
    internal EquatableArray<string> MissingWeightColumns { get; init; } = [];

    /// <summary>The levels of grouping factors that the model's data did not have, as <c>Subject[400]</c>.</summary>
    public EquatableArray<string> NewLevels { get; internal init; }

    /// <summary>What is doubtful about the rows: splines far from the model's data, group means that the rows themselves gave.</summary>
    public EquatableArray<Diagnostic> Warnings { get; internal init; }
}

/// <summary>The prediction for one row. The variances are those given the estimated variance components.</summary>
/// <param name="Row">The row's number in the table, from 1.</param>
/// <param name="Mean">The predicted mean: o + xᵀβ̂ + zᵀb̂ over the known groups; without the groups' effects for the population.</param>
/// <param name="StandardError">
/// The standard error of the mean: √Var(xᵀβ̂ + zᵀb̂ − xᵀβ − zᵀb), which allows for the uncertainty of coefficients and of known groups' effects and for their
/// covariance. It is about the row's own groups; for a new group, and for the population, about the mean over such groups.
/// </param>
/// <param name="GroupVariance">zᵀΣz over the groups that are not known: those with new levels, or, for the population, all. 0 where every group is
/// known.</param>
/// <param name="ResidualVariance">σ²/w of the row; null where the table lacks the columns that weights, or known standard errors, are computed from.</param>
/// <param name="ConfidenceLower">The confidence interval of the mean: lower end.</param>
/// <param name="ConfidenceUpper">The confidence interval of the mean: upper end.</param>
/// <param name="PredictionLower">The interval for a new observation of the row, variances of unknown groups and residual included: lower end; null where the
/// residual variance is.</param>
/// <param name="PredictionUpper">The interval for a new observation of the row: upper end; null where the residual variance is.</param>
public readonly record struct Prediction(
    int Row,
    double Mean,
    double StandardError,
    double GroupVariance,
    double? ResidualVariance,
    double ConfidenceLower,
    double ConfidenceUpper,
    double? PredictionLower,
    double? PredictionUpper)
{
    /// <summary>The standard deviation of a new observation about <see cref="Mean"/>: √(standard error² + group variance + residual variance).</summary>
    public double? PredictionError => ResidualVariance is { } residual ? Math.Sqrt((StandardError * StandardError) + GroupVariance + residual) : null;
}

/// <summary>A row that cannot be predicted.</summary>
/// <param name="Row">The row's number in the table, from 1.</param>
/// <param name="Column">The first of its columns in which a value is missing.</param>
internal readonly record struct MissingPrediction(int Row, string Column);

/// <summary>
/// A row whose mean the model's data do not determine: it needs a coefficient that no combination of their rows gives, as that of an interaction whose cell is
/// empty.
/// </summary>
/// <param name="Row">The row's number in the table, from 1.</param>
/// <param name="Column">The column of the formula whose coefficient it needs.</param>
internal readonly record struct UndeterminedPrediction(int Row, string Column);
