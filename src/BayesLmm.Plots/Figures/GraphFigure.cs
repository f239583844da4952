using BayesLmm.FactorGraphs.Graphs;
using BayesLmm.FactorGraphs.Pictures;
using BayesLmm.FactorGraphs.Pictures.Layouts;
using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The factor graph of the model: variables as ellipses (grey where observed), factors as boxes with the distribution's name, plates as rectangles.
    /// </summary>
    /// <exception cref="NotSupportedException">The family has no conjugate form.</exception>
    public Figure Graph()
    {
        FigureSource source = Select(null);
        return NoFigure.Unless(GraphFigure.WhyNot(source), () => GraphFigure.Create(source));
    }
}

/// <summary>Builds <c>posterior.Plot.Graph</c>.</summary>
internal static class GraphFigure
{
    private const int RoundPoints = 48;   // of an ellipse

    /// <summary>Why a fit has no such figure; null if it has.</summary>
    public static string? WhyNot(FigureSource source) =>
        source.Model.HasReml ? null : $"the model has no conjugate form, of which the graph is made, with the family {source.Model.Family}";

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source) => Create(source.Title, LayoutBuilder.Build(GraphPicture.From(GraphCompiler.Compile(source.Model))));

    /// <summary>The figure of a graph that is laid out.</summary>
    internal static Figure Create(string title, PictureLayout layout)
    {
        double height = layout.Height;
        List<Mark> marks = [];
        foreach (PlacedPlate plate in layout.Plates)
        {
            AddBox(marks, plate.Box, height, Theme.Reference, 0.08);
            (double right, double bottom) = (plate.Box.Right - 4, height - plate.Box.Bottom + 10);
            marks.Add(new TextMark(Theme.Reference, [right], [bottom], [plate.Plate.Label], Place.Left) { KeepsAll = true });
        }

        foreach (PlacedEdge edge in layout.Edges)
        {
            Point[] points = [.. edge.Points];
            int last = edge.Edge.IsArrow ? points.Length - 1 : points.Length;
            marks.Add(new LineMark(
                null,
                Theme.Reference,
                points[..last].Select(point => point.X).ToEquatableArray(),
                points[..last].Select(point => height - point.Y).ToEquatableArray(),
                Stroke.Solid,
                Width: 1.2));
            if (edge.Edge.IsArrow)
            {
                marks.Add(new ArrowMark(
                    null, Theme.Reference, [points[^2].X], [height - points[^2].Y], [points[^1].X], [height - points[^1].Y], Width: 1.2));
            }
        }

        foreach (PlacedNode node in layout.Nodes)
        {
            AddNode(marks, node, height);
        }

        return new Figure(title,
        [
            new Panel(
                null,
                new Axis(null, 0, layout.Width) { Ticks = TickKind.None },
                new Axis(null, 0, height) { Ticks = TickKind.None },
                marks.ToEquatableArray()) { IsFrameless = true },
        ])
        {
            Description = "The factor graph of the model: " + string.Join(", ", layout.Nodes.Select(node => node.Node.Label)) + ".",
            PanelWidth = (int)Math.Ceiling(layout.Width) + 60,
            PanelHeight = (int)Math.Ceiling(height) + 40,
        };
    }

    private static void AddNode(List<Mark> marks, PlacedNode placed, double height)
    {
        (PictureNode node, Box box) = (placed.Node, placed.Box);
        Point centre = box.Centre;
        if (node.Kind == NodeKind.Factor)
        {
            AddBox(marks, box, height, Theme.Posterior, 0.25);
            marks.Add(new TextMark(Theme.Text, [centre.X], [height - centre.Y], [node.Label]) { KeepsAll = true });
            return;
        }

        double[] angles = [.. Enumerable.Range(0, RoundPoints + 1).Select(i => i * 2 * Math.PI / RoundPoints)];
        if (node.Kind == NodeKind.Observed)
        {
            double[] half = [.. Enumerable.Range(0, RoundPoints + 1).Select(i => Math.PI * (1 - ((double)i / RoundPoints)))];
            marks.Add(new AreaMark(
                null,
                Theme.Reference with { Opacity = 0.3 },
                half.Select(angle => centre.X + (box.Width / 2 * Math.Cos(angle))).ToEquatableArray(),
                half.Select(angle => height - centre.Y - (box.Height / 2 * Math.Sin(angle))).ToEquatableArray(),
                half.Select(angle => height - centre.Y + (box.Height / 2 * Math.Sin(angle))).ToEquatableArray()));
        }

        AddEllipse(marks, centre, box, height, 0, angles);
        if (node.Kind == NodeKind.Deterministic)
        {
            AddEllipse(marks, centre, box, height, 3, angles);
        }

        bool hasDetail = node.Detail.Length > 0;
        marks.Add(hasDetail
            ? new TextMark(Theme.Text, [centre.X, centre.X], [height - centre.Y + 6, height - centre.Y - 8], [node.Label, node.Detail]) { KeepsAll = true }
            : new TextMark(Theme.Text, [centre.X], [height - centre.Y], [node.Label]) { KeepsAll = true });
    }

    private static void AddEllipse(List<Mark> marks, Point centre, Box box, double height, double inset, double[] angles) => marks.Add(new LineMark(
        null,
        Theme.Text,
        angles.Select(angle => centre.X + (((box.Width / 2) - inset) * Math.Cos(angle))).ToEquatableArray(),
        angles.Select(angle => height - centre.Y + (((box.Height / 2) - inset) * Math.Sin(angle))).ToEquatableArray(),
        Stroke.Solid,
        Width: 1.2));

    private static void AddBox(List<Mark> marks, Box box, double height, Ink ink, double opacity)
    {
        (double bottom, double top) = (height - box.Bottom, height - box.Top);
        marks.Add(new AreaMark(null, ink with { Opacity = opacity }, [box.Left, box.Right], [bottom, bottom], [top, top]));
        marks.Add(new LineMark(
            null, ink, [box.Left, box.Right, box.Right, box.Left, box.Left], [bottom, bottom, top, top, bottom], Stroke.Solid, Width: 1.2));
    }
}
