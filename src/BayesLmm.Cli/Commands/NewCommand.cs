using System.CommandLine;
using BayesLmm.Cli.Starters;
using BayesLmm.Cli.Terminal;
using BayesLmm.Reports.Content.Starters;
using BayesLmm.Reports.Formats;
using BayesLmm.Reports.Starters;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm new DATA</c>: a commented first model for a table.</summary>
internal static class NewCommand
{
    private static readonly StarterView View = new("'blmm new'", "--response NAME takes another.");

    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console)
    {
        Argument<string> data = new("DATA") { Description = "A data file: CSV, TSV, Parquet or JSON." };
        Option<string?> response = new("--response") { Description = "The column to explain; guessed if not given.", HelpName = "NAME" };
        Option<string> format = Choice.Create("format", "How the result is written.", ReportFormats.Names, ReportFormats.Default);

        data.Validators.Add(Choice.RefuseOptions);
        Option<bool> quiet = new("--quiet") { Description = "Show no progress." };
        Command command = new("new", "Look at a table and write a commented first model for it.");
        command.Arguments.Add(data);
        command.Options.Add(response);
        command.Options.Add(format);
        command.Options.Add(quiet);
        command.SetAction(parsed =>
        {
            console.Quiet(parsed.GetValue(quiet));
            string path = parsed.GetRequiredValue(data);
            console.Activity.Begin("looking at the data");
            (StarterModel model, BoundModel bound) = StarterGuess.For(path, TableReader.Read(path), parsed.GetValue(response));
            console.Output.Write(ReportFormats.Write(StarterContent.Of(model, bound, View), parsed.GetRequiredValue(format)));
            return ExitCode.Fine;
        });
        return command;
    }
}
