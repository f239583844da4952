using System.CommandLine;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Terminal;
using BayesLmm.Posteriors.Quantities;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.Verdicts;
using BayesLmm.Reports.Formats;

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
        SampleOptions sampling = new();
        EngineOptions engines = new();
        QuantityOptions quantities = new();
        Option<bool> effects = new("--effects") { Description = "Print every group effect, not only a summary of them (text only; JSON has them always)." };
        Option<bool> variances = new("--variances") { Description = "Print variances and covariances too, not only standard deviations and correlations." };
        Option<bool> quiet = new("--quiet") { Description = "Show no progress." };
        SavingOptions saving = new();
        Option<string?> drawsFile = new("--draws-file")
        {
            Description = "Write all draws: PATH.csv in CmdStan's layout, one file per chain; PATH.wide.csv, one table for R's posterior; PATH.parquet; or "
                + "PATH.zarr, a folder with ArviZ's InferenceData.",
            HelpName = "PATH",
        };
        drawsFile.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && DrawsFile.Problem(result.Tokens[0].Value) is { } problem)
            {
                result.AddError("--draws-file: " + problem);
            }
        });
        Command command = new(Name, "Sample a model's posterior and compare it with the REML fit.");
        model.AddTo(command);
        sampling.AddTo(command);
        engines.AddTo(command);
        quantities.AddTo(command);
        command.Options.Add(effects);
        command.Options.Add(variances);
        command.Options.Add(quiet);
        command.Options.Add(drawsFile);
        saving.AddTo(command);
        command.SetAction(parsed =>
        {
            FitRequest asked = new(model.Request(parsed), sampling.Read(parsed), engines.Read(parsed)), fitted = saving.Resolve(parsed, asked, console);
            QuantityPlan? plan = null;
            FitResult result = FitRun.Run(
                fitted.Model,
                fitted.Sampling,
                console.Quiet(parsed.GetValue(quiet)),
                cancellationToken,
                fitted.Engines,
                bound => plan = quantities.Read(parsed, bound));
            // Before the report, so that no failure of the report loses the draws; and none of the draws loses the report.
            bool isSaved = saving.Save(parsed, asked, fitted, result, console);
            bool areDrawsKept = parsed.GetValue(drawsFile) is not { } path || WriteDraws(result.Posterior, path, console);
            console.Activity.Begin("writing the report", keeps: true);
            FitView view = new(parsed.GetValue(effects), "--effects prints all", parsed.GetValue(variances));
            console.Output.Write(ReportFormats.Write(FitContent.Of(result, view, plan), model.FormatOf(parsed)));
            console.Warn(Verdict.Of(result));
            return areDrawsKept && isSaved ? ExitCode.Of(result) : ExitCode.UserError;
        });
        return command;
    }

    private static bool WriteDraws(Posterior posterior, string path, CommandConsole console)
    {
        console.Activity.Begin("writing the draws", keeps: true);
        try
        {
            console.Error.Write($"Draws: {string.Join(", ", DrawsFile.Write(posterior, path))}\n");
            if (DrawsFile.LeftOut(posterior, path) is { } missing)
            {
                console.Error.Write($"blmm: {missing}\n");
            }

            return true;
        }
        catch (IOException exception)
        {
            console.Warn([exception.Message]);
            return false;
        }
    }
}
