using System.Globalization;
using System.Text;
using BayesLmm.Diagnostics;
using BayesLmm.FactorGraphs.Graphs;

namespace BayesLmm.FactorGraphs.Pictures.Formats;

/// <summary>
/// Draws a factor graph as a Mermaid flowchart, which code hosts show inside Markdown: plates are subgraphs, variables round (grey where observed, double where
/// computed from others), factors black boxes.
/// </summary>
internal static class GraphMermaid
{
    /// <summary>Writes a graph as a flowchart.</summary>
    public static string Write(FactorGraph graph)
    {
        GraphPicture picture = GraphPicture.From(graph);
        StringBuilder text = new("flowchart TB\n");
        AppendNodes(text, picture, null, "  ");
        foreach (PicturePlate plate in picture.Plates.Where(plate => picture.Nodes.Any(node => node.Plate == plate.Id)))
        {
            text.Append($"  subgraph {plate.Id}[{Quoted(plate.Label)}]\n");
            AppendNodes(text, picture, plate.Id, "    ");
            text.Append("  end\n");
        }

        foreach (PictureEdge edge in picture.Edges)
        {
            text.Append($"  {edge.From} {(edge.IsArrow ? "-->" : "---")} {edge.To}\n");
        }

        return text.Append("""
              classDef default fill:#ffffff,stroke:#333333,color:#111111
              classDef observed fill:#d0d7de,stroke:#333333,color:#111111
              classDef factor fill:#222222,stroke:#222222,color:#ffffff

            """).ToString();
    }

    private static void AppendNodes(StringBuilder text, GraphPicture picture, string? plate, string indent)
    {
        foreach (PictureNode node in picture.Nodes.Where(node => node.Plate == plate))
        {
            string label = Quoted(node.Detail.Length == 0 ? node.Label : $"{node.Label}\n{node.Detail}");
            text.Append(indent).Append(node.Id).Append(node.Kind switch
            {
                NodeKind.Factor => $"[{label}]:::factor\n",
                NodeKind.Observed => $"([{label}]):::observed\n",
                NodeKind.Deterministic => $"((({label})))\n",
                _ => $"([{label}])\n",
            });
        }
    }

    /// <summary>A label in quotes; what Mermaid, its Markdown or HTML could read as markup is written by its code.</summary>
    internal static string Quoted(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char c in VisibleText.Of(text, "\n"))
        {
            quoted.Append(c switch
            {
                '\n' => "<br>",
                '"' or '#' or '&' or '<' or '>' or '`' or '*' or '_' or '\\' or ';' or '[' or ']' or '{' or '}' or '(' or ')' or '|' =>
                    string.Create(CultureInfo.InvariantCulture, $"#{(int)c};"),
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
