using System.Text;
using BayesLmm.Diagnostics;
using BayesLmm.FactorGraphs.Graphs;

namespace BayesLmm.FactorGraphs.Pictures.Formats;

/// <summary>
/// Draws a factor graph for Graphviz: plates are clusters, variables ellipses (grey where observed, double where computed from others), factors black boxes.
/// </summary>
internal static class GraphDot
{
    /// <summary>Writes a graph as a file of Graphviz's language, DOT.</summary>
    public static string Write(FactorGraph graph)
    {
        GraphPicture picture = GraphPicture.From(graph);
        StringBuilder text = new();
        text.Append("""
            digraph model {
              rankdir=TB; newrank=true; nodesep=0.35; ranksep=0.3; fontname="Helvetica";
              node [fontname="Helvetica", fontsize=12, style=filled, fillcolor=white, color="#333333"];
              edge [color="#555555", arrowsize=0.7];

            """);
        AppendNodes(text, picture, null, "  ");
        foreach (PicturePlate plate in picture.Plates)
        {
            text.Append($"  subgraph cluster_{plate.Id} {{\n    label={Quoted(plate.Label)}; labelloc=b; labeljust=r; style=rounded; color=\"#8896a5\"; "
                + "fontsize=11;\n");
            AppendNodes(text, picture, plate.Id, "    ");
            text.Append("  }\n");
        }

        Dictionary<string, string?> plates = picture.Nodes.ToDictionary(node => node.Id, node => node.Plate);
        foreach (PictureEdge edge in picture.Edges)
        {
            // From one plate into another an edge is long enough to put the one below the other.
            string length = plates[edge.From] is { } from && plates[edge.To] is { } to && from != to ? ", minlen=3" : "";
            text.Append($"  {edge.From} -> {edge.To}{(edge.IsArrow ? "" : $" [arrowhead=none{length}]")};\n");
        }

        return text.Append("}\n").ToString();
    }

    private static void AppendNodes(StringBuilder text, GraphPicture picture, string? plate, string indent)
    {
        foreach (PictureNode node in picture.Nodes.Where(node => node.Plate == plate))
        {
            string label = node.Detail.Length == 0 ? node.Label : $"{node.Label}\n{node.Detail}";
            string style = node.Kind switch
            {
                NodeKind.Factor => ", shape=box, fillcolor=\"#222222\", fontcolor=white, fontsize=10, height=0.25, margin=\"0.08,0.03\"",
                NodeKind.Observed => ", fillcolor=\"#d0d7de\"",
                NodeKind.Deterministic => ", peripheries=2",
                _ => "",
            };
            text.Append($"{indent}{node.Id} [label={Quoted(label)}, tooltip={Quoted(node.Meaning)}{style}];\n");
        }
    }

    /// <summary>A string of DOT, in which a backslash begins an escape; a line break becomes one.</summary>
    internal static string Quoted(string text) =>
        "\"" + VisibleText.Of(text, "\n").Replace("&", "&amp;", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}
