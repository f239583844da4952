using System.CommandLine;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Reports;
using BayesLmm.Cli.Reports.Estimates;
using BayesLmm.Cli.Reports.Json;
using BayesLmm.Cli.Reports.Text;
using BayesLmm.Cli.Terminal;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm reml MODEL</c>: estimates by restricted maximum likelihood, with tests and intervals.</summary>
internal static class RemlCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console, CancellationToken cancellationToken)
    {
        ModelOptions model = new(ReportFormat.All, ReportFormat.Text);
        InferenceSettings inference = new();
        Option<bool> quiet = new("--quiet") { Description = "Show no progress." };
        Command command = new("reml", "Estimate a model by restricted maximum likelihood, with tests and intervals.");
        model.AddTo(command);
        inference.AddTo(command);
        command.Options.Add(quiet);
        command.SetAction(parsed =>
        {
            RemlReport report = RemlRun.Run(
                model.Request(parsed), inference.Read(parsed), parsed.GetValue(quiet) ? console with { ShowsProgress = false } : console, cancellationToken);
            console.Output.Write(Write(report, model.FormatOf(parsed)));
            console.Error.Write(Verdict.Of(report));
            return report.ExitCode;
        });
        return command;
    }

    private static string Write(RemlReport report, string format) => format switch
    {
        ReportFormat.Json => RemlJson.Write(report),
        ReportFormat.Text => ReportFormat.Render(RemlDocument.Of(report), format) + TimingSection.Write(report.Timings),
        _ => ReportFormat.Render(RemlDocument.Of(report), format),
    };
}
