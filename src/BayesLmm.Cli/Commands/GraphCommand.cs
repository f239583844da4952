using System.CommandLine;
using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Reports.Content;

namespace BayesLmm.Cli.Commands;

/// <summary><c>blmm graph MODEL</c>: the model as a factor graph, as text, picture or program.</summary>
internal static class GraphCommand
{
    /// <summary>The option's words for the conjugate priors of covariance matrices.</summary>
    private static readonly Dictionary<string, ConjugateForm> Covariances =
        new() { ["huang_wand"] = ConjugateForm.HuangWand, ["matrix_f"] = ConjugateForm.MatrixF };

    /// <summary>The command.</summary>
    public static Command Create(CommandConsole console)
    {
        ModelOptions model = new(GraphFormat.Names, GraphFormat.Text);
        Option<string> covariance = Choice.Create(
            "covariance",
            "What stands for the priors of standard deviations and correlations of correlated effects: huang_wand unless given, and matrix_f in the program "
                + "for Infer.NET, which can have no other.",
            [.. Covariances.Keys],
            unlessGiven: null);
        Command command = new("graph",
            "Write the model's factor graph, which message passing runs: as text, drawn by Graphviz, Mermaid or as an SVG picture, or as a C# program for "
                + "Infer.NET.");
        model.AddTo(command);
        command.Options.Add(covariance);
        command.SetAction(parsed =>
        {
            ModelInput input = InputReader.Read(model.Request(parsed), new Stopwatch(console.Time));
            console.Error.Write(DiagnosticPrinter.Print(input.Model.Warnings));
            ConjugateForm? form = parsed.GetValue(covariance) is { } word ? Covariances[word] : null;
            console.Output.Write(Write(input.Model, form, model.FormatOf(parsed)));
            return ExitCode.Fine;
        });
        return command;
    }

    private static string Write(BoundModel model, ConjugateForm? form, string format)
    {
        try
        {
            return GraphFormat.Write(model, form, format);
        }
        catch (NotSupportedException exception)
        {
            throw InputDiagnostics.CannotRun(exception.Message);
        }
    }
}
