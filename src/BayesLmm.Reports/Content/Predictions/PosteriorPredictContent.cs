using System.Globalization;
using BayesLmm.Families;
using BayesLmm.Language.Printing;
using BayesLmm.Numerics;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Predictions;

/// <summary>Predictions of rows from a posterior.</summary>
/// <param name="Fit">The fit that predicts.</param>
/// <param name="Predictions">The predictions.</param>
/// <param name="Table">The table of the rows; null for the rows of the fit.</param>
internal sealed record PosteriorPredictResult(FitResult Fit, PosteriorPredictions Predictions, Table? Table);

/// <summary>The report of predictions from a posterior.</summary>
internal static class PosteriorPredictContent
{
    private const string RowField = "row", Expected = "expected", Observation = "observation";

    /// <summary>The document: a row for each row of the table, empty where one cannot be predicted, so that it can be set beside the table.</summary>
    public static ReportDocument Of(PosteriorPredictResult result)
    {
        PosteriorPredictions predictions = result.Predictions;
        BoundModel model = result.Fit.Input.Model;
        IEnumerable<(int Row, PosteriorPrediction? Value)> predicted = predictions.Rows.Select(row => (row.Row, (PosteriorPrediction?)row));
        IEnumerable<(int Row, PosteriorPrediction? Value)> blank = predictions.Missing.Select(row => row.Row)
            .Concat(predictions.Undetermined.Select(row => row.Row)).Select(row => (row, (PosteriorPrediction?)null));
        string title = $"Predictions of {ExpressionPrinter.Print(model.Specification.Formula.Response)}{PredictionWording.For(predictions.Options.Groups)}"
            + (predictions.Options.Scale == PredictedScale.Link ? $" on the {Links.NameOf(model.Family.Link)} scale" : "");
        TableColumns columns = new(result.Table, model.Specification.Columns.ToHashSet());
        string[] fields = [.. Fields(predictions)];
        return new ReportDocument(
            title,
            [
                new Section(
                    title,
                    [
                        Table(predicted.Concat(blank).OrderBy(row => row.Row), predictions, columns, fields),
                        new Prose(PredictionWording.Posterior(model, predictions)),
                        .. PredictionWording.Undetermined(predictions.Undetermined).Select(sentence => new Prose(sentence)),
                    ]),
            ],
            [
                new("groups", PredictionWording.NameOf(predictions.Options.Groups)),
                new("scale", predictions.Options.Scale == PredictedScale.Link ? "link" : "response"),
                new("engine", result.Fit.Posterior.Engine),
                new("probabilities", Datum.ListOf(predictions.Options.Probabilities)),
                new("trustworthy", result.Fit.Posterior.Convergence.Trustworthy),
                new("rows", Table(predicted, predictions, columns, fields).Records()),
                new("missing", Datum.ListOf(predictions.Missing, row => [new("row", row.Row), new("column", row.Column)])),
                new("undetermined", Datum.ListOf(predictions.Undetermined, row => [new("row", row.Row), new("column", row.Column)])),
                new("newLevels", Datum.ListOf(predictions.NewLevels)),
                new("missingWeightColumns", Datum.ListOf(predictions.MissingWeightColumns)),
                InputContent.Warnings(predictions.Warnings),
                InputContent.Warnings(model.Warnings, "modelWarnings"),
                ColumnsContent.Member(model),
            ])
        {
            CsvFields = [RowField, .. columns.Fields(fields), .. fields],
        };
    }

    private static ReportTable Table(
        IEnumerable<(int Row, PosteriorPrediction? Value)> rows, PosteriorPredictions predictions, TableColumns columns, IReadOnlyCollection<string> taken)
    {
        TableOf<(int Row, PosteriorPrediction? Value)> table = TableOf.Items("predictions", rows)
            .Numbers("row", RowField, RowField, row => Cell.Count(row.Row));
        columns.AddTo(table, row => row.Row, [RowField, .. taken]);
        Add(table, Expected, "", row => row.Value?.Expected, predictions);
        Add(table, Observation, "new ", row => row.Value?.Observation, predictions);
        return table.Build();
    }

    private static void Add(
        TableOf<(int Row, PosteriorPrediction? Value)> table, string name, string title, Func<(int Row, PosteriorPrediction? Value), PredictedValue?> valueOf,
        PosteriorPredictions predictions)
    {
        EquatableArray<double> probabilities = predictions.Options.Probabilities;
        table.Numbers(title + "mean", $"{name}_mean", null, row => Cell.Estimate(valueOf(row)?.Mean, valueOf(row)?.Sd))
            .Numbers(title + "sd", $"{name}_sd", null, row => Cell.Digits(valueOf(row)?.Sd, 3));
        for (int q = 0; q < probabilities.Count; q++)
        {
            int place = q;
            table.Numbers(
                $"{title}{Percent(probabilities[q])}%", $"{name}_q{Percent(probabilities[q])}", null,
                row => Cell.Estimate(valueOf(row)?.Quantiles[place], valueOf(row)?.Sd));
        }

        for (int d = 0; d < DrawCount(predictions, valueOf); d++)
        {
            int place = d;
            table.Numbers(null, FormattableString.Invariant($"{name}_draw{d + 1}"), null,
                row => valueOf(row) is { } value ? Cell.Data(value.Draws[place]) : Cell.None);
        }

        table.Data(name, row => valueOf(row) is { } value
            ? new Datum.Group(
            [
                new("mean", value.Mean),
                new("sd", value.Sd),
                .. probabilities.Zip(value.Quantiles, (probability, quantile) => new Member($"q{Percent(probability)}", quantile)),
                .. value.Draws.Count == 0 ? [] : (Member[])[new("draws", Datum.ListOf(value.Draws))],
            ])
            : Datum.Nothing);
    }

    private static IEnumerable<string> Fields(PosteriorPredictions predictions) =>
        from name in (string[])[Expected, Observation]
        from part in (IEnumerable<string>)["mean", "sd", .. predictions.Options.Probabilities.Select(probability => "q" + Percent(probability))]
        select $"{name}_{part}";

    private static int DrawCount(PosteriorPredictions predictions, Func<(int, PosteriorPrediction?), PredictedValue?> valueOf) =>
        predictions.Rows.Count == 0 ? 0 : valueOf((0, predictions.Rows[0]))?.Draws.Count ?? 0;

    private static string Percent(double probability) => (100 * probability).ToString("0.####", CultureInfo.InvariantCulture);
}
