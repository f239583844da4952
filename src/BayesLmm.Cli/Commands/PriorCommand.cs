using System.CommandLine;
using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Diagnostics;
using BayesLmm.Language.Checks;
using BayesLmm.Reports.Content;
using BayesLmm.Reports.Content.Priors;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm prior MODEL</c>: every prior, and what they imply before any data.</summary>
internal static class PriorCommand
{
    private const int DefaultDraws = 4000;

    /// <summary>More would add no information, and every parameter keeps all of them.</summary>
    private const int MostDraws = 1_000_000;

    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console)
    {
        ModelOptions model = new();
        Option<double?> draws = SampleOptions.Create(
            new SampleSettingRule("draws", 1, MostDraws, IsInteger: true), $"The number of draws from the priors; {DefaultDraws} if not given.", "COUNT");
        Option<double?> seed = SampleOptions.Setting("seed", "The seed; the model's own if not given.", "NUMBER");
        Option<bool> quiet = new("--quiet") { Description = "Show no progress." };
        Command command = new("prior", "List every prior and what it implies for observable things, by simulation.");
        model.AddTo(command);
        command.Options.Add(draws);
        command.Options.Add(seed);
        command.Options.Add(quiet);
        command.SetAction(parsed =>
        {
            console.Quiet(parsed.GetValue(quiet));
            ModelInput input = InputReader.Read(model.Request(parsed), new Stopwatch(console.Time), console.Activity);
            console.Error.Write(DiagnosticPrinter.Print(input.Model.Warnings));
            console.Activity.Begin("drawing from the priors");
            PriorSimulation simulation = input.Model.SimulatePrior(
                (int)(parsed.GetValue(draws) ?? DefaultDraws), (ulong)(parsed.GetValue(seed) ?? DrawOptions.From(input.Model.Specification).Seed));
            console.Output.Write(ReportFormats.Write(PriorContent.Of(simulation), model.FormatOf(parsed)));
            return ExitCode.Fine;
        });
        return command;
    }
}
