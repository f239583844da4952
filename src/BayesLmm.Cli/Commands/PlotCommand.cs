using System.CommandLine;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Terminal;
using BayesLmm.Plots;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.Verdicts;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm plot MODEL</c>: figures of a fit, as files or drawn in characters.</summary>
internal static class PlotCommand
{
    private const string Light = "light", Dark = "dark";

    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console, CancellationToken cancellationToken)
    {
        ModelOptions model = new(["png", "svg", "pdf"], "png");
        PosteriorOptions fit = new(model);
        Option<string[]> kinds = new("--kind")
        {
            Description = "What to draw, as 'trace,density', or 'all'; --list names the kinds. May be repeated.",
            HelpName = "KINDS",
            DefaultValueFactory = _ => [PlotRequest.DefaultKind],
        };
        Option<bool> list = new("--list") { Description = "List the kinds of figures and end." };
        Option<string?> file = new("--out")
        {
            Description = "The picture's file, whose name ends in .png, .svg or .pdf, or a folder, where each figure gets a file of --format; "
                + "without it figures are drawn in characters.",
            HelpName = "FILE|DIR",
        };
        Option<string[]> select = new("--select")
        {
            Description = "Parameters, group effects or grouping factors to draw, as 'Days' or 'sd(*'; * stands for any text. May be repeated.",
            HelpName = "NAME",
        };
        Option<int?> width = Size("--width", "The pictures' width in pixels of 1/96 inch.");
        Option<int?> height = Size("--height", "The pictures' height in pixels of 1/96 inch.");
        Option<double> dpi = new("--dpi")
        {
            Description = "Dots per inch of PNG pictures, 24 to 1200: at 192 they have twice as many dots each way.",
            HelpName = "N",
            DefaultValueFactory = _ => PictureOptions.UsualDpi,
        };
        dpi.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<double>() is not (>= 24 and <= 1200))
            {
                result.AddError($"--dpi takes a number from 24 to 1200, not '{result.Tokens[0].Value}'.");
            }
        });
        Option<string> theme = Choice.Create("theme", "Dark on light, or light on dark.", [Light, Dark], Light);
        Command command = new("plot", "Draw a fit: its data, effects, posterior, sampler, checks and predictions, as files or in the terminal.");
        fit.AddTo(command);
        foreach (Option option in (Option[])[kinds, list, file, select, width, height, dpi, theme])
        {
            command.Options.Add(option);
        }

        model.Model.Arity = ArgumentArity.ZeroOrOne;
        command.Validators.Add(result =>
        {
            if (result.GetResult(model.Model) is not { Tokens.Count: 1 } && !result.GetValue(list))
            {
                result.AddError("Required argument missing for command: 'plot'.");
            }
        });
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(list))
            {
                console.Output.Write(PlotRun.List());
                return ExitCode.Fine;
            }

            CommandConsole quiet = fit.ConsoleFor(parsed, console);
            PlotRequest request = new(
                parsed.GetRequiredValue(kinds), parsed.GetValue(file), fit.FormatOf(parsed), parsed.GetValue(select) ?? [],
                new PictureOptions
                {
                    Width = parsed.GetValue(width),
                    Height = parsed.GetValue(height),
                    Dpi = parsed.GetRequiredValue(dpi),
                    IsDark = parsed.GetRequiredValue(theme) == Dark,
                });
            PlotRun run = new(request, quiet, cancellationToken);
            run.CheckKinds();
            KeptFit kept = fit.Fit(parsed, quiet, cancellationToken, run.Check);
            bool isWritten = run.Draw(kept.Result);
            console.Warn(Verdict.Of(kept.Result));
            return isWritten ? kept.ExitCode : ExitCode.UserError;
        });
        return command;
    }

    private static Option<int?> Size(string name, string description)
    {
        Option<int?> size = new(name) { Description = description, HelpName = "N" };
        size.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<int?>() is not (>= 100 and <= 20_000))
            {
                result.AddError($"{name} takes a whole number from 100 to 20000, not '{result.Tokens[0].Value}'.");
            }
        });
        return size;
    }
}
