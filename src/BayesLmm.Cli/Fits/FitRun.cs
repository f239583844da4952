using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Diagnostics;
using BayesLmm.InferNet;
using BayesLmm.Reports.Content;
using BayesLmm.Reports.Content.Fits;

namespace BayesLmm.Cli.Fits;

/// <summary>The work of <c>blmm fit</c>: REML or maximum likelihood and the posterior side by side, then their agreement.</summary>
internal static class FitRun
{
    /// <summary>Fits.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <param name="settings">Overrides the model's own sampling settings.</param>
    /// <param name="console">Receives warnings and progress.</param>
    /// <param name="cancellationToken">Ends sampling early with what was drawn.</param>
    /// <param name="engines">The engine that answers, and the engines that it is compared with.</param>
    /// <param name="prepare">What else is to be done once the model has met its data and before it is sampled, so that what is wrong is said early.</param>
    /// <exception cref="ModelException">Something that the user wrote is wrong.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled before any draw was kept, or before the REML fit was done.</exception>
    public static FitResult Run(
        ModelRequest request,
        SamplingSettings settings,
        CommandConsole console,
        CancellationToken cancellationToken,
        EngineSettings engines,
        Action<BoundModel>? prepare = null)
    {
        if (engines.Engine == InferNetEngine.Id && !InferNetAvailability.IsAvailable)
        {
            throw InputDiagnostics.CannotRun(InferNetAvailability.HowToGet);
        }

        Stopwatch stopwatch = new(console.Time);
        ModelInput input = VarianceDiagnostics.AddTo(InputReader.Read(request, stopwatch, console.Activity));
        SavedSettings.Require(settings, engines, input.Saved);
        console.Error.Write(DiagnosticPrinter.Print(input.Model.Warnings));
        prepare?.Invoke(input.Model);

        if (input.Saved is { } saved)
        {
            (SamplingSettings drawn, EngineSettings chosen) = SavedSettings.Read(saved.Source.Settings);
            settings = drawn with { Threads = settings.Threads };
            engines = chosen with { Against = engines.Against };
        }

        DrawOptions options = settings.Override(DrawOptions.From(input.Model.Specification));
        engines = engines with { Hmc = settings.Override(HmcOptions.From(input.Model.Specification)) };
        (Posterior posterior, Estimates estimates) = input.Saved is { } fitted
            ? Take(fitted, options, console, cancellationToken)
            : Draw(input, options, engines, console, cancellationToken);
        stopwatch.Add(estimates.Step, estimates.Elapsed);
        stopwatch.Add(Step.Sampling, posterior.Draws.Elapsed);
        console.Activity.Begin("summarising the draws", keeps: true);
        _ = posterior.Convergence;   // computed once, and timed here
        AgreementReport? agreement = estimates.Reml is { } reml ? posterior.CompareWith(reml)
            : estimates.Laplace is { } laplace ? posterior.CompareWith(laplace)
            : null;
        stopwatch.Lap(Step.Summaries);
        FurtherEngines? further = null;
        if (engines.Against.Count > 0)
        {
            console.Activity.Begin("running further engines", keeps: true);
            further = FurtherRun.Run(posterior, estimates.Reml, options, engines, console, cancellationToken);
            stopwatch.Lap(Step.Against);
        }

        stopwatch.Finish();
        return new FitResult(input, estimates.Reml, posterior, agreement, stopwatch.Laps)
        {
            Laplace = estimates.Laplace,
            Further = further,
            Advice = CommandLineWords.Instance,
        };
    }

    /// <summary>The posterior of a saved fit; the estimates are made again, with the same bits.</summary>
    private static (Posterior Posterior, Estimates Estimates) Take(
        SavedFit saved, DrawOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        Posterior posterior = saved.Posterior.OnThreads(options.Threads);
        console.Activity.Begin(EstimateRun.Activity(posterior.Model));
        return (posterior, EstimateRun.Run(posterior.Model, console.Time, cancellationToken));
    }

    /// <summary>Samples, with the estimates beside it.</summary>
    private static (Posterior Posterior, Estimates Estimates) Draw(
        ModelInput input, DrawOptions options, EngineSettings engines, CommandConsole console, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<Estimates> estimates = Task.Run(() => Estimate(input.Model, console.Time, stop, cancellationToken), CancellationToken.None);
        console.Activity.Begin("sampling", keeps: true);
        Posterior posterior;
        try
        {
            posterior = ProgressDisplay.Watch(console, options, progress => PosteriorRun.Sample(input.Model, options, engines, progress, stop.Token));
        }
        catch (Exception exception) when (exception is EngineRefusedException or OperationCanceledException)
        {
            // Whatever stops the estimates stops sampling too, and has the better message; a cancellation stops both.
            if (!cancellationToken.IsCancellationRequested)
            {
                estimates.GetAwaiter().GetResult();
            }

            if (exception is EngineRefusedException refused)
            {
                throw InputDiagnostics.CannotRun(PosteriorRun.Reason(refused, engines.Engine));
            }

            throw;
        }

        console.Activity.Begin(EstimateRun.Activity(input.Model));
        return (posterior, estimates.GetAwaiter().GetResult());
    }

    private static Estimates Estimate(BoundModel model, TimeProvider time, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        try
        {
            return EstimateRun.Run(model, time, cancellationToken);
        }
        catch (ModelException)
        {
            stop.Cancel();
            throw;
        }
    }
}
