using System.CommandLine;
using BayesLmm.Cli.Starters;
using BayesLmm.Cli.Terminal;
using BayesLmm.Language.Syntax;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm new DATA</c>: a commented first model for a table.</summary>
internal static class NewCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console)
    {
        Argument<string> data = new("DATA") { Description = "A data file: CSV, TSV, Parquet or JSON." };
        Option<string?> response = new("--response") { Description = "The column to explain; guessed if not given.", HelpName = "NAME" };

        data.Validators.Add(Choice.RefuseOptions);
        Command command = new("new", "Look at a table and write a commented first model for it.");
        command.Arguments.Add(data);
        command.Options.Add(response);
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(data);
            (StarterModel model, BoundModel bound) = StarterGuess.For(path, TableReader.Read(path), parsed.GetValue(response));
            console.Output.Write(StarterText.Write(model, bound));
            return ExitCode.Fine;
        });
        return command;
    }
}
