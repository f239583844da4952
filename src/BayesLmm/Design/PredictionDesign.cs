using BayesLmm.Design.Columns;
using BayesLmm.Numerics;

namespace BayesLmm.Design;

/// <summary>The rows of X and Z for which something is to be predicted.</summary>
/// <param name="TableName">The table's name in messages.</param>
/// <param name="TableRowCount">Rows of the table.</param>
/// <param name="TableRows">For each row of the design its index in the table, from 0; other rows have a missing value.</param>
/// <param name="FixedColumns">X: the columns of the model's <see cref="ModelDesign.FixedEffects"/>, measured from its origin.</param>
/// <param name="HasIntercept">Whether the first of them is the constant.</param>
/// <param name="Terms">Z, term by term in the order of the model.</param>
/// <param name="Offset">What is added to the linear predictor; null when it is 0 everywhere.</param>
/// <param name="Weights">w of every row: its residual variance is σ²/w. Null when every weight is 1, and when they are not known.</param>
/// <param name="WeightsAreKnown">Whether the residual variances are known up to σ²; false when the table lacks the columns that weights are computed
/// from.</param>
/// <param name="Missing">The rows left out, each with the first of its columns that is missing.</param>
/// <param name="Undetermined">
/// The rows of the design whose mean the model's data do not determine, each with the column of the formula whose coefficient they would need.
/// </param>
internal sealed record PredictionDesign(
    string TableName,
    int TableRowCount,
    EquatableArray<int> TableRows,
    EquatableArray<DesignColumn> FixedColumns,
    bool HasIntercept,
    EquatableArray<PredictionTerm> Terms,
    double[]? Offset,
    double[]? Weights,
    bool WeightsAreKnown,
    EquatableArray<(int TableRow, string Column)> Missing,
    EquatableArray<(int Row, string Column)> Undetermined)
{
    /// <summary>The columns that weights, or known standard errors, need and the table lacks.</summary>
    public EquatableArray<string> MissingWeightColumns { get; init; } = [];

    /// <summary>What is doubtful about the rows.</summary>
    public EquatableArray<Diagnostic> Warnings { get; init; } = [];

    /// <summary>Number of rows of the design.</summary>
    public int RowCount => TableRows.Count;

    /// <summary>The linear predictor of the rows; new levels have no effects.</summary>
    /// <param name="shapes">The places of the model's effects.</param>
    /// <param name="centers">What to subtract from each column of X; empty for nothing.</param>
    public LinearPredictor CreatePredictor(EquatableArray<TermShape> shapes, ReadOnlySpan<double> centers) => LinearPredictor.Create(
        FixedColumns,
        HasIntercept,
        Terms.Select((term, k) => ((IReadOnlyList<DesignColumn>)term.Columns, term.Codes, shapes[k])),
        Offset,
        centers,
        null,
        RowCount);

    /// <summary>The rows that the model was made of.</summary>
    public static PredictionDesign OfTraining(string tableName, ModelDesign design) => new(
        tableName,
        design.Rows.Read,
        design.TableRows,
        design.FixedEffects.CenteredColumns,
        design.FixedEffects.HasIntercept,
        design.RandomTerms.Select(term => new PredictionTerm(term.CenteredColumns, term.Codes, [])).ToEquatableArray(),
        design.Offset,
        design.Weights,
        true,
        [],
        []);
}

/// <summary>The rows of one random term.</summary>
/// <param name="Columns">The varying columns, measured from the origin of the model's term.</param>
/// <param name="Codes">For each row the index of its level; −1 − i for the level i of <paramref name="NewLevels"/>. Null when the groups were not asked
/// for.</param>
/// <param name="NewLevels">Levels that the model's data did not have.</param>
internal sealed record PredictionTerm(EquatableArray<DesignColumn> Columns, int[]? Codes, EquatableArray<string> NewLevels);
