using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Numerics;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.Predictions;

namespace BayesLmm.Cli.Fits;

/// <summary>The work of <c>blmm predict</c> on a posterior.</summary>
internal static class PosteriorPredictRun
{
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
        console.Activity.Begin("predicting");
        PosteriorPredictions predictions;
        try
        {
            predictions = ProgressDisplay.Watch(console, "rows", progress => table is null
                ? fit.Posterior.Predict(options, progress, cancellationToken)
                : fit.Posterior.Predict(table, options, progress, cancellationToken));
        }
        catch (ArgumentException exception) when (rows is not null)
        {
            throw InputDiagnostics.CannotPredict(rows, exception.Message);
        }

        PredictRun.WriteNotes(
            predictions.Warnings, predictions.Missing, predictions.Undetermined, predictions.NewLevels,
            "The effects of levels that the model's data do not have are drawn from the distribution of levels", console.Error);
        return new PosteriorPredictResult(fit, predictions, table);
    }

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
