using System.CommandLine;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Terminal;
using BayesLmm.Reports.Content.Reml;
using BayesLmm.Reports.Content.Verdicts;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm reml MODEL</c>: estimates by restricted maximum likelihood, with tests and intervals.</summary>
internal static class RemlCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console, CancellationToken cancellationToken)
    {
        ModelOptions model = new();
        InferenceOptions inference = new();
        Option<bool> quiet = new("--quiet") { Description = "Show no progress." };
        Command command = new("reml", "Estimate a model by restricted maximum likelihood, with tests and intervals.");
        model.AddTo(command);
        inference.AddTo(command);
        command.Options.Add(quiet);
        command.SetAction(parsed =>
        {
            RemlResult result = RemlRun.Run(
                model.Request(parsed), inference.Read(parsed), console.Quiet(parsed.GetValue(quiet)), cancellationToken);
            console.Output.Write(ReportFormats.Write(RemlContent.Of(result), model.FormatOf(parsed)));
            console.Warn(Verdict.Of(result));
            return ExitCode.Of(result);
        });
        return command;
    }
}
