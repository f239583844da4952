using System.CommandLine;
using BayesLmm.Cli.Explanations;
using BayesLmm.Cli.Reports.Json;
using BayesLmm.Cli.Reports.Text;
using BayesLmm.Cli.Terminal;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm explain MODEL</c>: the model as it was read, and what fitting it would take; nothing is fitted.</summary>
internal static class ExplainCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console)
    {
        ModelOptions model = new();
        Command command = new("explain", "Say how a model is read: both notations, LaTeX, parameters and priors, sizes, engine, memory. Needs no data.");
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            Explanation explanation = Explanation.Of(
                model.Request(parsed), console);
            console.Output.Write(model.WantsJson(parsed) ? ExplanationJson.Write(explanation) : ExplanationText.Write(explanation));
            return ExitCode.Fine;
        });
        return command;
    }
}
