using System.CommandLine;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Terminal;
using BayesLmm.Reports.Content.Explanations;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm explain MODEL</c>: the model as it was read, and what fitting it would take; nothing is fitted.</summary>
internal static class ExplainCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console)
    {
        ModelOptions model = new();
        Option<bool> quiet = new("--quiet") { Description = "Show no progress." };
        Command command = new("explain", "Show how a model is read: both notations, LaTeX, parameters and priors, sizes, engine, memory. Needs no data.");
        model.AddTo(command);
        command.Options.Add(quiet);
        command.SetAction(parsed =>
        {
            console.Quiet(parsed.GetValue(quiet));
            Explanation explanation = ExplainRun.Run(model.Request(parsed), console);
            console.Output.Write(ReportFormats.Write(ExplanationContent.Of(explanation), model.FormatOf(parsed)));
            return ExitCode.Fine;
        });
        return command;
    }
}
