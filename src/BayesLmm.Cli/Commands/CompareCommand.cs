using System.CommandLine;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Terminal;
using BayesLmm.Language.Syntax;
using BayesLmm.Reports.Content.Comparisons;
using BayesLmm.Reports.Content.Verdicts;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm compare A B …</c>: models of the same data compared with each other.</summary>
internal static class CompareCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console, CancellationToken cancellationToken)
    {
        Argument<string[]> models = new("MODEL")
        {
            Description = "Two models or more: model files, saved fits, or formulas in quotes together with --data.",
            Arity = ArgumentArity.OneOrMore,
        };
        models.Validators.Add(Choice.RefuseOptions);
        models.Validators.Add(result =>
        {
            if (result.Tokens.Count < 2)
            {
                result.AddError("A comparison takes two models or more; only one was given.");
            }
        });
        DataOptions data = new();
        Option<bool> ml = new("--ml") { Description = "Fit by maximum likelihood also where restricted likelihoods can be compared." };
        Option<double?> bootstrap = InferenceOptions.Bootstrap("Simulate the distribution of the likelihood ratio with so many replicates.");
        Option<double?> seed = InferenceOptions.Seed();
        Option<bool> quiet = new("--quiet") { Description = "Show no progress." };
        Command command = new("compare", "Compare models of the same data: likelihood-ratio tests where one is a special case of another, AIC, BIC.");
        command.Arguments.Add(models);
        data.AddTo(command);
        foreach (Option option in (Option[])[ml, bootstrap, seed, quiet])
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            BootstrapOptions? options = parsed.GetValue(bootstrap) is { } replicates
                ? new BootstrapOptions { Replicates = (int)replicates, Seed = (ulong)(parsed.GetValue(seed) ?? 1) }
                : null;
            CompareRun run = new(parsed.GetValue(ml), options, console.Quiet(parsed.GetValue(quiet)), cancellationToken);
            CompareResult result = run.Run([.. parsed.GetRequiredValue(models).Select(model => data.Request(parsed, model))]);
            console.Output.Write(ReportFormats.Write(CompareContent.Of(result), data.FormatOf(parsed)));
            console.Warn(Verdict.Of(result));
            return ExitCode.Of(result);
        });
        return command;
    }
}
