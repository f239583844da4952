using System.CommandLine;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Posteriors.Checks;
using BayesLmm.Posteriors.Files;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.Stories;
using BayesLmm.Reports.Content.Verdicts;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm report MODEL --out FILE</c>: one file that tells a fit from its question to how to get it again.</summary>
internal static class ReportCommand
{
    /// <summary>What the command is called.</summary>
    public const string Name = "report";

    /// <summary>The name that stands for the standard output.</summary>
    private const string StandardOutput = "-";

    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console, CancellationToken cancellationToken)
    {
        PosteriorOptions fit = new(defaultFormat: "html");
        Option<string> file = new("--out")
        {
            Description = $"The file to write, a page that holds everything it shows; {StandardOutput} for the standard output.",
            HelpName = "FILE",
            Required = true,
        };
        file.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.Tokens[0].Value is var path && path != StandardOutput
                && WritableFiles.Problem("reports", path, path) is { } problem)
            {
                result.AddError("--out: " + problem);
            }
        });
        Option<string?> title = new("--title") { Description = "The title of the report; the formula if not given.", HelpName = "TEXT" };
        Command command = new(Name, "Write one file about a fit: question, data, model, priors, estimates, checks, predictions, methods.");
        fit.AddTo(command);
        command.Options.Add(file);
        command.Options.Add(title);
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            CommandConsole quiet = fit.ConsoleFor(parsed, console);
            KeptFit kept = fit.Fit(parsed, quiet, cancellationToken, model => CheckRunner.Require(model, new CheckOptions()));
            FitResult posterior = kept.Result;
            StoryResult story = ReportRun.Run(posterior, TypedCommand.Of(parsed), parsed.GetValue(title), quiet, cancellationToken);
            console.Activity.Begin("writing the report", keeps: true);
            string text = ReportFormats.Write(StoryContent.Of(story), fit.FormatOf(parsed));
            bool isWritten = Write(path, text, console);
            console.Warn(Verdict.Of(posterior));
            return isWritten ? kept.ExitCode : ExitCode.UserError;
        });
        return command;
    }

    private static bool Write(string path, string text, CommandConsole console)
    {
        if (path == StandardOutput)
        {
            console.Output.Write(text);
            return true;
        }

        try
        {
            using PendingFiles files = new();
            files.Write(path, writer => writer.Write(text));
            files.Commit(() => []);
            console.Error.Write(FormattableString.Invariant($"Report: {path} ({new FileInfo(path).Length / 1e6:0.0} MB)\n"));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            console.Warn([$"The report cannot be written to '{path}': {WritableFiles.Cause(exception)}."]);
            return false;
        }
    }
}
