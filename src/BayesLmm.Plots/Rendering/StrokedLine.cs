using ScottPlot;
using SkiaSharp;

namespace BayesLmm.Plots.Rendering;

/// <summary>
/// A line with gaps. Its dashes are drawn as areas, because Skia's SVG canvas draws no dashes of its own. Points that are not finite break the line.
/// </summary>
/// <param name="xs">Where its points are.</param>
/// <param name="ys">How high they are.</param>
/// <param name="color">Its colour.</param>
/// <param name="stroke">Its gaps.</param>
/// <param name="width">Its width in pixels.</param>
internal sealed class StrokedLine(double[] xs, double[] ys, SKColor color, Stroke stroke, float width) : IPlottable
{
    /// <inheritdoc/>
    public bool IsVisible { get; set; } = true;

    /// <inheritdoc/>
    public IAxes Axes { get; set; } = new Axes();

    /// <inheritdoc/>
    public IEnumerable<LegendItem> LegendItems => [];

    /// <inheritdoc/>
    public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;   // axes are set by the panel

    /// <inheritdoc/>
    public void Render(RenderPack rp)
    {
        using SKPath path = new();
        bool isDown = false;
        for (int i = 0; i < xs.Length; i++)
        {
            if (!double.IsFinite(xs[i]) || !double.IsFinite(ys[i]))
            {
                isDown = false;
                continue;
            }

            Pixel pixel = Axes.GetPixel(new Coordinates(xs[i], ys[i]));
            if (isDown)
            {
                path.LineTo(pixel.X, pixel.Y);
            }
            else
            {
                path.MoveTo(pixel.X, pixel.Y);
            }

            isDown = true;
        }

        Draw(rp.Canvas, path, color, stroke, width);
    }

    /// <summary>Draws a path with gaps.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="path">The path.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="stroke">Its gaps.</param>
    /// <param name="width">Its width in pixels.</param>
    public static void Draw(SKCanvas canvas, SKPath path, SKColor color, Stroke stroke, float width)
    {
        using SKPathEffect? gaps = stroke switch
        {
            Stroke.Dashed => SKPathEffect.CreateDash([4 + (3 * width), 3 + (2 * width)], 0),
            Stroke.Dotted => SKPathEffect.CreateDash([width, 1.5f + width], 0),
            _ => null,
        };
        using SKPaint pen = new() { IsStroke = true, StrokeWidth = width, PathEffect = gaps };
        using SKPath? outline = pen.GetFillPath(path);
        using SKPaint fill = new() { IsAntialias = true, Color = color };
        canvas.DrawPath(outline ?? path, fill);
    }
}
