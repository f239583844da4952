using System.CommandLine;
using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Diagnostics;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.Reports.Content;
using BayesLmm.Reports.Formats;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm graph MODEL</c>: the model as a factor graph: a report, a picture or a program.</summary>
internal static class GraphCommand
{
    /// <summary>The option's words for the conjugate priors of covariance matrices.</summary>
    private static readonly Dictionary<string, ConjugateForm> Covariances = Enum.GetValues<ConjugateForm>().ToDictionary(GraphWording.Name);

    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console)
    {
        ModelOptions model = new(GraphFormat.Names, ReportFormats.Default);
        Option<string> covariance = Choice.Create(
            "covariance",
            "What stands for the priors of standard deviations and correlations of correlated effects: huang_wand unless given, and matrix_f in the program "
                + "for Infer.NET, which can have no other.",
            [.. Covariances.Keys],
            unlessGiven: null);
        Option<bool> quiet = new("--quiet") { Description = "Show no progress." };
        Command command = new("graph",
            "Write the model's factor graph, which message passing runs: as a report, drawn by Graphviz, Mermaid or as an SVG picture, or as a C# program for "
                + "Infer.NET.");
        model.AddTo(command);
        command.Options.Add(covariance);
        command.Options.Add(quiet);
        command.SetAction(parsed =>
        {
            console.Quiet(parsed.GetValue(quiet));
            ModelInput input = InputReader.Read(model.Request(parsed), new Stopwatch(console.Time), console.Activity);
            console.Error.Write(DiagnosticPrinter.Print(input.Model.Warnings));
            ConjugateForm? form = parsed.GetValue(covariance) is { } word ? Covariances[word] : null;
            console.Output.Write(Write(input, form, model.FormatOf(parsed)));
            return ExitCode.Fine;
        });
        return command;
    }

    private static string Write(ModelInput input, ConjugateForm? form, string format)
    {
        try
        {
            return GraphFormat.Write(input, form, format);
        }
        catch (NotSupportedException exception)
        {
            throw InputDiagnostics.CannotRun(exception.Message);
        }
    }
}
