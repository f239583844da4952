using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Predictions;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.Predictions;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Fits;

/// <summary>The work of <c>blmm predict</c> on a posterior.</summary>
internal static class PosteriorPredictRun
{
    /// <summary>Rows that are predicted before they are written.</summary>
    private const int RowsAtATime = 8192;

    /// <summary>Predicts.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="rows">The file with the rows to predict; null for those of the fit.</param>
    /// <param name="table">Its rows; null for those of the fit.</param>
    /// <param name="options">How to predict.</param>
    /// <param name="console">Receives progress, and what is to be said of rows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ModelException">Something that the user wrote is wrong.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static PosteriorPredictResult Run(
        FitResult fit, string? rows, Table? table, PosteriorPredictionOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        PredictableRows prepared = Prepare(fit, rows, table, options, console);
        PosteriorPredictions predictions = ProgressDisplay.Watch(console, "rows", progress => prepared.All(progress, cancellationToken));
        WriteNotes(predictions, console);
        return new PosteriorPredictResult(fit, predictions, table);
    }

    /// <summary>Predicts some rows at a time and writes them as CSV, so that memory does not grow with the number of rows.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="rows">The file with the rows to predict; null for those of the fit.</param>
    /// <param name="table">Its rows; null for those of the fit.</param>
    /// <param name="options">How to predict.</param>
    /// <param name="output">Where they are written.</param>
    /// <param name="console">Receives progress, and what is to be said of rows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ModelException">Something that the user wrote is wrong.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static void Stream(
        FitResult fit, string? rows, Table? table, PosteriorPredictionOptions options, TextWriter output, CommandConsole console,
        CancellationToken cancellationToken)
    {
        PredictableRows prepared = Prepare(fit, rows, table, options, console);
        ProgressDisplay.Watch(console, "rows", progress =>
        {
            bool isFirst = true;
            foreach (PosteriorPredictions part in prepared.Parts(RowsAtATime, progress, cancellationToken))
            {
                output.Write(CsvFormat.Write(PosteriorPredictContent.Of(new PosteriorPredictResult(fit, part, table)), withHeader: isFirst));
                isFirst = false;
            }

            return prepared.Count;
        });
        WriteNotes(prepared.WithoutRows(), console);
    }

    private static PredictableRows Prepare(FitResult fit, string? rows, Table? table, PosteriorPredictionOptions options, CommandConsole console)
    {
        console.Activity.Begin("predicting");
        try
        {
            return PosteriorPredictor.Prepare(fit.Posterior, table, options);
        }
        catch (ArgumentException exception) when (rows is not null)
        {
            throw InputDiagnostics.CannotPredict(rows, exception.Message);
        }
    }

    private static void WriteNotes(PosteriorPredictions predictions, CommandConsole console) => PredictRun.WriteNotes(
        predictions.Warnings, predictions.Missing, predictions.Undetermined, predictions.NewLevels,
        "The effects of levels that the model's data do not have are drawn from the distribution of levels", console.Error);

    /// <summary>The rows of the fit with fitted values and residuals.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="console">Receives progress.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static AugmentResult Augment(FitResult fit, CommandConsole console, CancellationToken cancellationToken)
    {
        console.Activity.Begin("computing residuals");
        EquatableArray<FittedRow> rows = ProgressDisplay.Watch(console, "rows", progress => fit.Posterior.Augment(progress, cancellationToken));
        return new AugmentResult(fit, rows, InputReader.ReadAgain(fit.Input, console.Activity));
    }
}
