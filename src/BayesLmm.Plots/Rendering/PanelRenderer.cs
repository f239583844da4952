using BayesLmm.Numerics;
using ScottPlot;
using ScottPlot.Plottables;

namespace BayesLmm.Plots.Rendering;

/// <summary>Turns a panel into a ScottPlot plot.</summary>
internal static class PanelRenderer
{
    /// <summary>The width of a circle's line in pixels.</summary>
    public const float HollowStroke = 1.6f;

    /// <summary>The width of a rug's strokes in pixels.</summary>
    public const float RugStroke = 1.5f;

    private const float Margin = 20;           // right of the data area, for one half of the last tick's label
    private const float LeftSize = 46;         // enough for most numbers, so that the panels of a column begin at one line
    private const float RugSize = 20;          // half of it stands above the axis
    private const float NameSpacing = 13;      // pixels from one name to the next, so that the lines do not touch
    private const float HorizontalFurniture = 60;   // pixels of a panel's height that are not its data area, about

    /// <summary>The plot of a panel.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="height">Its height in pixels, on which depends how many names there is room for.</param>
    public static Plot ToPlot(Panel panel, float height)
    {
        Plot plot = new();
        plot.RenderManager.ClearCanvasBeforeEachRender = false;   // the canvas holds other panels
        plot.Font.Set(TextFont.Family);
        double largest = panel.Y.Ticks == TickKind.Names ? RowPitch(panel.Y, height) : double.PositiveInfinity;
        foreach (Mark mark in panel.Marks)
        {
            Add(plot, mark, panel, largest);
        }

        plot.HideGrid();
        plot.Axes.Left.MinimumSize = panel.Y.Ticks == TickKind.None ? Margin : LeftSize;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Right.MinimumSize = Margin;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Top.MinimumSize = Margin / 2;
        if (panel.Title is not null)
        {
            plot.Title(panel.Title, Theme.LabelSize);
            plot.Axes.Title.Label.Bold = false;
        }

        Style(plot.Axes.Bottom, panel.X, height);
        Style(plot.Axes.Left, panel.Y, height);
        plot.Axes.SetLimits(panel.X.Lower, panel.X.Upper, panel.Y.Lower, panel.Y.Upper);
        return plot;
    }

    private static void Style(IAxis axis, Axis described, float height)
    {
        axis.Label.Text = described.Label ?? "";
        axis.Label.FontSize = Theme.LabelSize;
        axis.Label.Bold = false;
        axis.TickLabelStyle.FontSize = Theme.TickSize;
        axis.MinorTickStyle.Length = 0;
        switch (described.Ticks)
        {
            case TickKind.Names:
                int step = NameStep(described.Names.Count, height - HorizontalFurniture);
                int[] shown = [.. Enumerable.Range(0, described.Names.Count).Where(i => (described.Names.Count - 1 - i) % step == 0)];
                axis.SetTicks([.. shown.Select(i => (double)i)], [.. shown.Select(i => described.Names[i])]);
                break;
            case TickKind.None:
                axis.SetTicks([], []);
                break;
        }
    }

    /// <summary>The spacing of written names, counted from the top, for a number of names on a number of pixels.</summary>
    internal static int NameStep(int names, float pixels) => Math.Max(1, (int)Math.Ceiling(names * NameSpacing / Math.Max(1, pixels)));

    /// <summary>The pixels from one name to the next: marks that are higher would cover their neighbours.</summary>
    private static double RowPitch(Axis names, float height) => Math.Max(1, height - HorizontalFurniture) / (names.Upper - names.Lower);

    private static void Add(Plot plot, Mark mark, Panel panel, double largest)
    {
        Color color = new Color(mark.Ink.Red, mark.Ink.Green, mark.Ink.Blue).WithAlpha(mark.Ink.Opacity);
        switch (mark)
        {
            case LineMark line:
                AddLine(plot, Copy(line.Xs), Copy(line.Ys), color, line.Stroke, line.Width);
                break;
            case AreaMark area:
                FillY fill = plot.Add.FillY(Copy(area.Xs), Copy(area.Lower), Copy(area.Upper));
                fill.FillColor = color;
                fill.LineWidth = 0;
                break;
            case IntervalMark interval:
                double width = Math.Min(interval.Width, largest / 2);
                for (int i = 0; i < interval.Ys.Count; i++)
                {
                    AddLine(plot, [interval.Lower[i], interval.Upper[i]], [interval.Ys[i], interval.Ys[i]], color, Stroke.Solid, width);
                }

                break;
            case PointMark points:
                Scatter discs = AddLine(plot, Copy(points.Xs), Copy(points.Ys), color, Stroke.Solid, width: 0);
                discs.MarkerShape = points.Hollow ? MarkerShape.OpenCircle : MarkerShape.FilledCircle;
                discs.MarkerSize = (float)Math.Min(points.Size, largest);
                discs.MarkerLineWidth = points.Hollow ? HollowStroke : 0;
                discs.MarkerLineColor = color;
                break;
            case RugMark rug:
                Scatter strokes = AddLine(plot, Copy(rug.Xs), [.. rug.Xs.Select(_ => panel.Y.Lower)], color, Stroke.Solid, width: 0);
                strokes.MarkerShape = MarkerShape.VerticalBar;
                strokes.MarkerSize = RugSize;
                strokes.MarkerLineWidth = RugStroke;
                strokes.MarkerLineColor = color;
                break;
            case VerticalMark vertical:
                AddLine(plot, [vertical.X, vertical.X], [panel.Y.Lower, panel.Y.Upper], color, vertical.Stroke, vertical.Width);
                break;
            default:
                throw new InvalidOperationException($"A panel cannot show a {mark.GetType().Name}.");
        }
    }

    private static Scatter AddLine(Plot plot, double[] xs, double[] ys, Color color, Stroke stroke, double width)
    {
        Scatter scatter = plot.Add.Scatter(xs, ys, color);
        scatter.MarkerSize = 0;
        scatter.LineWidth = (float)width;
        scatter.LinePattern = stroke switch
        {
            Stroke.Dashed => LinePattern.Dashed,
            Stroke.Dotted => LinePattern.Dotted,
            _ => LinePattern.Solid,
        };
        return scatter;
    }

    private static double[] Copy(EquatableArray<double> values) => values.Span.ToArray();
}
