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
        Table? table = ReadRows(rows, input.Model, console);
        console.Error.Write(DiagnosticPrinter.Print(input.Model.Warnings) + RemlRun.FamilyNote(input.Model));
        console.Activity.Begin("estimating by REML");
        RemlFit fit = RemlRun.Fit(input.Model, restricted: true, console.Time, cancellationToken).Fit;
        console.Activity.Begin("predicting");
        PredictionTable predictions = Predict(fit, rows, table, options);
        WriteNotes(
            predictions.Warnings, predictions.Missing, predictions.Undetermined, predictions.NewLevels,
            "Levels that the model's data do not have are predicted as an average level", console.Error);
        return new PredictResult(fit, options, predictions, table);
    }

    /// <summary>Fits, and reads the model's data again to set them beside the rows of the fit.</summary>
    /// <param name="request">Model and data.</param>
    /// <param name="console">Receives warnings.</param>
    /// <param name="cancellationToken">Ends the fit.</param>
    /// <exception cref="ModelException">Something that the user wrote is wrong.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static (RemlFit Fit, Table? Data) Augment(ModelRequest request, CommandConsole console, CancellationToken cancellationToken)
    {
        ModelInput input = InputReader.Read(request, new Stopwatch(console.Time), console.Activity);
        console.Error.Write(DiagnosticPrinter.Print(input.Model.Warnings) + RemlRun.FamilyNote(input.Model));
        console.Activity.Begin("estimating by REML");
        RemlFit fit = RemlRun.Fit(input.Model, restricted: true, console.Time, cancellationToken).Fit;
        return (fit, InputReader.ReadAgain(input, console.Activity));
    }

    /// <summary>Reads the rows to predict, as the model's own data are read.</summary>
    /// <param name="rows">The file; null for the rows of the fit.</param>
    /// <param name="model">The model.</param>
    /// <param name="console">Is told what is done.</param>
    /// <exception cref="ModelException">The file cannot be read.</exception>
    public static Table? ReadRows(string? rows, BoundModel model, CommandConsole console)
    {
        if (rows is null)
        {
            return null;
        }

        console.Activity.Begin("reading the rows to predict");
        return TableReader.Read(rows, null, null, null, DataConventions.Of(model.Specification).NotationToRead);
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

    /// <summary>Says what is to be said of rows.</summary>
    /// <param name="warnings">What is doubtful about them.</param>
    /// <param name="missing">Those with missing values.</param>
    /// <param name="undetermined">Those whose mean the model's data do not determine.</param>
    /// <param name="newLevels">Levels that the model's data do not have.</param>
    /// <param name="treatment">The treatment of these levels, as a sentence without its end.</param>
    /// <param name="error">Where it is said.</param>
    public static void WriteNotes(
        IReadOnlyCollection<Diagnostic> warnings, IReadOnlyCollection<MissingPrediction> missing, IEnumerable<UndeterminedPrediction> undetermined,
        IReadOnlyCollection<string> newLevels, string treatment, TextWriter error)
    {
        error.Write(DiagnosticPrinter.Print([.. warnings]));
        foreach (MissingPrediction row in missing.Take(MostNamed))
        {
            error.WriteLine($"blmm: Row {row.Row} has no value of '{row.Column}' and is not predicted.");
        }

        if (missing.Count > MostNamed)
        {
            error.WriteLine($"blmm: The same holds for {missing.Count - MostNamed} other rows.");
        }

        foreach (string sentence in PredictionWording.Undetermined(undetermined))
        {
            error.WriteLine($"blmm: {sentence}");
        }

        if (newLevels.Count > 0)
        {
            string more = newLevels.Count > MostNamed ? $" and {newLevels.Count - MostNamed} others" : "";
            error.WriteLine($"blmm: {treatment}: "
                + $"{string.Join(", ", newLevels.Take(MostNamed))}{more}.");
        }
    }
}
