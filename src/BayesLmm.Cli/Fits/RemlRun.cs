using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Diagnostics;
using BayesLmm.Estimation;
using BayesLmm.Reports.Content;
using BayesLmm.Reports.Content.Reml;

namespace BayesLmm.Cli.Fits;

/// <summary>The work of <c>blmm reml</c>.</summary>
internal static class RemlRun
{
    /// <summary>A line for estimates that take residuals as normal although the model does not; empty if they agree.</summary>
    public static string FamilyNote(BoundModel model) => model.Family.NormalForm == NormalForm.Exact || !model.HasReml
        ? ""
        : $"blmm: Estimates by REML take the residuals as normal; 'family {model.Family}' is for the posterior, blmm fit.\n";

    /// <summary>Fits, and computes what follows from the fit.</summary>
    /// <param name="request">Model and data.</param>
    /// <param name="options">What else is asked for.</param>
    /// <param name="console">Receives warnings and progress.</param>
    /// <param name="cancellationToken">Ends the fit with an exception; after it, what is done by then is reported.</param>
    /// <exception cref="ModelException">Something that the user wrote is wrong.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled before the fit was done.</exception>
    public static RemlResult Run(ModelRequest request, RemlOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        Stopwatch stopwatch = new(console.Time);
        ModelInput input = InputReader.Read(request, stopwatch, console.Activity);
        console.Error.Write(DiagnosticPrinter.Print(input.Model.Warnings) + RemlRun.FamilyNote(input.Model));
        console.Activity.Begin("estimating by REML");
        (RemlFit fit, TimeSpan elapsed) = Fit(input.Model, options.Restricted, console.Time, cancellationToken);
        stopwatch.Add(Step.Reml, elapsed);
        console.Activity.Begin("testing and computing intervals", keeps: true);
        RemlFindings findings = new RemlInvestigation(fit, options, console, cancellationToken).Run();
        stopwatch.Lap(Step.Inference);
        stopwatch.Finish();
        return new RemlResult(input, fit, findings, stopwatch.Laps);
    }

    /// <summary>Fits and measures how long it takes.</summary>
    /// <exception cref="ModelException">The model fits the data exactly, or has no normal residuals.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled before the fit was done.</exception>
    public static (RemlFit Fit, TimeSpan Elapsed) Fit(BoundModel model, bool restricted, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!model.HasReml)
        {
            throw InputDiagnostics.NoReml(model.Family);
        }

        long begin = time.GetTimestamp();
        return model.TryFitReml(out RemlFit? fit, out NoMaximum? reason, restricted, cancellationToken)
            ? (fit, time.GetElapsedTime(begin))
            : throw InputDiagnostics.CannotRun(reason.ToString());
    }
}
