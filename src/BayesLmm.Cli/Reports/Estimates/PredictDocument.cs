using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Reports.Documents;
using BayesLmm.Inference.Predictions;

namespace BayesLmm.Cli.Reports.Estimates;

/// <summary>All that <c>blmm predict</c> says, in every format but JSON.</summary>
internal static class PredictDocument
{
    private static readonly string[] Fields = ["row", "mean", Field.StandardError, Field.Lower, Field.Upper, "pred_low", "pred_high"];

    /// <summary>The document: a row for each row of the table, empty where one cannot be predicted, so that it can be set beside the table.</summary>
    public static Document Of(PredictReport report)
    {
        (string lower, string upper) = TestTables.Percentiles(report.Options.Level);
        IEnumerable<(int Row, Cell[] Cells)> rows = report.Predictions.Rows.Select(row => (row.Row, Cells(row)))
            .Concat(report.Predictions.Missing.Select(missing => (missing.Row, (Cell[])[Cell.Count(missing.Row), Cell.None, Cell.None, Cell.None, Cell.None, Cell.None, Cell.None])));
        string target = report.Options.Target == PredictionTarget.Population ? " for the population" : "";
        return new Document(
            Fields,
            [
                new Section(
                    $"Predictions of {report.Fit.Model.Specification.FormulaText.Split('~')[0].Trim()}{target}",
                    [
                        new ReportTable(
                            "predictions",
                            [
                                ReportColumn.Numbers("row", Fields[0]),
                                ReportColumn.Numbers("mean", Fields[1]),
                                ReportColumn.Numbers("SE", Fields[2]),
                                ReportColumn.Numbers(lower, Fields[3]),
                                ReportColumn.Numbers(upper, Fields[4]),
                                ReportColumn.Numbers($"new {lower}", Fields[5]),
                                ReportColumn.Numbers($"new {upper}", Fields[6]),
                            ],
                            [.. rows.OrderBy(row => row.Row).Select(row => row.Cells)]),
                        new Prose("Intervals of the mean, and of a new observation, given the estimated variances."),
                    ]),
            ]);
    }

    private static Cell[] Cells(Prediction row) =>
    [
        Cell.Count(row.Row),
        Cell.Estimate(row.Mean, row.StandardError),
        Cell.Digits(row.StandardError, 3),
        Cell.Estimate(row.ConfidenceLower, row.StandardError),
        Cell.Estimate(row.ConfidenceUpper, row.StandardError),
        Cell.Estimate(row.PredictionLower, row.StandardError),
        Cell.Estimate(row.PredictionUpper, row.StandardError),
    ];
}
