using System.Text;
using System.Text.Json;
using BayesLmm.Plots;
using BayesLmm.Reports.Formats.Pages;

namespace BayesLmm.Reports.Figures;

/// <summary>
/// Writes a figure as elements of a page: a drawing in SVG for each panel, so that panels move below each other on a narrow screen, and one legend. Colours
/// suit light and dark paper. With the page's script a reader sees the value under the pointer and picks a panel.
/// </summary>
internal static class FigureMarkup
{
    /// <summary>The most columns for which there is a style.</summary>
    private const int MostColumns = 10;

    /// <summary>Panels on a page are this much larger than in a picture, where there is room.</summary>
    private const double Enlarged = 1.15;

    /// <summary>The panels and the legend.</summary>
    public static string Write(Figure figure)
    {
        string size = figure.Columns switch { 1 => " one", 2 => " two", 3 => "", _ => $" of{Math.Min(figure.Columns, MostColumns)}" };
        StringBuilder html = new($"<div class=\"wide\"><div class=\"panels{size}\">\n");
        foreach (Panel panel in figure.Panels)
        {
            Append(html, panel, figure);
        }

        html.Append("</div>\n</div>\n");
        Mark[] labelled = [.. figure.Panels.SelectMany(panel => panel.Marks).Where(mark => mark.Label is not null).DistinctBy(mark => mark.Label)];
        if (labelled.Length > 0)
        {
            html.Append("<ul class=\"legend\">");
            html.Append(string.Concat(labelled.Select(mark => $"<li>{MarkMarkup.Swatch(mark)}{PageText.Escape(mark.Label!)}</li>"))).Append("</ul>\n");
        }

        return html.ToString();
    }

    /// <summary>What a panel shows, for readers who do not see it.</summary>
    internal static string Describe(Panel panel, Figure figure)
    {
        string axes = (panel.X.Label, panel.Y.Label) switch
        {
            ({ } x, { } y) => $"{y} against {x}",
            ({ } x, null) => x,
            (null, { } y) => y,
            _ => "",
        };
        string[] words = [.. ((string?[])[figure.Title, panel.Title, axes]).OfType<string>().Where(word => word.Length > 0).Distinct()];
        string range = panel.X.Ticks == TickKind.Numbers && NiceTicks.Between(panel.X.Lower, panel.X.Upper, 5) is { Count: > 1 } ticks
            ? $" Horizontal axis from {ticks[0].Label} to {ticks[^1].Label}."
            : "";
        string names = panel.Y.Ticks == TickKind.Names ? $" {panel.Y.Names.Count} rows." : "";
        return $"{string.Join("; ", words)}.{range}{names}";
    }

    private static void Append(StringBuilder html, Panel panel, Figure figure)
    {
        PanelFrame frame = new(panel, figure.PanelWidth, figure.PanelHeight);
        string number(double value) => PanelFrame.Number(value);
        string name = panel.Title ?? panel.X.Label ?? panel.Y.Label ?? "";
        html.Append("<div class=\"panel\" data-name=\"").Append(PageText.Escape(name)).Append("\">");
        html.Append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"").Append(number(Enlarged * frame.Width));
        html.Append("\" viewBox=\"0 0 ").Append(number(frame.Width)).Append(' ');
        html.Append(number(frame.Height)).Append("\" aria-label=\"").Append(PageText.Escape(Describe(panel, figure))).Append('"');
        html.Append(AxisData("x", panel.X, frame.Left, frame.Right)).Append(AxisData("y", panel.Y, frame.Bottom, frame.Top));
        html.Append(panel.Y.Ticks == TickKind.None ? " data-plain=\"y\"" : "").Append(">\n");
        foreach (Mark mark in panel.Marks)
        {
            MarkMarkup.Append(html, mark, frame);
        }

        AppendAxes(html, frame);
        html.Append("</svg></div>\n");
    }

    private static string AxisData(string name, Axis axis, double start, double end)
    {
        string numbers = FormattableString.Invariant($"{axis.Lower:R} {axis.Upper:R} ") + $"{PanelFrame.Number(start)} {PanelFrame.Number(end)}";
        string names = axis.Ticks == TickKind.Names ? $" data-{name}names=\"{PageText.Escape(JsonSerializer.Serialize(axis.Names.ToArray()))}\"" : "";
        return $" data-{name}=\"{numbers}\"{(axis.Label is null ? "" : $" data-{name}label=\"{PageText.Escape(axis.Label)}\"")}{names}";
    }

    private static void AppendAxes(StringBuilder svg, PanelFrame frame)
    {
        string number(double value) => PanelFrame.Number(value);
        Panel panel = frame.Panel;
        string left = panel.Y.Ticks == TickKind.None ? "" : $"M{number(frame.Left)} {number(frame.Top)}V{number(frame.Bottom)}";
        StringBuilder lines = new($"{left}M{number(frame.Left)} {number(frame.Bottom)}H{number(frame.Right)}");
        foreach ((double value, string label) in frame.XTicks)
        {
            double x = frame.X(value);
            lines.Append($"M{number(x)} {number(frame.Bottom)}v4");
            double half = TextWidth.Of(label, PanelFrame.TextSize) / 2;
            Text(svg, Math.Clamp(x, half, frame.Width - half), frame.Bottom + 16, "middle", label);
        }

        foreach ((double value, string label) in frame.YTicks)
        {
            double y = frame.Y(value);
            lines.Append($"M{number(frame.Left)} {number(y)}h-4");
            Text(svg, frame.Left - 7, y + 4, "end", label);
        }

        svg.Append(panel.IsFrameless ? "" : $"<path class=\"axis\" d=\"{lines}\"/>\n");
        double middle = (frame.Left + frame.Right) / 2;
        if (panel.X.Label is { } below)
        {
            Text(svg, middle, frame.Height - 5, "middle", TextWidth.Shorten(below, PanelFrame.TextSize, frame.Width));
        }

        if (panel.Y.Label is { } beside)
        {
            double y = (frame.Top + frame.Bottom) / 2;
            string words = TextWidth.Shorten(beside, PanelFrame.TextSize, frame.Height);
            svg.Append($"<text x=\"13\" y=\"{number(y)}\" text-anchor=\"middle\" transform=\"rotate(-90 13 {number(y)})\">{PageText.Escape(words)}</text>\n");
        }

        if (panel.Title is { } title)
        {
            string words = TextWidth.Shorten(title, PanelFrame.TitleSize, frame.Width - 8);
            double half = TextWidth.Of(words, PanelFrame.TitleSize) / 2;
            double x = Math.Clamp(middle, Math.Min(half, frame.Width / 2), Math.Max(frame.Width - half, frame.Width / 2));
            svg.Append($"<text class=\"title\" x=\"{number(x)}\" y=\"15\" text-anchor=\"middle\">{PageText.Escape(words)}</text>\n");
        }
    }

    private static void Text(StringBuilder svg, double x, double y, string anchor, string words) =>
        svg.Append($"<text x=\"{PanelFrame.Number(x)}\" y=\"{PanelFrame.Number(y)}\" text-anchor=\"{anchor}\">{PageText.Escape(words)}</text>\n");
}
