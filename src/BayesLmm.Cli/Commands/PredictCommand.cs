using System.CommandLine;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Terminal;
using BayesLmm.Reports.Content.Predictions;
using BayesLmm.Reports.Content.Verdicts;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm predict MODEL</c>: predictions with standard errors and intervals.</summary>
internal static class PredictCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console, CancellationToken cancellationToken)
    {
        ModelOptions model = new("csv");
        Option<string?> rows = new("--new") { Description = "Predict the rows of this file; those of the fit if not given.", HelpName = "FILE" };
        Option<bool> population = new("--population") { Description = "Predict for the population, without the effects of groups." };
        Option<double?> level = InferenceOptions.Level();
        Option<string> engine = Choice.Create("engine", "Which fit predicts.", ["reml"], "reml");
        Command command = new("predict", "Predict rows from the REML fit, with standard errors, confidence and prediction intervals.");
        model.AddTo(command);
        foreach (Option option in (Option[])[rows, population, level, engine])
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            PredictionOptions options = new()
            {
                Target = parsed.GetValue(population) ? PredictionTarget.Population : PredictionTarget.Conditional,
                Level = parsed.GetValue(level) ?? FixedEffectInference.DefaultLevel,
            };
            PredictResult result = PredictRun.Run(model.Request(parsed), parsed.GetValue(rows), options, console, cancellationToken);
            console.Output.Write(ReportFormats.Write(PredictContent.Of(result), model.FormatOf(parsed)));
            console.Warn(Verdict.Of(result.Fit));
            return ExitCode.Of(result);
        });
        return command;
    }
}
