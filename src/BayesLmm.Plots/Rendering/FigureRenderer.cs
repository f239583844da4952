using System.Text;
using ScottPlot;
using SkiaSharp;

namespace BayesLmm.Plots.Rendering;

/// <summary>Lays a figure out (title, panels in a grid, legend) and draws it on a picture or a drawing.</summary>
internal static class FigureRenderer
{
    private const int PngQuality = 100;

    /// <summary>The figure as a PNG picture.</summary>
    public static byte[] ToPng(Figure figure, int width, int height)
    {
        Check(width, height);
        using SKSurface surface = SKSurface.Create(new SKImageInfo(width, height));
        Draw(figure, surface.Canvas, width, height);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, PngQuality);
        return data.ToArray();
    }

    /// <summary>The figure as an SVG drawing.</summary>
    public static string ToSvg(Figure figure, int width, int height)
    {
        Check(width, height);
        using MemoryStream stream = new();
        using (SKCanvas canvas = SKSvgCanvas.Create(SKRect.Create(width, height), stream))
        {
            Draw(figure, canvas, width, height);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Check(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
    }

    private static void Draw(Figure figure, SKCanvas canvas, int width, int height)
    {
        canvas.Clear(SKColors.White);
        LegendRenderer legend = new(figure, width);
        float top = Theme.HeaderHeight;
        float panelWidth = (float)width / figure.Columns;
        float panelHeight = (height - top - legend.Height) / figure.Rows;
        for (int i = 0; i < figure.Panels.Count; i++)
        {
            float left = i % figure.Columns * panelWidth;
            float upper = top + (i / figure.Columns * panelHeight);
            using Plot plot = PanelRenderer.ToPlot(figure.Panels[i], panelHeight);
            plot.Render(canvas, new PixelRect(left, left + panelWidth, upper + panelHeight, upper));
        }

        DrawTitle(figure.Title, canvas, width);
        legend.Draw(canvas, height - legend.Height);
    }

    private static void DrawTitle(string title, SKCanvas canvas, int width)
    {
        using SKFont font = TextFont.Create(Theme.TitleSize);
        using SKPaint paint = new() { IsAntialias = true, Color = SKColors.Black };
        canvas.DrawText(TextFont.Shorten(title, font, width - (2 * TextFont.Margin)), TextFont.Margin, Theme.HeaderHeight - 9, SKTextAlign.Left, font, paint);
    }
}
