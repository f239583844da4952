using System.CommandLine;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Terminal;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.Groups;
using BayesLmm.Reports.Content.Verdicts;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm groups MODEL</c>: the levels of grouping factors, their coefficients, ranks, differences, and how far they are pooled.</summary>
internal static class GroupsCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console, CancellationToken cancellationToken)
    {
        PosteriorOptions fit = new(withReml: true);
        Option<string[]> group = new("--group") { Description = "The grouping factor; all if not given. May be repeated.", HelpName = "NAME" };
        Option<bool> coefficients = new("--coefficients")
        {
            Description = "The coefficients of every level, sorted: what is printed if nothing else is asked for.",
        };

        Option<bool> ranks = new("--ranks") { Description = "The rank of every level, with the probabilities of being the largest and the smallest." };
        Option<string[]> differences = new("--difference")
        {
            Description = "The difference between two levels, as \"308 - 309\". May be repeated.",
            HelpName = "LEVEL - LEVEL",
        };
        Option<bool> pooling = new("--pooling")
        {
            Description = "No, partial and complete pooling side by side with the shrinkage factor, small groups first.",
        };

        Option<double?> level = InferenceOptions.Level("The level of the posterior's intervals; 0.95 if not given.");
        Option<bool> hdi = new("--hdi") { Description = "Intervals of highest density, the shortest ones, in place of equal-tailed ones." };
        Command command = new("groups", "The levels of grouping factors: coefficients, ranks, differences, pooling; from the posterior or from the REML fit.");
        fit.AddTo(command);
        foreach (Option option in (Option[])[group, coefficients, ranks, differences, pooling, level, hdi])
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            string[] wanted = parsed.GetValue(differences) ?? [];
            bool isOther = parsed.GetValue(ranks) || parsed.GetValue(pooling) || wanted.Length > 0;
            GroupsRequest request = new(
                parsed.GetValue(group) ?? [],
                parsed.GetValue(coefficients) || !isOther,
                parsed.GetValue(ranks),
                wanted,
                parsed.GetValue(pooling),
                new SummaryOptions { Level = parsed.GetValue(level) ?? new SummaryOptions().Level, HighestDensity = parsed.GetValue(hdi) });
            CommandConsole quiet = fit.ConsoleFor(parsed, console);
            if (fit.IsReml(parsed))
            {
                if (request.Ranks || request.Differences.Count > 0)
                {
                    console.Error.WriteLine("blmm: --ranks and --difference need the draws of a posterior: leave out --engine reml.");
                    return ExitCode.UserError;
                }

                (RemlFit reml, IReadOnlyList<GroupResult> estimates) = GroupsRun.Reml(fit.Request(parsed), request, quiet, cancellationToken);
                console.Output.Write(ReportFormats.Write(GroupsContent.Of(reml.Model, estimates, request.Summary, "reml"), fit.FormatOf(parsed)));
                console.Warn(Verdict.Of(reml));
                return reml.Optimum.Converged ? ExitCode.Fine : ExitCode.NotTrustworthy;
            }

            KeptFit kept = fit.Fit(parsed, quiet, cancellationToken, model => GroupsRun.Check(model, request));
            FitResult posterior = kept.Result;
            IReadOnlyList<GroupResult> groups = GroupsRun.Posterior(posterior, request, quiet, cancellationToken);
            console.Output.Write(ReportFormats.Write(
                GroupsContent.Of(posterior.Input.Model, groups, request.Summary, posterior.Posterior.Engine), fit.FormatOf(parsed)));
            console.Warn(Verdict.Of(posterior));
            return kept.ExitCode;
        });
        return command;
    }
}
