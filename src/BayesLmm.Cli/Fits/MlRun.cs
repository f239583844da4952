using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Diagnostics;
using BayesLmm.Estimation;
using BayesLmm.Reports.Content;
using BayesLmm.Reports.Content.Laplace;
using BayesLmm.Reports.Content.Reml;

namespace BayesLmm.Cli.Fits;

/// <summary>What is asked of <c>blmm ml</c>.</summary>
/// <param name="Options">How the likelihood is approximated.</param>
/// <param name="Level">The level of all intervals.</param>
/// <param name="Profile">Whether profile intervals are wanted.</param>
/// <param name="Effects">Whether every group effect is.</param>
/// <param name="Fitted">Whether fitted values are.</param>
internal sealed record MlRequest(LaplaceOptions Options, double Level, bool Profile, bool Effects, bool Fitted);

/// <summary>The work of <c>blmm ml</c>.</summary>
internal static class MlRun
{
    /// <summary>Fits: of a model with normal residuals as <c>blmm reml --ml</c> does, of another by Laplace's approximation or quadrature.</summary>
    /// <param name="request">Model and data.</param>
    /// <param name="wanted">What else is asked for.</param>
    /// <param name="console">Receives warnings and progress.</param>
    /// <param name="cancellationToken">Ends the fit with an exception; after it, what is done by then is reported.</param>
    /// <exception cref="ModelException">Something that the user wrote is wrong, or the likelihood has no maximum.</exception>
    public static (RemlResult? Normal, LaplaceResult? Other) Run(
        ModelRequest request, MlRequest wanted, CommandConsole console, CancellationToken cancellationToken)
    {
        Stopwatch stopwatch = new(console.Time);
        ModelInput input = InputReader.Read(request, stopwatch, console.Activity);
        if (input.Model.HasReml)
        {
            if (wanted.Options is not { Quadrature: 1, ExpectedInformation: false } || wanted.Fitted)
            {
                throw InputDiagnostics.ExactLikelihood(input.Model.Family);
            }

            RemlOptions options = new() { Restricted = false, Level = wanted.Level, Profile = wanted.Profile, Effects = wanted.Effects };
            return (RemlRun.Run(request, options, console, cancellationToken), null);
        }

        console.Error.Write(DiagnosticPrinter.Print(input.Model.Warnings));
        console.Activity.Begin("estimating by maximum likelihood");
        LaplaceFit fit = Fit(input.Model, wanted.Options, cancellationToken);
        stopwatch.Lap(Step.Likelihood);
        console.Activity.Begin("testing and computing intervals", keeps: true);
        LaplaceResult result = new(input, fit, wanted.Level, []) { ShowsEffects = wanted.Effects, ShowsFitted = wanted.Fitted };
        if (wanted.Profile)
        {
            const string Name = "profile intervals";
            try
            {
                result = result with { Profile = fit.ProfileIntervals(wanted.Level, cancellationToken) };
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                result = result with { Interrupted = [Name] };
            }
        }

        stopwatch.Lap(Step.Inference);
        stopwatch.Finish();
        return (null, result with { Timings = stopwatch.Laps });
    }

    /// <summary>Fits a model of another family than the normal.</summary>
    /// <exception cref="ModelException">The likelihood has no maximum, or quadrature is not possible.</exception>
    public static LaplaceFit Fit(BoundModel model, LaplaceOptions options, CancellationToken cancellationToken)
    {
        if (options.Quadrature > 1 && (model.GroupTerms.Count != 1 || model.GroupTerms[0].Width != 1))
        {
            throw InputDiagnostics.NoQuadrature();
        }

        return model.TryFitLaplace(out LaplaceFit? fit, out NoMaximum? reason, options, cancellationToken)
            ? fit
            : throw InputDiagnostics.CannotRun(reason.ToString());
    }
}
