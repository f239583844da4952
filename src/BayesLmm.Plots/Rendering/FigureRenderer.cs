using System.Text;
using System.Text.RegularExpressions;
using ScottPlot;
using SkiaSharp;

namespace BayesLmm.Plots.Rendering;

/// <summary>Lays figures out (title, panels in a grid, legend; one figure below the other) and draws them on a picture, a drawing or a document.</summary>
internal static partial class FigureRenderer
{
    private const int PngQuality = 100;
    private const double PointsPerPixel = 72 / PictureOptions.UsualDpi;

    /// <summary>The most pixels of a picture: 400 MB of memory.</summary>
    private const double MostPixels = 1e8;

    /// <summary>The figures as a PNG picture.</summary>
    public static byte[] ToPng(IReadOnlyList<Figure> figures, PictureOptions options)
    {
        (int width, int height) = SizeOf(figures, options);
        double scale = options.Dpi / PictureOptions.UsualDpi;
        if (!(options.Dpi is >= 24 and <= 1200))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Dpi, "Dots per inch are from 24 to 1,200.");
        }

        (double across, double down) = (Math.Round(width * scale), Math.Round(height * scale));
        if (IsTooLarge(figures, options))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), FormattableString.Invariant($"A picture of {across} × {down} dots is too large; the limit is {MostPixels:N0}."));
        }

        using SKSurface surface = SKSurface.Create(new SKImageInfo((int)across, (int)down));
        surface.Canvas.Scale((float)(across / width), (float)(down / height));
        Draw(figures, surface.Canvas, width, height, FigureColors.Of(options));
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, PngQuality);
        return data.ToArray();
    }

    /// <summary>Whether a PNG picture of figures would have more dots than the limit.</summary>
    public static bool IsTooLarge(IReadOnlyList<Figure> figures, PictureOptions options)
    {
        (double width, double height) = SizeOf(figures, options);
        double scale = options.Dpi / PictureOptions.UsualDpi;
        return width * scale * height * scale > MostPixels;
    }

    /// <summary>The figures as an SVG drawing.</summary>
    public static string ToSvg(IReadOnlyList<Figure> figures, PictureOptions options)
    {
        (int width, int height) = SizeOf(figures, options);
        using MemoryStream stream = new();
        using (SKCanvas canvas = SKSvgCanvas.Create(SKRect.Create(width, height), stream))
        {
            Draw(figures, canvas, width, height, FigureColors.Of(options));
        }

        return Renumbered(Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <summary>A drawing whose clips are counted from 1: Skia counts them through all drawings of the process, in the order in which threads come.</summary>
    private static string Renumbered(string svg)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        return Clip().Replace(svg, match =>
        {
            string name = match.Groups[2].Value;
            if (!names.TryGetValue(name, out string? counted))
            {
                names[name] = counted = FormattableString.Invariant($"clip{names.Count + 1}");
            }

            return match.Groups[1].Value + counted;
        });
    }

    [GeneratedRegex("(<clipPath id=\"|clip-path=\"url\\(#)(cl_[0-9a-f]+)")]
    private static partial Regex Clip();

    /// <summary>The figures as a PDF document, a page each.</summary>
    public static byte[] ToPdf(IReadOnlyList<Figure> figures, PictureOptions options)
    {
        using MemoryStream stream = new();
        using (SKDocument document = SKDocument.CreatePdf(stream))
        {
            foreach (Figure figure in figures)
            {
                (int width, int height) = SizeOf([figure], options);
                SKCanvas canvas = document.BeginPage((float)(width * PointsPerPixel), (float)(height * PointsPerPixel));
                canvas.Scale((float)PointsPerPixel);
                Draw([figure], canvas, width, height, FigureColors.Of(options));
                document.EndPage();
            }

            document.Close();
        }

        return stream.ToArray();
    }

    /// <summary>The size of a picture of figures, one below the other.</summary>
    public static (int Width, int Height) SizeOf(IReadOnlyList<Figure> figures, PictureOptions options)
    {
        (int width, int height) = (options.Width ?? figures.Max(figure => figure.DefaultWidth), options.Height ?? figures.Sum(figure => figure.DefaultHeight));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height, nameof(options));
        return (width, height);
    }

    private static void Draw(IReadOnlyList<Figure> figures, SKCanvas canvas, int width, int height, FigureColors colors)
    {
        canvas.Clear(colors.Background);
        float scale = (float)height / figures.Sum(figure => figure.DefaultHeight);
        float top = 0;
        foreach (Figure figure in figures)
        {
            float own = figures.Count == 1 ? height : figure.DefaultHeight * scale;
            Draw(figure, canvas, width, top, own, colors);
            top += own;
        }
    }

    private static void Draw(Figure figure, SKCanvas canvas, int width, float top, float height, FigureColors colors)
    {
        LegendRenderer legend = new(figure, width, colors);
        float panelWidth = (float)width / figure.Columns;
        float panelHeight = Math.Max(1, (height - Theme.HeaderHeight - legend.Height) / figure.Rows);
        float[] lefts =
        [
            .. Enumerable.Range(0, figure.Columns).Select(column =>
                figure.Panels.Where((_, i) => i % figure.Columns == column).Max(panel => PanelRenderer.LeftOf(panel, panelWidth))),
        ];
        for (int i = 0; i < figure.Panels.Count; i++)
        {
            float left = i % figure.Columns * panelWidth;
            float upper = top + Theme.HeaderHeight + (i / figure.Columns * panelHeight);
            using Plot plot = PanelRenderer.ToPlot(figure.Panels[i], panelWidth, panelHeight, colors, lefts[i % figure.Columns]);
            plot.Render(canvas, new PixelRect(left, left + panelWidth, upper + panelHeight, upper));
        }

        using SKFont font = TextFont.Create(Theme.TitleSize);
        using SKPaint paint = new() { IsAntialias = true, Color = colors.Foreground };
        string title = TextFont.Shorten(figure.Title, font, width - (2 * TextFont.Margin));
        canvas.DrawText(title, TextFont.Margin, top + Theme.HeaderHeight - 9, SKTextAlign.Left, font, paint);
        legend.Draw(canvas, top + height - legend.Height);
    }
}
