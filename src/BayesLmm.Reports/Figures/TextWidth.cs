using System.Text;

namespace BayesLmm.Reports.Figures;

/// <summary>
/// About how wide a line of text is in a sans-serif font. A page is drawn by fonts that its writer does not have, so that the widths are those of a wide one
/// (DejaVu Sans), rounded up.
/// </summary>
internal static class TextWidth
{
    private const double Narrow = 0.37, Usual = 0.64, Wide = 0.82, Widest = 1.02;

    /// <summary>The width in pixels.</summary>
    /// <param name="text">The text.</param>
    /// <param name="size">The size of the font in pixels.</param>
    public static double Of(string text, double size) => size * text.EnumerateRunes().Sum(Part);

    /// <summary>A text no wider than <paramref name="width"/> pixels: when it must be cut, three dots say so.</summary>
    public static string Shorten(string text, double size, double width)
    {
        if (Of(text, size) <= width)
        {
            return text;
        }

        StringBuilder kept = new();
        double used = size;   // of the dots
        foreach (Rune rune in text.EnumerateRunes())
        {
            used += size * Part(rune);
            if (used > width)
            {
                break;
            }

            kept.Append(rune);
        }

        return kept.ToString().TrimEnd() + "…";
    }

    private static double Part(Rune rune) => rune.Value switch
    {
        'i' or 'j' or 'l' or 'I' or '.' or ',' or ':' or ';' or '|' or '\'' or '!' or ' ' or '(' or ')' or '[' or ']' or 't' or 'f' or 'r' => Narrow,
        'm' or 'w' or 'M' or 'W' or '@' or '%' or '…' => Widest,
        '−' or '+' or '=' or '<' or '>' or '~' => Wide,
        >= 'A' and <= 'Z' => 0.74,
        >= 0x1100 => Widest,
        _ => Usual,
    };
}
