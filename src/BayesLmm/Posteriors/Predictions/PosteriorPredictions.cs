using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>Predictions for the rows of a table from a posterior.</summary>
public sealed record PosteriorPredictions
{
    internal PosteriorPredictions(PosteriorPredictionOptions options, EquatableArray<PosteriorPrediction> rows)
    {
        Options = options;
        Rows = rows;
    }

    /// <summary>How it was predicted.</summary>
    public PosteriorPredictionOptions Options { get; }

    /// <summary>The rows that can be predicted, in the order of the table.</summary>
    public EquatableArray<PosteriorPrediction> Rows { get; }

    /// <summary>The rows that cannot be, because the model's data do not determine their mean.</summary>
    internal EquatableArray<UndeterminedPrediction> Undetermined { get; init; } = [];

    /// <summary>The rows that cannot be, because a value is missing.</summary>
    internal EquatableArray<MissingPrediction> Missing { get; init; } = [];

    /// <summary>
    /// The columns that weights, or known standard errors, are computed from and that the table lacks, so that no observation is predicted.
    /// </summary>
    internal EquatableArray<string> MissingWeightColumns { get; init; } = [];

    /// <summary>The levels of grouping factors that the model's data did not have, as <c>Subject[400]</c>.</summary>
    public EquatableArray<string> NewLevels { get; internal init; } = [];

    /// <summary>What is doubtful about the rows.</summary>
    public EquatableArray<Diagnostic> Warnings { get; internal init; } = [];
}

/// <summary>The prediction for one row.</summary>
/// <param name="Row">The row's number in the table, from 1.</param>
/// <param name="Expected">E(y | η, θ), the mean of observations of the row: its uncertainty is that of coefficients and group effects.</param>
/// <param name="Observation">
/// A new observation of the row, residual included; null where the table lacks the columns that weights, or known standard errors, are computed from.
/// </param>
public sealed record PosteriorPrediction(int Row, PredictedValue Expected, PredictedValue? Observation);

/// <summary>The distribution of a predicted number over the draws of a posterior.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="Sd">Its standard deviation.</param>
/// <param name="Quantiles">Its quantiles, in the order of <see cref="PosteriorPredictionOptions.Probabilities"/>.</param>
/// <param name="Draws">Draws of it, if some were to be kept; otherwise empty.</param>
public sealed record PredictedValue(double Mean, double Sd, EquatableArray<double> Quantiles, EquatableArray<double> Draws);
