using System.Globalization;
using System.Text;

namespace BayesLmm.Plots.Rendering;

/// <summary>Draws a figure in characters, panel below panel: lines, points and intervals in braille dots, areas in the shade of their opacity.</summary>
internal static class TextRenderer
{
    private const int LeastWidth = 40;
    private const int Gutter = 12;         // characters left of a panel for numbers and names
    private const int PlainLines = 9;      // of a panel without names
    private const int MostNames = 40;

    /// <summary>The drawing; lines end without blanks.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="width">Characters a line.</param>
    public static string Draw(Figure figure, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, LeastWidth);
        StringBuilder text = new();
        text.Append(figure.Title).Append('\n');
        foreach (Panel panel in figure.Panels)
        {
            text.Append('\n');
            Append(text, panel, width);
        }

        if (figure.Description.Length > 0)
        {
            text.Append('\n').Append(Wrap(figure.Description, width)).Append('\n');
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Panel panel, int width)
    {
        int names = panel.Y.Ticks == TickKind.Names ? panel.Y.Names.Count : 0;
        int step = Math.Max(1, (names + MostNames - 1) / MostNames);
        int lines = names == 0 ? PlainLines : Math.Max(3, (names + step - 1) / step);
        Axis rows = names == 0 ? panel.Y : panel.Y with { Lower = -0.5, Upper = names - 0.5 };   // a line a name
        BrailleCanvas canvas = new(width - Gutter - 1, lines, panel.X, rows);
        foreach (Mark mark in panel.Marks)
        {
            canvas.Add(mark);
        }

        string? title = panel.Title ?? panel.X.Label;
        if (title is not null)
        {
            text.Append(new string(' ', Gutter + 1)).Append(title).Append('\n');
        }

        for (int line = 0; line < lines; line++)
        {
            text.Append(Label(rows, line, lines).PadLeft(Gutter)).Append(panel.Y.Ticks == TickKind.None ? ' ' : '│');
            text.Append(canvas.Line(line).TrimEnd()).Append('\n');
        }

        text.Append(new string(' ', Gutter)).Append('└').Append('─', width - Gutter - 1).Append('\n');
        (string first, string last) = panel.X.Ticks == TickKind.Names
            ? (panel.X.Names[0], panel.X.Names[^1])
            : panel.X.Ticks == TickKind.None ? ("", "") : (Number(panel.X.Lower), Number(panel.X.Upper));
        int space = width - Gutter - 1 - first.Length - last.Length;
        if (first.Length + last.Length > 0)
        {
            text.Append(new string(' ', Gutter + 1)).Append(first).Append(' ', Math.Max(1, space)).Append(last).Append('\n');
        }
    }

    /// <summary>What stands left of a line: the ends of an axis of numbers, or the name nearest to the line's middle.</summary>
    private static string Label(Axis axis, int line, int lines)
    {
        string label = axis.Ticks switch
        {
            TickKind.Numbers when line == 0 => Number(axis.Upper),
            TickKind.Numbers when line == lines - 1 => Number(axis.Lower),
            TickKind.Names => axis.Names[Math.Clamp((int)Math.Round(axis.Upper - ((line + 0.5) / lines * (axis.Upper - axis.Lower))), 0, axis.Names.Count - 1)],
            _ => "",
        };
        return label.Length > Gutter ? label[..(Gutter - 1)] + "…" : label;
    }

    /// <summary>Words in lines of at most a width.</summary>
    private static string Wrap(string words, int width)
    {
        StringBuilder text = new();
        int used = 0;
        foreach (string word in words.Split(' '))
        {
            if (used > 0)
            {
                bool fits = used + 1 + word.Length <= width;
                text.Append(fits ? ' ' : '\n');
                used = fits ? used + 1 : 0;
            }

            text.Append(word);
            used += word.Length;
        }

        return text.ToString();
    }

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
