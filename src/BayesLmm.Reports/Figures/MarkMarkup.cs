using System.Text;
using BayesLmm.Numerics;
using BayesLmm.Plots;
using BayesLmm.Reports.Formats.Pages;

namespace BayesLmm.Reports.Figures;

/// <summary>
/// Marks as elements of SVG, one path for all points or intervals of a mark. The script of a page reads the values back from the coordinates of the paths, so
/// that the numbers are in the page once.
/// </summary>
internal static class MarkMarkup
{
    private const double RugHeight = 9, ArrowHead = 6;

    /// <summary>Appends a mark.</summary>
    /// <param name="svg">Receives it.</param>
    /// <param name="mark">The mark.</param>
    /// <param name="frame">Where the panel's coordinates lie.</param>
    public static void Append(StringBuilder svg, Mark mark, PanelFrame frame)
    {
        switch (mark)
        {
            case LineMark line:
                Path(svg, mark, "line", Polyline(line.Xs, line.Ys, frame), Stroked(line.Width, line.Stroke));
                break;
            case AreaMark area:
                Path(svg, mark, null, Polyline(area.Xs, area.Upper, frame) + Back(area, frame), $" fill=\"{ThemedColor.Css(mark.Ink)}\"");
                break;
            case IntervalMark interval:
                double width = Math.Min(interval.Width, RowPitch(frame) * 0.8);
                Path(svg, mark, "intervals", Intervals(interval, frame), Stroked(width, Stroke.Solid));
                break;
            case PointMark points:
                AppendPoints(svg, points, frame);
                break;
            case RugMark rug:
                Path(svg, mark, null, Rug(rug, frame), Stroked(1.2, Stroke.Solid));
                break;
            case VerticalMark vertical:
                string x = PanelFrame.Number(frame.X(vertical.X));
                Path(svg, mark, "vertical", $"M{x} {PanelFrame.Number(frame.Top)}V{PanelFrame.Number(frame.Bottom)}", Stroked(vertical.Width, vertical.Stroke));
                break;
            case HorizontalMark horizontal:
                string y = PanelFrame.Number(frame.Y(horizontal.Y));
                Path(
                    svg, mark, "horizontal", $"M{PanelFrame.Number(frame.Left)} {y}H{PanelFrame.Number(frame.Right)}",
                    Stroked(horizontal.Width, horizontal.Stroke));
                break;
            case ColumnIntervalMark interval:
                Path(svg, mark, "columns", Columns(interval, frame), Stroked(interval.Width, Stroke.Solid));
                break;
            case ArrowMark arrows:
                Path(svg, mark, "arrows", Arrows(arrows, frame), Stroked(arrows.Width, Stroke.Solid));
                break;
            case TextMark texts:
                AppendTexts(svg, texts, frame);
                break;
            default:
                throw new InvalidOperationException($"A page cannot show a {mark.GetType().Name}.");
        }
    }

    /// <summary>A sample of a mark for a legend.</summary>
    public static string Swatch(Mark mark)
    {
        string color = ThemedColor.Css(mark.Ink), opacity = Opacity(mark.Ink.Opacity);
        string shape = mark switch
        {
            AreaMark => $"<rect width=\"26\" height=\"12\" fill=\"{color}\"{opacity}/>",
            PointMark { Hollow: true } => $"<circle cx=\"13\" cy=\"6\" r=\"4\" fill=\"none\" stroke=\"{color}\" stroke-width=\"1.6\"{opacity}/>",
            PointMark => $"<circle cx=\"13\" cy=\"6\" r=\"3.2\" fill=\"{color}\"{opacity}/>",
            RugMark => $"<path d=\"M13 1V11\" stroke=\"{color}\" stroke-width=\"1.5\"{opacity}/>",
            VerticalMark vertical => $"<path d=\"M13 0V12\"{Stroked(vertical.Width, vertical.Stroke)} stroke=\"{color}\"{opacity}/>",
            LineMark line => $"<path d=\"M0 6H26\"{Stroked(Math.Max(1.5, line.Width), line.Stroke)} stroke=\"{color}\"{opacity}/>",
            HorizontalMark line => $"<path d=\"M0 6H26\"{Stroked(line.Width, line.Stroke)} stroke=\"{color}\"{opacity}/>",
            ArrowMark => $"<path d=\"M1 6H25M25 6L19 2M25 6L19 10\" fill=\"none\" stroke=\"{color}\"{opacity}/>",
            ColumnIntervalMark interval => $"<path d=\"M13 0V12\"{Stroked(interval.Width, Stroke.Solid)} stroke=\"{color}\"{opacity}/>",
            IntervalMark interval => $"<path d=\"M0 6H26\"{Stroked(interval.Width, Stroke.Solid)} stroke=\"{color}\"{opacity}/>",
            _ => "",
        };
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 26 12\" aria-hidden=\"true\">{shape}</svg>";
    }

    private static void Path(StringBuilder svg, Mark mark, string? kind, string path, string attributes)
    {
        if (path.Length == 0)
        {
            return;
        }

        svg.Append("<path").Append(kind is null ? "" : $" data-mark=\"{kind}\"");
        svg.Append(kind is null || mark.Label is null ? "" : $" data-label=\"{PageText.Escape(mark.Label)}\"");
        svg.Append(attributes).Append(attributes.Contains("fill=", StringComparison.Ordinal) ? "" : $" fill=\"none\" stroke=\"{ThemedColor.Css(mark.Ink)}\"");
        svg.Append(Opacity(mark.Ink.Opacity)).Append(" d=\"").Append(path).Append("\"/>\n");
    }

    /// <summary>Discs are ends of lines of no length, circles two arcs.</summary>
    private static void AppendPoints(StringBuilder svg, PointMark points, PanelFrame frame)
    {
        double size = frame.Panel.Y.Ticks == TickKind.Names ? Math.Clamp(RowPitch(frame), 2.5, points.Size) : points.Size;
        StringBuilder path = new();
        double r = size / 2;
        for (int i = 0; i < points.Xs.Count; i++)
        {
            double x = frame.X(points.Xs[i]), y = frame.Y(points.Ys[i]);
            if (!double.IsFinite(x) || !double.IsFinite(y))
            {
                continue;
            }

            path.Append('M').Append(PanelFrame.Number(points.Hollow ? x - r : x)).Append(' ').Append(PanelFrame.Number(y));
            path.Append(points.Hollow
                ? string.Concat(HalfCircle(r, size), HalfCircle(r, -size))
                : "h0");
        }

        string step = points.Hollow ? $" data-step=\"16\" data-shift=\"{PanelFrame.Number(r)}\"" : " data-step=\"3\"";
        string drawn = points.Hollow ? " stroke-width=\"1.5\"" : $" stroke-width=\"{PanelFrame.Number(size)}\" stroke-linecap=\"round\"";
        Path(svg, points, "points", path.ToString(), step + drawn);
    }

    private static string HalfCircle(double radius, double to) =>
        $"a{PanelFrame.Number(radius)} {PanelFrame.Number(radius)} 0 1 0 {PanelFrame.Number(to)} 0";

    private static string Polyline(EquatableArray<double> xs, EquatableArray<double> ys, PanelFrame frame)
    {
        StringBuilder path = new();
        bool isDrawing = false;
        for (int i = 0; i < xs.Count; i++)
        {
            double x = frame.X(xs[i]), y = frame.Y(ys[i]);
            if (double.IsFinite(x) && double.IsFinite(y))
            {
                path.Append(isDrawing ? 'L' : 'M').Append(PanelFrame.Number(x)).Append(' ').Append(PanelFrame.Number(y));
                isDrawing = true;
            }
            else
            {
                isDrawing = false;
            }
        }

        return path.ToString();
    }

    /// <summary>The lower curve of an area from right to left.</summary>
    private static string Back(AreaMark area, PanelFrame frame)
    {
        StringBuilder path = new();
        for (int i = area.Xs.Count - 1; i >= 0; i--)
        {
            path.Append('L').Append(PanelFrame.Number(frame.X(area.Xs[i]))).Append(' ').Append(PanelFrame.Number(frame.Y(area.Lower[i])));
        }

        return path.Append('Z').ToString();
    }

    private static string Intervals(IntervalMark interval, PanelFrame frame)
    {
        StringBuilder path = new();
        for (int i = 0; i < interval.Ys.Count; i++)
        {
            path.Append('M').Append(PanelFrame.Number(frame.X(interval.Lower[i]))).Append(' ').Append(PanelFrame.Number(frame.Y(interval.Ys[i])));
            path.Append('H').Append(PanelFrame.Number(frame.X(interval.Upper[i])));
        }

        return path.ToString();
    }

    private static string Columns(ColumnIntervalMark interval, PanelFrame frame)
    {
        StringBuilder path = new();
        for (int i = 0; i < interval.Xs.Count; i++)
        {
            path.Append('M').Append(PanelFrame.Number(frame.X(interval.Xs[i]))).Append(' ').Append(PanelFrame.Number(frame.Y(interval.Lower[i])));
            path.Append('V').Append(PanelFrame.Number(frame.Y(interval.Upper[i])));
        }

        return path.ToString();
    }

    /// <summary>Lines with heads of two strokes; of a line shorter than its head, the line alone.</summary>
    private static string Arrows(ArrowMark arrows, PanelFrame frame)
    {
        StringBuilder path = new();
        for (int i = 0; i < arrows.FromXs.Count; i++)
        {
            double x = frame.X(arrows.ToXs[i]), y = frame.Y(arrows.ToYs[i]);
            double dx = x - frame.X(arrows.FromXs[i]), dy = y - frame.Y(arrows.FromYs[i]), length = Math.Sqrt((dx * dx) + (dy * dy));
            path.Append('M').Append(PanelFrame.Number(x - dx)).Append(' ').Append(PanelFrame.Number(y - dy));
            path.Append('L').Append(PanelFrame.Number(x)).Append(' ').Append(PanelFrame.Number(y));
            if (length < ArrowHead)
            {
                continue;
            }

            (double along, double aside) = (ArrowHead / length, ArrowHead / (2 * length));
            foreach (int side in (int[])[-1, 1])
            {
                path.Append('M').Append(PanelFrame.Number(x)).Append(' ').Append(PanelFrame.Number(y)).Append('L');
                path.Append(PanelFrame.Number(x - (along * dx) + (side * aside * dy))).Append(' ');
                path.Append(PanelFrame.Number(y - (along * dy) - (side * aside * dx)));
            }
        }

        return path.ToString();
    }

    /// <summary>Words, each where it covers no earlier one.</summary>
    private static void AppendTexts(StringBuilder svg, TextMark texts, PanelFrame frame)
    {
        List<(double Left, double Top, double Right, double Bottom)> taken = [];
        string color = ThemedColor.Css(texts.Ink), opacity = Opacity(texts.Ink.Opacity);
        for (int i = 0; i < texts.Texts.Count; i++)
        {
            double width = TextWidth.Of(texts.Texts[i], PanelFrame.TextSize), half = PanelFrame.TextSize / 2;
            (double dx, double dy) = texts.Place switch
            {
                Place.Left => (-(width / 2) - 6, 0.0),
                Place.Right => ((width / 2) + 6, 0.0),
                Place.Above => (0.0, -11.0),
                Place.Below => (0.0, 11.0),
                _ => (0.0, 0.0),
            };
            double x = frame.X(texts.Xs[i]) + dx, y = frame.Y(texts.Ys[i]) + dy;
            (double Left, double Top, double Right, double Bottom) box = (x - (width / 2), y - half, x + (width / 2), y + half);
            if (!double.IsFinite(x) || !double.IsFinite(y) || (!texts.KeepsAll && taken.Any(other =>
                other.Left < box.Right && box.Left < other.Right && other.Top < box.Bottom && box.Top < other.Bottom)))
            {
                continue;
            }

            taken.Add(box);
            svg.Append($"<text x=\"{PanelFrame.Number(x)}\" y=\"{PanelFrame.Number(y + 4)}\" text-anchor=\"middle\" fill=\"{color}\"{opacity}>");
            svg.Append(PageText.Escape(texts.Texts[i])).Append("</text>\n");
        }
    }

    private static string Rug(RugMark rug, PanelFrame frame)
    {
        string end = PanelFrame.Number(frame.Bottom - RugHeight), start = PanelFrame.Number(frame.Bottom);
        return string.Concat(rug.Xs.Select(x => $"M{PanelFrame.Number(frame.X(x))} {start}V{end}"));
    }

    /// <summary>The pixels from one name to the next; infinite where the vertical axis has numbers.</summary>
    private static double RowPitch(PanelFrame frame) => frame.Panel.Y.Ticks == TickKind.Names
        ? (frame.Bottom - frame.Top) / (frame.Panel.Y.Upper - frame.Panel.Y.Lower)
        : double.PositiveInfinity;

    private static string Stroked(double width, Stroke stroke) => $" stroke-width=\"{PanelFrame.Number(width)}\"" + stroke switch
    {
        Stroke.Dashed => " stroke-dasharray=\"6 4\"",
        Stroke.Dotted => " stroke-dasharray=\"2 3\"",
        _ => "",
    };

    private static string Opacity(double opacity) => opacity < 1 ? $" opacity=\"{PanelFrame.Number(opacity)}\"" : "";
}
