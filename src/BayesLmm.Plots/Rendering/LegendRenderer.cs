using SkiaSharp;

namespace BayesLmm.Plots.Rendering;

/// <summary>A figure's legend: each label once with a sample of its mark, in as many lines as the picture's width needs.</summary>
internal sealed class LegendRenderer
{
    private const float Line = 20;
    private const float Swatch = 22;
    private const float Gap = 6;
    private const float Space = 18;

    private readonly List<(Mark Mark, float X, int Line)> entries = [];
    private readonly FigureColors colors;

    /// <summary>Places the entries of a figure's legend in a picture of some width.</summary>
    public LegendRenderer(Figure figure, float width, FigureColors colors)
    {
        this.colors = colors;
        using SKFont font = TextFont.Create(Theme.TickSize + 1);
        (float x, int line) = (TextFont.Margin, 0);
        foreach (Mark mark in figure.Panels.SelectMany(panel => panel.Marks).Where(mark => mark.Label is not null).DistinctBy(mark => mark.Label))
        {
            float needed = Swatch + Gap + font.MeasureText(mark.Label);
            if (x > TextFont.Margin && x + needed > width - TextFont.Margin)
            {
                (x, line) = (TextFont.Margin, line + 1);
            }

            entries.Add((mark, x, line));
            x += needed + Space;
        }

        Height = Theme.FooterHeight + (line * Line);
    }

    /// <summary>Its height in pixels.</summary>
    public float Height { get; }

    /// <summary>Draws it below <paramref name="top"/>.</summary>
    public void Draw(SKCanvas canvas, float top)
    {
        using SKFont font = TextFont.Create(Theme.TickSize + 1);
        using SKPaint text = new() { IsAntialias = true, Color = colors.Foreground };
        foreach ((Mark mark, float x, int line) in entries)
        {
            float middle = top + (Theme.FooterHeight / 2) + (line * Line);
            DrawSwatch(canvas, mark, x, middle);
            canvas.DrawText(mark.Label, x + Swatch + Gap, middle + 4, SKTextAlign.Left, font, text);
        }
    }

    private void DrawSwatch(SKCanvas canvas, Mark mark, float x, float y)
    {
        using SKPaint paint = new() { IsAntialias = true, Color = colors.Of(mark.Ink) };
        switch (mark)
        {
            case AreaMark:
                canvas.DrawRect(x, y - 5, Swatch, 10, paint);
                break;
            case LineMark line:
                DrawLine(canvas, paint, x, y, line.Stroke, Math.Max(2, (float)line.Width));
                break;
            case VerticalMark line:
                DrawLine(canvas, paint, x, y, line.Stroke, (float)line.Width);
                break;
            case HorizontalMark line:
                DrawLine(canvas, paint, x, y, line.Stroke, (float)line.Width);
                break;
            case ArrowMark arrow:
                DrawLine(canvas, paint, x, y, Stroke.Solid, (float)arrow.Width);
                DrawHead(canvas, paint, x + Swatch, y);
                break;
            case ColumnIntervalMark interval:
                paint.StrokeWidth = Math.Min(Swatch / 2, (float)interval.Width);
                canvas.DrawLine(x + (Swatch / 2), y - 7, x + (Swatch / 2), y + 7, paint);
                break;
            case IntervalMark interval:
                DrawLine(canvas, paint, x, y, Stroke.Solid, (float)interval.Width);
                break;
            case PointMark points:
                paint.IsStroke = points.Hollow;
                paint.StrokeWidth = MarkRenderer.HollowStroke;
                canvas.DrawCircle(x + (Swatch / 2), y, (float)points.Size / 2, paint);
                break;
            case RugMark:
                paint.StrokeWidth = MarkRenderer.RugStroke;
                canvas.DrawLine(x + (Swatch / 2), y - 5, x + (Swatch / 2), y + 5, paint);
                break;
            default:
                throw new InvalidOperationException($"A legend cannot show a {mark.GetType().Name}.");
        }
    }

    private static void DrawHead(SKCanvas canvas, SKPaint paint, float x, float y)
    {
        canvas.DrawLine(x, y, x - 6, y - 4, paint);
        canvas.DrawLine(x, y, x - 6, y + 4, paint);
    }

    private static void DrawLine(SKCanvas canvas, SKPaint paint, float x, float y, Stroke stroke, float width)
    {
        if (stroke == Stroke.Solid)
        {
            paint.StrokeWidth = width;
            canvas.DrawLine(x, y, x + Swatch, y, paint);
            return;
        }

        using SKPath path = new();
        path.MoveTo(x, y);
        path.LineTo(x + Swatch, y);
        StrokedLine.Draw(canvas, path, paint.Color, stroke, width);
    }
}
