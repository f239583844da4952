using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Terminal;
using BayesLmm.Language.Checks;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Files;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.Predictions;
using BayesLmm.Reports.Content.Verdicts;
using BayesLmm.Reports.Formats;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm predict MODEL</c>: predictions with intervals, from the posterior or from the REML fit.</summary>
internal static class PredictCommand
{
    /// <summary>More would be a table of the posterior, which a file of draws holds better.</summary>
    private const int MostDraws = 100_000;

    private static readonly PredictionGroups[] AllGroups = [PredictionGroups.Known, PredictionGroups.New, PredictionGroups.Population];

    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console, CancellationToken cancellationToken)
    {
        PosteriorOptions fit = new("csv", withReml: true);
        Option<string?> rows = new("--new") { Description = "Predict the rows of this file; those of the fit if not given.", HelpName = "FILE" };
        Option<string> groups = Choice.Create(
            "groups",
            "Whose groups: known for the row's own, whose effects are drawn where the model's data do not have the level; new for new groups; "
                + "population for none.",
            [.. AllGroups.Select(PredictionWording.NameOf)],
            PredictionWording.NameOf(PredictionGroups.Known));
        Option<bool> population = new("--population") { Description = "The same as --groups population." };
        Option<string> scale = ScaleOption.Create();
        Option<double?> level = InferenceOptions.Level();
        Option<string?> quantiles = Quantiles();
        Option<double?> draws = SampleOptions.Create(
            new SampleSettingRule("keep_draws", 1, MostDraws, IsInteger: true), "Print so many draws of each expected value and new observation too.", "COUNT");
        Option<bool> augment = new("--augment")
        {
            Description = "The rows of the fit with fitted values, residuals (raw, standardized, quantile) and leverages, in place of predictions.",
        };
        Option<string?> file = new("--out")
        {
            Description = "Write the result to this file in place of the standard output. It gets its name when it is complete.", HelpName = "FILE",
        };
        file.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.Tokens[0].Value is var path && WritableFiles.Problem("predictions", path, path) is { } problem)
            {
                result.AddError("--out: " + problem);
            }
        });
        Command command = new("predict", "Predict rows from the posterior, or from the REML fit, with intervals for the mean and for a new observation.");
        fit.AddTo(command);
        foreach (Option option in (Option[])[rows, groups, population, scale, level, quantiles, draws, augment, file])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result => Check(result, rows, augment));
        command.Validators.Add(result =>
        {
            if (result.GetResult(population) is not null && result.GetResult(groups) is { Implicit: false })
            {
                result.AddError("--population is the same as --groups population: write one of the two.");
            }
        });
        command.Validators.Add(result =>
        {
            foreach (Option option in ((Option[])[quantiles, draws]).Where(option => fit.IsReml(result) && result.GetResult(option) is not null))
            {
                result.AddError($"{option.Name} is for a posterior, not for --engine reml.");
            }
        });
        command.SetAction(parsed =>
        {
            PredictionGroups chosen =
                parsed.GetValue(population) ? PredictionGroups.Population : AllGroups.First(one => PredictionWording.NameOf(one) == parsed.GetValue(groups));
            double wanted = parsed.GetValue(level) ?? FixedEffectInference.DefaultLevel;
            CommandConsole quiet = fit.ConsoleFor(parsed, console);
            if (fit.IsReml(parsed))
            {
                if (parsed.GetValue(augment))
                {
                    (RemlFit reml, Table? data) = PredictRun.Augment(fit.Request(parsed), quiet, cancellationToken);
                    bool isKept = OutputFile.Write(
                        parsed.GetValue(file), output => output.Write(ReportFormats.Write(AugmentContent.Of(reml, data), fit.FormatOf(parsed))), console);
                    console.Warn(Verdict.Of(reml));
                    return !isKept ? ExitCode.UserError : reml.Optimum.Converged ? ExitCode.Fine : ExitCode.NotTrustworthy;
                }

                PredictionOptions options = new() { Target = Target(chosen), Level = wanted };
                PredictResult result = PredictRun.Run(fit.Request(parsed), parsed.GetValue(rows), options, quiet, cancellationToken);
                bool isComplete = OutputFile.Write(
                    parsed.GetValue(file), output => output.Write(ReportFormats.Write(PredictContent.Of(result), fit.FormatOf(parsed))), console);
                console.Warn(Verdict.Of(result.Fit));
                return isComplete ? ExitCode.Of(result) : ExitCode.UserError;
            }

            Table? table = null;
            KeptFit kept = fit.Fit(parsed, quiet, cancellationToken, model => table = PredictRun.ReadRows(parsed.GetValue(rows), model, quiet));
            FitResult posterior = kept.Result;
            PosteriorPredictionOptions how = new()
            {
                Groups = chosen,
                Scale = ScaleOption.Of(parsed.GetValue(scale)),
                Probabilities = Probabilities(parsed.GetValue(quantiles)) ?? [Math.Round(0.5 * (1 - wanted), 12), Math.Round(0.5 * (1 + wanted), 12)],
                Draws = (int?)parsed.GetValue(draws) ?? 0,
            };
            string format = fit.FormatOf(parsed);
            bool isWritten = OutputFile.Write(
                parsed.GetValue(file),
                output =>
                {
                    if (parsed.GetValue(augment))
                    {
                        output.Write(ReportFormats.Write(AugmentContent.Of(PosteriorPredictRun.Augment(posterior, quiet, cancellationToken)), format));
                    }
                    else if (format == CsvFormat.Id)
                    {
                        PosteriorPredictRun.Stream(posterior, parsed.GetValue(rows), table, how, output, quiet, cancellationToken);
                    }
                    else
                    {
                        output.Write(ReportFormats.Write(PosteriorPredictContent.Of(
                            PosteriorPredictRun.Run(posterior, parsed.GetValue(rows), table, how, quiet, cancellationToken)), format));
                    }
                },
                console);
            console.Warn(Verdict.Of(posterior));
            return isWritten ? kept.ExitCode : ExitCode.UserError;
        });
        return command;
    }

    private static PredictionTarget Target(PredictionGroups groups) =>
        groups == PredictionGroups.Known ? PredictionTarget.Conditional : PredictionTarget.Population;

    private static void Check(CommandResult result, Option<string?> rows, Option<bool> augment)
    {
        if (result.GetResult(augment) is not null && result.GetResult(rows) is not null)
        {
            result.AddError("--augment is of the rows of the fit, and --new names others: write one of the two.");
        }
    }

    private static Option<string?> Quantiles()
    {
        Option<string?> option = new("--quantiles")
        {
            Description = "The quantiles to print, separated by commas, such as 0.05,0.5,0.95; those of the interval of --level if not given.",
            HelpName = "LIST",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var list }, ..] && Probabilities(list) is null)
            {
                result.AddError($"--quantiles takes numbers between 0 and 1, separated by commas, not '{list}'.");
            }
        });
        return option;
    }

    private static EquatableArray<double>? Probabilities(string? list)
    {
        double[] values = [.. (list ?? "").Split(',').Select(word =>
            double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0 && value < 1 ? value : double.NaN)];
        return Array.Exists(values, double.IsNaN) ? null : values.ToEquatableArray();
    }
}
