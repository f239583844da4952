using System.CommandLine;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.Means;
using BayesLmm.Reports.Content.Verdicts;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm means MODEL</c>: marginal means, slopes and contrasts, from the posterior or from the REML fit.</summary>
internal static class MeansCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console, CancellationToken cancellationToken)
    {
        PosteriorOptions fit = new(withReml: true);
        GridOptions grid = new();
        Option<string> ddf = InferenceOptions.DegreesOfFreedom();
        Command command = new("means", "Marginal means, slopes and contrasts over a grid of predictors, from the posterior or from the REML fit.");
        fit.AddTo(command);
        grid.AddTo(command);
        command.Options.Add(ddf);
        command.SetAction(parsed =>
        {
            MeansOptions options = grid.Read(parsed);
            CommandConsole quiet = fit.ConsoleFor(parsed, console);
            if (fit.IsReml(parsed))
            {
                DegreesOfFreedomMethod method = InferenceOptions.Method(parsed.GetRequiredValue(ddf));
                (RemlFit reml, MarginalGrid<ContrastTest> tests) = MeansRun.Reml(fit.Request(parsed), options, method, quiet, cancellationToken);
                console.Output.Write(ReportFormats.Write(MeansGridContent.Of(reml.Model, tests, method), fit.FormatOf(parsed)));
                console.Warn(Verdict.Of(reml));
                return reml.Optimum.Converged ? ExitCode.Fine : ExitCode.NotTrustworthy;
            }

            KeptFit kept = fit.Fit(parsed, quiet, cancellationToken, model => MeansRun.Check(model, options));
            FitResult posterior = kept.Result;
            MarginalGrid<DrawnEstimate> means = MeansRun.Posterior(posterior, options, quiet, cancellationToken);
            console.Output.Write(ReportFormats.Write(MeansGridContent.Of(posterior.Input.Model, means), fit.FormatOf(parsed)));
            console.Warn(Verdict.Of(posterior));
            return kept.ExitCode;
        });
        return command;
    }
}
