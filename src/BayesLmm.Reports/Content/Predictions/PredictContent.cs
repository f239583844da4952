using BayesLmm.Language.Printing;
using BayesLmm.Reports.Content.Reml;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Predictions;

/// <summary>Predictions of rows.</summary>
/// <param name="Fit">The fit that predicts.</param>
/// <param name="Options">How it does.</param>
/// <param name="Predictions">The predictions.</param>
/// <param name="Table">The table of the rows; null for the rows of the fit.</param>
internal sealed record PredictResult(RemlFit Fit, PredictionOptions Options, PredictionTable Predictions, Table? Table = null);

/// <summary>The report of predictions.</summary>
internal static class PredictContent
{
    private static readonly string[] Fields = ["row", "mean", Field.StandardError, Field.Lower, Field.Upper, "pred_low", "pred_high"];

    /// <summary>The document: a row for each row of the table, empty where one cannot be predicted, so that it can be set beside the table.</summary>
    public static ReportDocument Of(PredictResult result)
    {
        IEnumerable<(int Row, Prediction? Value)> predicted = result.Predictions.Rows.Select(row => (row.Row, (Prediction?)row));
        IEnumerable<(int Row, Prediction? Value)> blank = result.Predictions.Missing.Select(row => row.Row)
            .Concat(result.Predictions.Undetermined.Select(row => row.Row)).Select(row => (row, (Prediction?)null));
        TableColumns columns = new(result.Table, result.Fit.Model.Specification.Columns.ToHashSet());
        string target = result.Options.Target == PredictionTarget.Population ? " for the population" : "";
        string title = $"Predictions of {ExpressionPrinter.Print(result.Fit.Model.Specification.Formula.Response)}{target}";
        return new ReportDocument(
            title,
            [
                new Section(
                    title,
                    [
                        Table(predicted.Concat(blank).OrderBy(row => row.Row), result.Options.Level, columns),
                        new Prose(PredictionWording.Intervals(result.Fit.Model, result.Predictions)),
                        .. PredictionWording.Undetermined(result.Predictions.Undetermined).Select(sentence => new Prose(sentence)),
                    ]),
            ],
            [
                new("target", result.Options.Target == PredictionTarget.Population ? "population" : "conditional"),
                new("level", result.Options.Level),
                new("converged", result.Fit.Optimum.Converged),
                new("rows", Table(predicted, result.Options.Level, columns).Records()),
                new("missing", Datum.ListOf(result.Predictions.Missing, row => [new("row", row.Row), new("column", row.Column)])),
                new("newLevels", Datum.ListOf(result.Predictions.NewLevels)),
                .. result.Predictions.MissingWeightColumns.Count == 0
                    ? []
                    : (Member[])[new("missingWeightColumns", Datum.ListOf(result.Predictions.MissingWeightColumns))],
                .. result.Predictions.Undetermined.Count == 0
                    ? []
                    : (Member[])[new(
                        "undetermined",
                        Datum.ListOf(result.Predictions.Undetermined, row => [new("row", row.Row), new("column", row.Column)]))],
                InputContent.Warnings(result.Predictions.Warnings),
                InputContent.Warnings(result.Fit.Model.Warnings, "modelWarnings"),
                ColumnsContent.Member(result.Fit.Model),
            ])
        {
            CsvFields = [Fields[0], .. columns.Fields(Fields), .. Fields[1..]],
        };
    }

    private static ReportTable Table(IEnumerable<(int Row, Prediction? Value)> rows, double level, TableColumns columns)
    {
        (string lower, string upper) = TestsContent.Percentiles(level);
        TableOf<(int Row, Prediction? Value)> table = TableOf.Items("predictions", rows).Numbers("row", Fields[0], "row", row => Cell.Count(row.Row));
        return columns.AddTo(table, row => row.Row, Fields)
            .Numbers("mean", Fields[1], "mean", row => Cell.Estimate(row.Value?.Mean, row.Value?.StandardError))
            .Numbers("SE", Fields[2], "se", row => Cell.Digits(row.Value?.StandardError, 3))
            .Data("groupVariance", row => row.Value?.GroupVariance)
            .Data("residualVariance", row => row.Value?.ResidualVariance)
            .Numbers(lower, Fields[3], "lower", row => Cell.Estimate(row.Value?.ConfidenceLower, row.Value?.StandardError))
            .Numbers(upper, Fields[4], "upper", row => Cell.Estimate(row.Value?.ConfidenceUpper, row.Value?.StandardError))
            .Numbers($"new {lower}", Fields[5], "predictionLower", row => Cell.Estimate(row.Value?.PredictionLower, row.Value?.StandardError))
            .Numbers($"new {upper}", Fields[6], "predictionUpper", row => Cell.Estimate(row.Value?.PredictionUpper, row.Value?.StandardError))
            .Build();
    }
}
