using System.Globalization;

namespace BayesLmm.FactorGraphs.Pictures.Layouts;

/// <summary>Sizes of a picture's parts, in pixels. Text is measured generously, because the reader's font is not known.</summary>
internal static class PictureMetrics
{
    public const double Margin = 16, ColumnGap = 26, NodeGap = 14, LayerGap = 26, BandGap = 26, PlatePadding = 14, PlateStrip = 18, LaneWidth = 14;
    public const double LabelSize = 14, DetailSize = 10, FactorSize = 11, PlateSize = 12;

    /// <summary>How far lines that come from the side descend for a pixel sideways, so that they can be distinguished.</summary>
    public const double Descent = 0.3;

    /// <summary>The longest way down between two layers.</summary>
    public const double WidestGap = 140;

    private const double CharacterWidth = 0.62;

    /// <summary>Width and height of a node.</summary>
    public static (double Width, double Height) SizeOf(PictureNode node)
    {
        if (node.Kind == NodeKind.Factor)
        {
            return (TextWidth(node.Label, FactorSize) + 16, 20);
        }

        // Text is inside an ellipse, which has no corners.
        double text = Math.Max(TextWidth(node.Label, LabelSize), TextWidth(node.Detail, DetailSize) + 8);
        return (Math.Max(48, text + 22), node.Detail.Length == 0 ? 36 : 42);
    }

    /// <summary>Width of a text. Letters of scripts with wide ones count twice.</summary>
    public static double TextWidth(string text, double size) =>
        CharacterWidth * size * text.EnumerateRunes()
            .Sum(rune => CharUnicodeInfo.GetUnicodeCategory(rune.Value) == UnicodeCategory.NonSpacingMark ? 0 : rune.Value >= 0x1100 ? 1.7 : 1);
}
