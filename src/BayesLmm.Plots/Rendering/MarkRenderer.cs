using ScottPlot;
using ScottPlot.Plottables;
using SkiaSharp;

namespace BayesLmm.Plots.Rendering;

/// <summary>Adds a panel's marks to a plot.</summary>
/// <param name="plot">The plot.</param>
/// <param name="panel">The panel.</param>
/// <param name="colors">The colours.</param>
/// <param name="width">The panel's width in pixels.</param>
/// <param name="height">Its height in pixels.</param>
/// <param name="largest">The greatest height of a mark in pixels.</param>
internal sealed class MarkRenderer(Plot plot, Panel panel, FigureColors colors, float width, float height, double largest)
{
    /// <summary>The width of a circle's line in pixels.</summary>
    public const float HollowStroke = 1.6f;

    /// <summary>The width of a rug's strokes in pixels.</summary>
    public const float RugStroke = 1.5f;

    private const float RugSize = 20;          // half of it stands above the axis
    private const float Furniture = 66;        // pixels of a panel's width and height that are not its data area, about

    /// <summary>Adds a mark.</summary>
    public void Add(Mark mark)
    {
        Color color = Color.FromSKColor(colors.Of(mark.Ink));
        switch (mark)
        {
            case LineMark line:
                AddLine(Copy(line.Xs), Copy(line.Ys), color, line.Stroke, line.Width);
                break;
            case AreaMark area:
                FillY fill = plot.Add.FillY(Copy(area.Xs), Copy(area.Lower), Copy(area.Upper));
                fill.FillColor = color;
                fill.LineWidth = 0;
                break;
            case IntervalMark interval:
                AddSegments(interval.Lower, interval.Ys, interval.Upper, interval.Ys, color, Math.Min(interval.Width, largest / 2));
                break;
            case ColumnIntervalMark interval:
                AddSegments(interval.Xs, interval.Lower, interval.Xs, interval.Upper, color, interval.Width);
                break;
            case PointMark points:
                MarkerShape shape = points.Hollow ? MarkerShape.OpenCircle : MarkerShape.FilledCircle;
                AddPoints(Copy(points.Xs), Copy(points.Ys), color, shape, Math.Min(points.Size, largest)).MarkerLineWidth = points.Hollow ? HollowStroke : 0;
                break;
            case RugMark rug:
                AddPoints(Copy(rug.Xs), [.. rug.Xs.Select(_ => panel.Y.Lower)], color, MarkerShape.VerticalBar, RugSize).MarkerLineWidth = RugStroke;
                break;
            case VerticalMark vertical:
                AddLine([vertical.X, vertical.X], [panel.Y.Lower, panel.Y.Upper], color, vertical.Stroke, vertical.Width);
                break;
            case HorizontalMark horizontal:
                AddLine([panel.X.Lower, panel.X.Upper], [horizontal.Y, horizontal.Y], color, horizontal.Stroke, horizontal.Width);
                break;
            case ArrowMark arrows:
                AddArrows(arrows, color);
                break;
            case TextMark texts:
                AddTexts(texts, color);
                break;
            default:
                throw new InvalidOperationException($"A panel cannot show a {mark.GetType().Name}.");
        }
    }

    /// <summary>Segments as one broken line, which is much faster than a line each.</summary>
    private void AddSegments(
        IReadOnlyList<double> fromXs, IReadOnlyList<double> fromYs, IReadOnlyList<double> toXs, IReadOnlyList<double> toYs, Color color, double width)
    {
        double[] xs = new double[3 * fromXs.Count], ys = new double[3 * fromXs.Count];
        for (int i = 0; i < fromXs.Count; i++)
        {
            (xs[3 * i], ys[3 * i]) = (fromXs[i], fromYs[i]);
            (xs[(3 * i) + 1], ys[(3 * i) + 1]) = (toXs[i], toYs[i]);
            (xs[(3 * i) + 2], ys[(3 * i) + 2]) = (double.NaN, double.NaN);
        }

        AddLine(xs, ys, color, Stroke.Solid, width);
    }

    private void AddLine(double[] xs, double[] ys, Color color, Stroke stroke, double width)
    {
        if (stroke == Stroke.Solid)
        {
            Scatter scatter = plot.Add.Scatter(xs, ys, color);
            scatter.MarkerSize = 0;
            scatter.LineWidth = (float)width;
            return;
        }

        plot.Add.Plottable(new StrokedLine(xs, ys, color.ToSKColor(), stroke, (float)width));
    }

    private Scatter AddPoints(double[] xs, double[] ys, Color color, MarkerShape shape, double size)
    {
        Scatter points = plot.Add.Scatter(xs, ys, color);
        points.LineWidth = 0;
        points.MarkerShape = shape;
        points.MarkerSize = (float)size;
        points.MarkerLineColor = color;
        return points;
    }

    private void AddArrows(ArrowMark arrows, Color color)
    {
        for (int i = 0; i < arrows.FromXs.Count; i++)
        {
            Arrow arrow = plot.Add.Arrow(new Coordinates(arrows.FromXs[i], arrows.FromYs[i]), new Coordinates(arrows.ToXs[i], arrows.ToYs[i]));
            arrow.ArrowShape = ArrowShape.SingleLine.GetShape();
            arrow.ArrowLineWidth = (float)arrows.Width;
            arrow.ArrowLineColor = color;
            arrow.ArrowheadWidth = 5;
            arrow.ArrowheadLength = 6;
            arrow.ArrowheadAxisLength = 6;
        }
    }

    /// <summary>Words, each where it covers no earlier one.</summary>
    private void AddTexts(TextMark texts, Color color)
    {
        using SKFont font = TextFont.Create(Theme.TickSize);
        double perX = (width - Furniture) / (panel.X.Upper - panel.X.Lower), perY = (height - Furniture) / (panel.Y.Upper - panel.Y.Lower);
        List<SKRect> taken = [];
        for (int i = 0; i < texts.Texts.Count; i++)
        {
            float wide = font.MeasureText(texts.Texts[i]);
            (float x, float y) = ((float)(texts.Xs[i] * perX), (float)(-texts.Ys[i] * perY));
            (float dx, float dy) = Offset(texts.Place, wide);
            SKRect box = SKRect.Create(x + dx - (wide / 2), y + dy - (Theme.TickSize / 2), wide, Theme.TickSize + 1);
            if (!texts.KeepsAll && taken.Any(other => other.IntersectsWith(box)))
            {
                continue;
            }

            taken.Add(box);
            Text text = plot.Add.Text(texts.Texts[i], texts.Xs[i], texts.Ys[i]);
            text.LabelFontSize = Theme.TickSize;
            text.LabelFontName = TextFont.Family;
            text.LabelFontColor = color;
            text.LabelAlignment = Alignment.MiddleCenter;
            text.OffsetX = dx;
            text.OffsetY = dy;
        }
    }

    private static (float X, float Y) Offset(Place place, float wide) => place switch
    {
        Place.Left => (-(wide / 2) - 6, 0),
        Place.Right => ((wide / 2) + 6, 0),
        Place.Above => (0, -11),
        Place.Below => (0, 11),
        _ => (0, 0),
    };

    private static double[] Copy(Numerics.EquatableArray<double> values) => values.Span.ToArray();
}
