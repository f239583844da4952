using SkiaSharp;

namespace BayesLmm.Plots.Rendering;

/// <summary>The colours of paper and text, and what becomes of a mark's ink on that paper.</summary>
internal sealed class FigureColors
{
    /// <summary>The least contrast with dark paper: that of texts (WCAG 2.2, 1.4.3), since thin lines look fainter on it.</summary>
    private const double LeastContrast = 4.5;

    private static readonly FigureColors Light = new(SKColors.White, SKColors.Black);
    private static readonly FigureColors Dark = new(new SKColor(24, 26, 30), new SKColor(230, 230, 230));

    private FigureColors(SKColor background, SKColor foreground) => (Background, Foreground) = (background, foreground);

    /// <summary>The colour of the paper.</summary>
    public SKColor Background { get; }

    /// <summary>The colour of texts, axes and ticks.</summary>
    public SKColor Foreground { get; }

    /// <summary>The colours that are asked for.</summary>
    public static FigureColors Of(PictureOptions options) => options.IsDark ? Dark : Light;

    /// <summary>The colour of an ink: itself on white; on dark paper mixed with white until it can be seen.</summary>
    public SKColor Of(Ink ink)
    {
        SKColor color = new(ink.Red, ink.Green, ink.Blue);
        if (this == Dark)
        {
            for (int step = 0; step < 10 && Contrast(color, Background) < LeastContrast; step++)
            {
                color = new SKColor(Lighter(color.Red), Lighter(color.Green), Lighter(color.Blue));
            }
        }

        return color.WithAlpha((byte)Math.Round(255 * ink.Opacity));
    }

    /// <summary>The contrast of two colours, from 1 to 21.</summary>
    public static double Contrast(SKColor first, SKColor second) =>
        ColorContrast.Of((first.Red, first.Green, first.Blue), (second.Red, second.Green, second.Blue));

    private static byte Lighter(byte part) => (byte)(part + ((255 - part) / 4));
}
