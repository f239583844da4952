using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Language;
using BayesLmm.Reml;

namespace BayesLmm.Cli.Fits;

/// <summary>The work of <c>blmm reml</c>.</summary>
internal static class RemlRun
{
    /// <summary>Fits.</summary>
    /// <exception cref="ModelException">Something that the user wrote is wrong.</exception>
    public static RemlReport Run(ModelRequest request, bool restricted, CommandConsole console)
    {
        Stopwatch stopwatch = new(console.Time);
        BoundInput input = BoundInput.Read(request, stopwatch);
        console.Error.Write(DiagnosticPrinter.Print(input.Model.Warnings));
        (RemlFit fit, TimeSpan elapsed) = Fit(input.Model, restricted, console.Time);
        stopwatch.Add(Step.Reml, elapsed);
        stopwatch.Finish();
        return new RemlReport(input, fit, stopwatch.Laps);
    }

    /// <summary>Fits and measures how long it takes.</summary>
    /// <exception cref="ModelException">The model fits the data exactly.</exception>
    public static (RemlFit Fit, TimeSpan Elapsed) Fit(BoundModel model, bool restricted, TimeProvider time)
    {
        long begin = time.GetTimestamp();
        try
        {
            return (model.FitReml(restricted), time.GetElapsedTime(begin));
        }
        catch (InvalidOperationException exception)
        {
            throw InputDiagnostics.CannotRun(exception.Message);
        }
    }
}
