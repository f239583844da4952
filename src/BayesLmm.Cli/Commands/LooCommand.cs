using System.CommandLine;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Terminal;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.LeaveOut;
using BayesLmm.Reports.Content.Verdicts;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm loo MODEL</c>: leave-one-out cross-validation by rows and by groups, and the posterior without each group.</summary>
internal static class LooCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console, CancellationToken cancellationToken)
    {
        PosteriorOptions fit = new();
        Option<string[]> groups = new("--group")
        {
            Description = "Leave out each level of this grouping factor, and of no other. May be repeated. All grouping factors if not given, unless each "
                + "level would take another fit.",
            HelpName = "NAME",
        };
        Option<string[]> conditions = new("--where")
        {
            Description = "Leave out the rows for which a condition holds, such as \"Days > 7\". May be repeated.",
            HelpName = "CONDITION",
        };
        Option<bool> influence = new("--influence") { Description = "Print which group shifts each parameter most (text only; JSON has it always)." };
        Option<string[]> signs = new("--sign")
        {
            Description = "Find how few rows, and how few levels of each grouping factor, change the sign of this coefficient. May be repeated.",
            HelpName = "COEFFICIENT",
        };
        Option<bool> sensitivity = new("--sensitivity")
        {
            Description = "Print how sensitive each parameter is to its prior and to the likelihood, by power-scaling.",
        };
        Command command = new("loo", "Leave out rows and groups: how well they are predicted by the others, and the posterior without them.");
        fit.AddTo(command);
        foreach (Option option in (Option[])[groups, conditions, influence, signs, sensitivity])
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            LooRequest request = new(
                parsed.GetValue(groups) ?? [], parsed.GetValue(conditions) ?? [], parsed.GetValue(signs) ?? [], parsed.GetValue(influence),
                parsed.GetValue(sensitivity));
            CommandConsole quiet = fit.ConsoleFor(parsed, console);
            KeptFit kept = fit.Fit(parsed, quiet, cancellationToken, request.Check);
            FitResult posterior = kept.Result;
            LooResult result = LooRun.Run(posterior, request, kept.Engine, quiet, cancellationToken);
            console.Output.Write(ReportFormats.Write(LooContent.Of(result), fit.FormatOf(parsed)));
            console.Warn(Verdict.Of(posterior));
            return kept.ExitCode;
        });
        return command;
    }
}
