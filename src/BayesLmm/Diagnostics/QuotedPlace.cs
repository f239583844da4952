using System.Globalization;
using System.Text;

namespace BayesLmm.Diagnostics;

/// <summary>A line of a text with carets below a place; of a long line only what is near the place.</summary>
internal static class QuotedPlace
{
    /// <summary>The characters of a line that are quoted.</summary>
    private const int Width = 120;

    /// <summary>The characters that are quoted before the place where a line is cut.</summary>
    private const int Before = 40;

    private const string Cut = "…";

    /// <summary>The line and, below, carets from the span's start to its end or the line's. Tabs are copied, so that the carets stay in place.</summary>
    /// <param name="source">The text.</param>
    /// <param name="span">The place.</param>
    /// <param name="margin">What both lines begin with.</param>
    public static string Of(SourceText source, TextSpan span, string margin)
    {
        ReadOnlySpan<char> whole = source.Text;
        int offset = Math.Clamp(span.Start, 0, whole.Length);
        int lineStart = whole[..offset].LastIndexOf('\n') + 1;
        int lineLength = whole[lineStart..].IndexOf('\n');
        ReadOnlySpan<char> line = (lineLength < 0 ? whole[lineStart..] : whole.Slice(lineStart, lineLength)).TrimEnd('\r');
        int start = Math.Min(offset - lineStart, line.Length), end = Math.Min(start + span.Length, line.Length);
        (int first, int last) = Window(line, start);

        StringBuilder quoted = new(margin), carets = new(margin);
        if (first > 0)
        {
            quoted.Append(Cut);
            carets.Append(' ');
        }

        Append(quoted, carets, line[first..last], start - first, end - first);
        return quoted.Append(last < line.Length ? Cut : "").Append('\n').Append(carets).ToString();
    }

    /// <summary>The part of a line that is quoted: all of it if it is short, and no half of a pair.</summary>
    private static (int First, int Last) Window(ReadOnlySpan<char> line, int start)
    {
        if (line.Length <= Width)
        {
            return (0, line.Length);
        }

        int first = Math.Clamp(start - Before, 0, line.Length - Width), last = first + Width;
        first += char.IsLowSurrogate(line[first]) ? 1 : 0;
        last -= char.IsHighSurrogate(line[last - 1]) ? 1 : 0;
        return (first, last);
    }

    /// <summary>Writes a line visibly, and below it blanks up to the place and carets under it: at least one.</summary>
    private static void Append(StringBuilder quoted, StringBuilder carets, ReadOnlySpan<char> line, int start, int end)
    {
        int marked = 0;
        for (int i = 0; i < line.Length; i++)
        {
            bool isHidden = line[i] != '\t' && VisibleText.IsHidden(line[i]);
            string shown = isHidden ? VisibleText.Code(line[i]) : line[i].ToString();
            quoted.Append(shown);
            int places = isHidden ? shown.Length : TakesPlace(line[i]) ? 1 : 0;
            if (i < start)
            {
                carets.Append(line[i] == '\t' ? "\t" : new string(' ', places));
            }
            else if (i < end)
            {
                marked += places;
            }
        }

        carets.Append('^', Math.Max(marked, 1));
    }

    /// <summary>Whether a character moves the cursor: not the second half of a pair, nor a mark on the letter before.</summary>
    private static bool TakesPlace(char c) =>
        !char.IsLowSurrogate(c) && char.GetUnicodeCategory(c) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format);
}
