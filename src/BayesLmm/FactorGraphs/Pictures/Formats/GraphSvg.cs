using System.Globalization;
using System.Text;
using BayesLmm.Diagnostics;
using BayesLmm.FactorGraphs.Graphs;
using BayesLmm.FactorGraphs.Pictures.Layouts;

namespace BayesLmm.FactorGraphs.Pictures.Formats;

/// <summary>
/// Draws a factor graph as an SVG picture that needs no other file: priors at the top, the response at the bottom; plates are rounded rectangles, variables
/// ellipses (grey where observed, double where computed from
/// others), factors black boxes with the distribution's name. Hovering over a node shows its meaning.
/// </summary>
internal static class GraphSvg
{
    private const double Corner = 12;
    private const string Fonts = "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif";
    private const string Orientation = "markerUnits=\"userSpaceOnUse\" orient=\"auto\"";
    private const string ArrowHead = "<path d=\"M0,0.5 L8,4 L0,7.5 z\" fill=\"#57606a\"/>";

    /// <summary>Writes a graph as an SVG file.</summary>
    public static string Write(FactorGraph graph) => Write(LayoutBuilder.Build(GraphPicture.From(graph)));

    /// <summary>Writes a picture that is laid out.</summary>
    internal static string Write(PictureLayout layout)
    {
        StringBuilder svg = new();
        string width = Number(Math.Ceiling(layout.Width)), height = Number(Math.Ceiling(layout.Height));
        svg.Append($"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="{Fonts}">
              <defs>
                <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" {Orientation}>{ArrowHead}</marker>
              </defs>
              <rect width="{width}" height="{height}" fill="#ffffff"/>

            """);
        foreach (PlacedPlate plate in layout.Plates)
        {
            AppendPlate(svg, plate);
        }

        foreach (PlacedEdge edge in layout.Edges)
        {
            svg.Append($"  <path class=\"edge\" d=\"{Path(edge.Points)}\" fill=\"none\" stroke=\"#57606a\" "
                + $"stroke-width=\"1.2\"{(edge.Edge.IsArrow ? " marker-end=\"url(#arrow)\"" : "")}/>\n");
        }

        foreach (PlacedNode node in layout.Nodes)
        {
            AppendNode(svg, node);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendPlate(StringBuilder svg, PlacedPlate plate)
    {
        Box box = plate.Box;
        svg.Append($"  <g class=\"plate\" id=\"{plate.Plate.Id}\">\n");
        svg.Append($"    <rect x=\"{Number(box.Left)}\" y=\"{Number(box.Top)}\" width=\"{Number(box.Width)}\" height=\"{Number(box.Height)}\" rx=\"10\" "
            + "fill=\"#f4f7fa\" stroke=\"#8c9bab\" stroke-width=\"1.2\"/>\n");
        svg.Append($"    {Text(box.Right - 10, box.Bottom - 8, PictureMetrics.PlateSize, "#3d4b5a", "end", plate.Plate.Label)}\n  </g>\n");
    }

    private static void AppendNode(StringBuilder svg, PlacedNode placed)
    {
        (PictureNode node, Box box) = (placed.Node, placed.Box);
        Point centre = box.Centre;
        svg.Append($"  <g class=\"{node.Kind.ToString().ToLowerInvariant()}\" id=\"{node.Id}\">\n    <title>{Escaped(node.Meaning)}</title>\n");
        if (node.Kind == NodeKind.Factor)
        {
            svg.Append($"    <rect x=\"{Number(box.Left)}\" y=\"{Number(box.Top)}\" width=\"{Number(box.Width)}\" height=\"{Number(box.Height)}\" rx=\"2\" "
                + "fill=\"#24292f\"/>\n");
            svg.Append($"    {Text(centre.X, centre.Y + 4, PictureMetrics.FactorSize, "#ffffff", "middle", node.Label)}\n  </g>\n");
            return;
        }

        AppendEllipse(svg, box, 0, node.Kind == NodeKind.Observed ? "#d0d7de" : "#ffffff");
        if (node.Kind == NodeKind.Deterministic)
        {
            AppendEllipse(svg, box, 3, "none");
        }

        bool hasDetail = node.Detail.Length > 0;
        svg.Append($"    {Text(centre.X, centre.Y + (hasDetail ? 0.5 : 5), PictureMetrics.LabelSize, "#1f2328", "middle", node.Label)}\n");
        svg.Append(hasDetail ? $"    {Text(centre.X, centre.Y + 13, PictureMetrics.DetailSize, "#57606a", "middle", node.Detail)}\n" : "");
        svg.Append("  </g>\n");
    }

    private static void AppendEllipse(StringBuilder svg, Box box, double inset, string fill) => svg.Append(
        $"    <ellipse cx=\"{Number(box.Centre.X)}\" cy=\"{Number(box.Centre.Y)}\" rx=\"{Number((box.Width / 2) - inset)}\" "
            + $"ry=\"{Number((box.Height / 2) - inset)}\" fill=\"{fill}\" stroke=\"#24292f\" stroke-width=\"1.3\"/>\n");

    /// <summary>Straight pieces with round corners.</summary>
    private static string Path(IReadOnlyList<Point> points)
    {
        StringBuilder path = new($"M{Pair(points[0])}");
        for (int i = 1; i < points.Count - 1; i++)
        {
            path.Append($" L{Pair(Towards(points[i], points[i - 1]))} Q{Pair(points[i])} {Pair(Towards(points[i], points[i + 1]))}");
        }

        return path.Append($" L{Pair(points[^1])}").ToString();
    }

    /// <summary>A point on the way from one to another, at most half of it.</summary>
    private static Point Towards(Point from, Point to)
    {
        double length = Math.Sqrt(((to.X - from.X) * (to.X - from.X)) + ((to.Y - from.Y) * (to.Y - from.Y)));
        double part = length == 0 ? 0 : Math.Min(Corner / length, 0.5);
        return new Point(from.X + (part * (to.X - from.X)), from.Y + (part * (to.Y - from.Y)));
    }

    private static string Text(double x, double y, double size, string colour, string anchor, string text) =>
        $"<text x=\"{Number(x)}\" y=\"{Number(y)}\" font-size=\"{Number(size)}\" fill=\"{colour}\" text-anchor=\"{anchor}\">{Escaped(text)}</text>";

    private static string Pair(Point point) => $"{Number(point.X)},{Number(point.Y)}";

    private static string Number(double value) => (Math.Round(value, 1) + 0.0).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>Text as XML has it; the two characters left that XML does not have become U+FFFD.</summary>
    internal static string Escaped(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char c in VisibleText.Of(text, "\n"))
        {
            escaped.Append(c switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '\ufffe' or '\uffff' => "\ufffd",
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }
}
