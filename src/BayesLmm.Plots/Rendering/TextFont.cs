using SkiaSharp;

namespace BayesLmm.Plots.Rendering;

/// <summary>The font of all text: a sans-serif one that this machine has.</summary>
internal static class TextFont
{
    /// <summary>The room left and right of a line of text in pixels.</summary>
    public const float Margin = 12;

    /// <summary>Where a text is broken.</summary>
    private static readonly char[] Breaks = [' ', '['];

    /// <summary>The families to look for; if none is installed, the system's default is used.</summary>
    private static readonly string[] Preferred = ["DejaVu Sans", "Liberation Sans", "Noto Sans", "Segoe UI", "Helvetica Neue", "Arial"];

    /// <summary>The family's name.</summary>
    public static string Family { get; } = Preferred.FirstOrDefault(SKFontManager.Default.GetFontFamilies().Contains) ?? ScottPlot.Fonts.Default;

    /// <summary>The font in a size in pixels.</summary>
    public static SKFont Create(float size) => new(SKTypeface.FromFamilyName(Family), size) { Edging = SKFontEdging.Antialias };

    /// <summary>A text that is no wider than <paramref name="width"/> pixels: when it must be cut, three dots say so.</summary>
    public static string Shorten(string text, SKFont font, float width)
    {
        string shown = text;
        for (int length = text.Length - 1; length > 0 && font.MeasureText(shown) > width; length--)
        {
            shown = text[..length].TrimEnd() + "…";
        }

        return shown;
    }

    /// <summary>
    /// A text on one line of <paramref name="width"/> pixels, or on two, broken at a space or before a bracket; what is still too wide is cut.
    /// </summary>
    public static string Fold(string text, SKFont font, float width)
    {
        if (font.MeasureText(text) <= width)
        {
            return text;
        }

        int place = text.LastIndexOfAny(Breaks);
        while (place > 0 && font.MeasureText(text[..place]) > width)
        {
            place = text.LastIndexOfAny(Breaks, place - 1);
        }

        return place > 0 ? $"{text[..place]}\n{Shorten(text[place..].TrimStart(), font, width)}" : Shorten(text, font, width);
    }
}
