using System.CommandLine;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Reports.Json;
using BayesLmm.Cli.Reports.Text;
using BayesLmm.Cli.Terminal;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm fit MODEL</c>: the posterior, with REML beside it.</summary>
internal static class FitCommand
{
    /// <summary>What the command is called.</summary>
    public const string Name = "fit";

    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console, CancellationToken cancellationToken)
    {
        ModelOptions model = new();
        SamplingSettings sampling = new();
        Option<bool> effects = new("--effects") { Description = "Print every group effect, not only a summary of them (text only; JSON has them always)." };
        Option<bool> quiet = new("--quiet") { Description = "Show no progress." };
        Command command = new(Name, "Sample a model's posterior and hold it against the REML fit.");
        model.AddTo(command);
        sampling.AddTo(command);
        command.Options.Add(effects);
        command.Options.Add(quiet);
        command.SetAction(parsed =>
        {
            FitReport report = FitRun.Run(
                model.Request(parsed),
                options => sampling.Override(options, parsed),
                parsed.GetValue(quiet) ? console with { ShowsProgress = false } : console,
                cancellationToken);
            console.Output.Write(model.WantsJson(parsed) ? FitJson.Write(report) : FitText.Write(report, parsed.GetValue(effects)));
            console.Error.Write(Verdict.Of(report));
            return report.ExitCode;
        });
        return command;
    }
}
