using ScottPlot;
using SkiaSharp;

namespace BayesLmm.Plots.Rendering;

/// <summary>Turns a panel into a ScottPlot plot.</summary>
internal static class PanelRenderer
{
    private const float Margin = 20;           // right of the data area, for one half of the last tick's label
    private const float LeftSize = 46;         // enough for most numbers, so that the panels of a column begin at one line
    private const float NameMargin = 16;       // pixels beside a name
    private const float NameSpacing = 13;      // pixels from one name to the next, so that the lines do not touch
    private const float HorizontalFurniture = 60;   // pixels of a panel's height that are not its data area, about
    private const float LongestName = 0.4f;    // of a panel's width: names at its left are cut to that
    private const float SlantedLines = 90;     // pixels of height for slanted names below a panel, at the most
    private const float Slant = 35;            // degrees

    /// <summary>The plot of a panel.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels, on which depends how many names there is room for.</param>
    /// <param name="colors">The colours.</param>
    /// <param name="left">The room at its left for names, at the least, so that the panels of a column begin at one line.</param>
    public static Plot ToPlot(Panel panel, float width, float height, FigureColors colors, float left)
    {
        Plot plot = new();
        plot.RenderManager.ClearCanvasBeforeEachRender = false;   // the canvas holds other panels
        plot.Font.Set(TextFont.Family);
        plot.FigureBackground.Color = Colors.Transparent;
        plot.DataBackground.Color = Colors.Transparent;
        plot.Axes.Color(Color.FromSKColor(colors.Foreground));
        double largest = panel.Y.Ticks == TickKind.Names ? RowPitch(panel.Y, height) : double.PositiveInfinity;
        MarkRenderer marks = new(plot, panel, colors, width, height, largest);
        foreach (Mark mark in panel.Marks)
        {
            marks.Add(mark);
        }

        plot.HideGrid();
        plot.Axes.Left.MinimumSize = left;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Right.MinimumSize = Margin;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Top.MinimumSize = Margin / 2;
        if (panel.IsFrameless)
        {
            plot.Axes.Left.FrameLineStyle.Width = 0;
            plot.Axes.Bottom.FrameLineStyle.Width = 0;
        }

        using SKFont font = TextFont.Create(Theme.LabelSize);
        if (panel.Title is not null)
        {
            plot.Title(TextFont.Fold(panel.Title, font, width - (2 * Margin)), Theme.LabelSize);
            plot.Axes.Title.Label.Bold = false;
        }

        Style(plot.Axes.Bottom, panel.X, TextFont.Fold(panel.X.Label ?? "", font, width - LeftSize - Margin));
        Style(plot.Axes.Left, panel.Y, TextFont.Shorten(panel.Y.Label ?? "", font, height - HorizontalFurniture));
        if (panel.Y.Ticks == TickKind.Names)
        {
            SetNames(plot.Axes.Left, panel.Y, NameStep(panel.Y.Names.Count, height - HorizontalFurniture), LongestName * width);
        }

        if (panel.X.Ticks == TickKind.Names)
        {
            SetNamesBelow(plot.Axes.Bottom, panel.X, width - LeftSize - Margin);
        }

        plot.Axes.SetLimits(panel.X.Lower, panel.X.Upper, panel.Y.Lower, panel.Y.Upper);
        return plot;
    }

    /// <summary>The room that a panel needs at its left.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="width">Its width in pixels.</param>
    public static float LeftOf(Panel panel, float width)
    {
        if (panel.Y.Ticks != TickKind.Names)
        {
            return panel.Y.Ticks == TickKind.None ? Margin : LeftSize;
        }

        using SKFont font = TextFont.Create(Theme.TickSize);
        return Math.Max(LeftSize, NameMargin + panel.Y.Names.Max(name => Math.Min(LongestName * width, font.MeasureText(name))));
    }

    /// <summary>The spacing of written names, counted from the top, for a number of names on a number of pixels.</summary>
    internal static int NameStep(int names, float pixels) => Math.Max(1, (int)Math.Ceiling(names * NameSpacing / Math.Max(1, pixels)));

    private static void Style(IAxis axis, Axis described, string label)
    {
        axis.Label.Text = label;
        axis.Label.FontSize = Theme.LabelSize;
        axis.Label.Bold = false;
        axis.TickLabelStyle.FontSize = Theme.TickSize;
        axis.MinorTickStyle.Length = 0;
        if (described.Ticks == TickKind.None)
        {
            axis.SetTicks([], []);
        }
    }

    private static void SetNames(IAxis axis, Axis described, int step, float longest)
    {
        using SKFont font = TextFont.Create(Theme.TickSize);
        int[] shown = [.. Enumerable.Range(0, described.Names.Count).Where(i => (described.Names.Count - 1 - i) % step == 0)];
        axis.SetTicks([.. shown.Select(i => (double)i)], [.. shown.Select(i => TextFont.Shorten(described.Names[i], font, longest))]);
    }

    /// <summary>Names below the panel: side by side if they fit, otherwise slanted, and of too many every second, third, ….</summary>
    private static void SetNamesBelow(IAxis axis, Axis described, float pixels)
    {
        using SKFont font = TextFont.Create(Theme.TickSize);
        float pitch = (float)(pixels / (described.Upper - described.Lower));
        if (described.Names.Max(name => font.MeasureText(name)) + 8 <= pitch)
        {
            SetNames(axis, described, step: 1, pitch);
            return;
        }

        float longest = SlantedLines / MathF.Sin(Slant * MathF.PI / 180);
        SetNames(axis, described, Math.Max(1, (int)Math.Ceiling((NameSpacing + 3) / pitch)), longest);
        axis.TickLabelStyle.Rotation = -Slant;
        axis.TickLabelStyle.Alignment = Alignment.MiddleRight;
        float widest = described.Names.Max(name => Math.Min(longest, font.MeasureText(name)));
        axis.MinimumSize = (widest * MathF.Sin(Slant * MathF.PI / 180)) + 16 + (described.Label is null ? 0 : Theme.LabelSize + 6);
    }

    /// <summary>The pixels from one name to the next: marks that are higher would cover their neighbours.</summary>
    private static double RowPitch(Axis names, float height) => Math.Max(1, height - HorizontalFurniture) / (names.Upper - names.Lower);
}
