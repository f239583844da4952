using System.CommandLine;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Terminal;
using BayesLmm.Posteriors.Checks;
using BayesLmm.Reports.Content.Checks;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.Verdicts;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm check MODEL</c>: everything that checks a fit.</summary>
internal static class CheckCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console, CancellationToken cancellationToken)
    {
        PosteriorOptions fit = new();
        Option<string[]> statistics = new("--statistic")
        {
            Description = "A further statistic of the response, as \"mean(y > 300)\" or \"max(y) - min(y)\". May be repeated.",
            HelpName = "EXPRESSION",
        };
        Command command =
            new("check", "Check a model: its draws, data that it produces beside the observed ones, its assumptions, and the engines' agreement.");
        fit.AddTo(command);
        command.Options.Add(statistics);
        command.SetAction(parsed =>
        {
            CheckOptions options = new() { Statistics = [.. parsed.GetValue(statistics) ?? []] };
            CommandConsole quiet = fit.ConsoleFor(parsed, console);
            KeptFit kept = fit.Fit(parsed, quiet, cancellationToken, model => CheckRunner.Require(model, options));
            FitResult posterior = kept.Result;
            console.Activity.Begin("replicating the data");
            PosteriorChecks checks =
                ProgressDisplay.Watch(quiet, "replications", progress => posterior.Posterior.Check(options, progress, cancellationToken));
            CheckResult result = new(posterior, checks, LooRun.WithoutFits(posterior, quiet, cancellationToken));
            console.Output.Write(ReportFormats.Write(CheckContent.Of(result), fit.FormatOf(parsed)));
            console.Warn(Verdict.Of(posterior));
            return kept.ExitCode;
        });
        return command;
    }
}
