using System.CommandLine;
using System.CommandLine.Parsing;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Language.Syntax;
using BayesLmm.Reports.Content.Comparisons;
using BayesLmm.Reports.Content.Verdicts;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm compare A B …</c>: models of the same data compared with each other.</summary>
internal static class CompareCommand
{
    /// <summary>The word for tests of fits by REML.</summary>
    private const string Test = "test";

    private static readonly ComparisonCriterion[] Criteria = [ComparisonCriterion.Loo, ComparisonCriterion.Waic, ComparisonCriterion.Evidence];

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
        Option<double?> seed = SampleOptions.Setting("seed", "The seed of the bootstrap, 1 if not given; or of the draws of posteriors.", "NUMBER");
        Option<string> by = Choice.Create(
            "by",
            "What models are compared by: test is likelihood-ratio tests of fits by REML, with AIC and BIC; the others fit posteriors: loo and waic compare "
                + "how well rows are predicted by the others, evidence the marginal likelihood.",
            [Test, .. Criteria.Select(PosteriorCompareContent.Word)],
            Test);
        Option<string?> group = new("--group") { Description = "With --by loo: leave out the levels of this grouping factor, not rows.", HelpName = "NAME" };
        Option<double?> draws = SampleOptions.Setting("draws", "The number of draws that each chain of a posterior keeps.", "COUNT");
        Option<bool> quiet = new("--quiet") { Description = "Show no progress." };
        Command command = new(
            "compare",
            "Compare models of the same data: likelihood-ratio tests where one is a special case of another, AIC, BIC; or posteriors by "
                + "cross-validation or marginal likelihood.");
        command.Arguments.Add(models);
        data.AddTo(command);
        foreach (Option option in (Option[])[by, group, draws, ml, bootstrap, seed, quiet])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result => Check(result, by, group, [ml, bootstrap], draws));
        command.SetAction(parsed =>
        {
            ModelRequest[] requests = [.. parsed.GetRequiredValue(models).Select(model => data.Request(parsed, model))];
            if (parsed.GetRequiredValue(by) is var word && word != Test)
            {
                SamplingSettings settings = new() { Seed = (ulong?)parsed.GetValue(seed), Draws = (int?)parsed.GetValue(draws) };
                PosteriorCompareResult posteriors = new PosteriorCompareRun(
                    Criteria.First(criterion => PosteriorCompareContent.Word(criterion) == word), parsed.GetValue(group), settings,
                    console.Quiet(parsed.GetValue(quiet)), cancellationToken).Run(requests);
                console.Output.Write(ReportFormats.Write(PosteriorCompareContent.Of(posteriors), data.FormatOf(parsed)));
                console.Warn(posteriors.Fits.SelectMany(fit => Verdict.Of(fit).Select(sentence => $"{fit.Input.File ?? fit.Input.Formula}: {sentence}")));
                return posteriors.Fits.Max(ExitCode.Of);
            }

            BootstrapOptions? options = parsed.GetValue(bootstrap) is { } replicates
                ? new BootstrapOptions { Replicates = (int)replicates, Seed = (ulong)(parsed.GetValue(seed) ?? 1) }
                : null;
            CompareRun run = new(parsed.GetValue(ml), options, console.Quiet(parsed.GetValue(quiet)), cancellationToken);
            CompareResult result = run.Run(requests);
            console.Output.Write(ReportFormats.Write(CompareContent.Of(result), data.FormatOf(parsed)));
            console.Warn(Verdict.Of(result));
            return ExitCode.Of(result);
        });
        return command;
    }

    /// <summary>Options of one kind of comparison have no meaning for another.</summary>
    private static void Check(CommandResult result, Option<string> by, Option<string?> group, Option[] ofTests, Option draws)
    {
        string word = result.GetResult(by)?.Tokens is [{ Value: var chosen }, ..] ? chosen : Test;
        if (result.GetResult(group) is not null && word != PosteriorCompareContent.Word(ComparisonCriterion.Loo))
        {
            result.AddError($"--group is for --by loo, not for --by {word}.");
        }

        foreach (Option option in word == Test ? [draws] : ofTests)
        {
            if (result.GetResult(option) is { Implicit: false })
            {
                result.AddError($"{option.Name} is not for --by {word}.");
            }
        }
    }
}
