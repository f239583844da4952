using BayesLmm.FactorGraphs;
using BayesLmm.FactorGraphs.Pictures;
using BayesLmm.FactorGraphs.Texts;

namespace BayesLmm.Cli.Reports;

/// <summary>The forms that a factor graph is written in, under the names that the option <c>--format</c> has for them.</summary>
internal static class GraphFormat
{
    /// <summary>For each name the writer.</summary>
    private static readonly (string Name, Func<FactorGraph, string> Write)[] Writers =
    [
        (ReportFormat.Text, GraphText.Write),
        ("dot", GraphDot.Write),
        ("mermaid", GraphMermaid.Write),
        ("svg", GraphSvg.Write),
    ];

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Writers.Select(writer => writer.Name)];

    /// <summary>Writes a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="format">One of the names.</param>
    public static string Write(FactorGraph graph, string format) => Writers.First(writer => writer.Name == format).Write(graph);
}
