using System.CommandLine;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Reports.Json;
using BayesLmm.Cli.Reports.Text;
using BayesLmm.Cli.Terminal;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm reml MODEL</c>: point estimates by restricted maximum likelihood.</summary>
internal static class RemlCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console)
    {
        ModelOptions model = new();
        Option<bool> ml = new("--ml") { Description = "Maximise the likelihood in place of the restricted likelihood." };
        Option<bool> effects = new("--effects") { Description = "Print every predicted group effect (text only; JSON has them always)." };
        Command command = new("reml", "Estimate a model by restricted maximum likelihood.");
        model.AddTo(command);
        command.Options.Add(ml);
        command.Options.Add(effects);
        command.SetAction(parsed =>
        {
            RemlReport report = RemlRun.Run(
                model.Request(parsed),
                restricted: !parsed.GetValue(ml),
                console);
            console.Output.Write(model.WantsJson(parsed) ? RemlJson.Write(report.Reml) : RemlText.Write(report, parsed.GetValue(effects)));
            console.Error.Write(Verdict.Of(report));
            return report.ExitCode;
        });
        return command;
    }
}
