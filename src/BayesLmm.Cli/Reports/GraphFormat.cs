using BayesLmm.FactorGraphs;
using BayesLmm.FactorGraphs.Pictures;
using BayesLmm.FactorGraphs.Programs;
using BayesLmm.FactorGraphs.Texts;

namespace BayesLmm.Cli.Reports;

/// <summary>The forms that a factor graph is written in, a program that runs it among them, under the names that the option <c>--format</c> has for them.</summary>
internal static class GraphFormat
{
    /// <summary>A C# program, which has the covariance matrices' priors that Infer.NET has, whatever is asked for.</summary>
    public const string InferNet = "infernet";

    /// <summary>For each name the writer.</summary>
    private static readonly (string Name, Func<BoundModel, ConjugateForm, string> Write)[] Writers =
    [
        (ReportFormat.Text, (model, form) => GraphText.Write(FactorGraph.Of(model, form))),
        ("dot", (model, form) => GraphDot.Write(FactorGraph.Of(model, form))),
        ("mermaid", (model, form) => GraphMermaid.Write(FactorGraph.Of(model, form))),
        ("svg", (model, form) => GraphSvg.Write(FactorGraph.Of(model, form))),
        (InferNet, (model, _) => InferNetProgram.Write(model)),
    ];

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Writers.Select(writer => writer.Name)];

    /// <summary>Writes a model's graph.</summary>
    /// <param name="model">The model.</param>
    /// <param name="form">The conjugate prior of covariance matrices.</param>
    /// <param name="format">One of the names.</param>
    /// <exception cref="NotSupportedException">The model has no such graph, or is too large to be a program.</exception>
    public static string Write(BoundModel model, ConjugateForm form, string format) => Writers.First(writer => writer.Name == format).Write(model, form);
}
