using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Data.Readings;
using BayesLmm.Diagnostics;
using BayesLmm.Reports.Content;
using BayesLmm.Reports.Content.Predictions;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Cli.Fits;

/// <summary>The work of <c>blmm predict</c>.</summary>
internal static class PredictRun
{
    /// <summary>The most rows that are named when they cannot be predicted, and the most new levels.</summary>
    private const int MostNamed = 5;

    /// <summary>Fits and predicts.</summary>
    /// <param name="request">Model and data.</param>
    /// <param name="rows">The file with the rows to predict; null for those of the fit.</param>
    /// <param name="options">How to predict.</param>
    /// <param name="console">Receives warnings, and what is to be said of rows.</param>
    /// <param name="cancellationToken">Ends the fit.</param>
    /// <exception cref="ModelException">Something that the user wrote is wrong.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static PredictResult Run(ModelRequest request, string? rows, PredictionOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        ModelInput input = InputReader.Read(request, new Stopwatch(console.Time), console.Activity);
        console.Activity.Begin("reading the rows to predict");
        Table? table = rows is null ? null : TableReader.Read(rows, null, null, null, DataConventions.Of(input.Model.Specification).NotationToRead);
        console.Error.Write(DiagnosticPrinter.Print(input.Model.Warnings) + RemlRun.FamilyNote(input.Model));
        console.Activity.Begin("estimating by REML");
        RemlFit fit = RemlRun.Fit(input.Model, restricted: true, console.Time, cancellationToken).Fit;
        console.Activity.Begin("predicting");
        PredictionTable predictions = Predict(fit, rows, table, options);
        WriteNotes(predictions, console.Error);
        return new PredictResult(fit, options, predictions);
    }

    private static PredictionTable Predict(RemlFit fit, string? rows, Table? table, PredictionOptions options)
    {
        try
        {
            return table is null ? fit.Predict(options) : fit.Predict(table, options);
        }
        catch (ArgumentException exception) when (rows is not null)
        {
            throw InputDiagnostics.CannotPredict(rows, exception.Message);
        }
    }

    private static void WriteNotes(PredictionTable predictions, TextWriter error)
    {
        error.Write(DiagnosticPrinter.Print(predictions.Warnings));
        foreach (MissingPrediction missing in predictions.Missing.Take(MostNamed))
        {
            error.WriteLine($"blmm: Row {missing.Row} has no value of '{missing.Column}' and is not predicted.");
        }

        if (predictions.Missing.Count > MostNamed)
        {
            error.WriteLine($"blmm: The same holds for {predictions.Missing.Count - MostNamed} other rows.");
        }

        foreach (string sentence in PredictionWording.Undetermined(predictions))
        {
            error.WriteLine($"blmm: {sentence}");
        }

        if (predictions.NewLevels.Count > 0)
        {
            string more = predictions.NewLevels.Count > MostNamed ? $" and {predictions.NewLevels.Count - MostNamed} others" : "";
            error.WriteLine("blmm: Levels that the model's data do not have are predicted as an average level: "
                + $"{string.Join(", ", predictions.NewLevels.Take(MostNamed))}{more}.");
        }
    }
}
