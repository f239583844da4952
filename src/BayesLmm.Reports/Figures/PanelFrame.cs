using System.Globalization;
using BayesLmm.Plots;

namespace BayesLmm.Reports.Figures;

/// <summary>Where a panel's coordinates lie in its drawing.</summary>
internal sealed class PanelFrame
{
    /// <summary>The sizes of letters in pixels.</summary>
    public const double TextSize = 12, TitleSize = 13;

    private const double LabelHeight = 18, TickHeight = 19, TickGap = 8, NameGap = 13;

    /// <summary>The part of a panel's width that names at the left may take.</summary>
    private const double MostNames = 0.42;

    /// <summary>Places a panel in a drawing.</summary>
    public PanelFrame(Panel panel, double width, double height)
    {
        Panel = panel;
        Width = width;
        Height = height;
        Top = panel.Title is null ? 10 : 28;
        Bottom = height - (panel.X.Ticks == TickKind.None ? 4 : TickHeight) - (panel.X.Label is null ? 4 : LabelHeight);
        YTicks = Ticks(panel.Y, Math.Max(2, (int)((Bottom - Top) / 34)), Bottom - Top, NameGap);
        double most = width * MostNames;
        YTicks = [.. YTicks.Select(tick => (tick.Value, TextWidth.Shorten(tick.Label, TextSize, most)))];
        double labels = YTicks.Count == 0 ? 0 : YTicks.Max(tick => TextWidth.Of(tick.Label, TextSize));
        Left = 10 + labels + (labels > 0 ? TickGap : 0) + (panel.Y.Label is null ? 0 : LabelHeight);
        Right = width - 14;
        XTicks = HorizontalTicks(panel.X);
    }

    /// <summary>The panel.</summary>
    public Panel Panel { get; }

    /// <summary>The size of the drawing.</summary>
    public double Width { get; }

    /// <summary>The size of the drawing.</summary>
    public double Height { get; }

    /// <summary>The sides of the area of the data.</summary>
    public double Left { get; }

    /// <inheritdoc cref="Left"/>
    public double Right { get; }

    /// <inheritdoc cref="Left"/>
    public double Top { get; }

    /// <inheritdoc cref="Left"/>
    public double Bottom { get; }

    /// <summary>The ticks of the horizontal axis.</summary>
    public IReadOnlyList<(double Value, string Label)> XTicks { get; }

    /// <summary>The ticks of the vertical axis.</summary>
    public IReadOnlyList<(double Value, string Label)> YTicks { get; }

    /// <summary>A number as coordinates are written.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The horizontal place of a value.</summary>
    public double X(double value) => Left + ((value - Panel.X.Lower) / (Panel.X.Upper - Panel.X.Lower) * (Right - Left));

    /// <summary>The vertical place of a value.</summary>
    public double Y(double value) => Bottom - ((value - Panel.Y.Lower) / (Panel.Y.Upper - Panel.Y.Lower) * (Bottom - Top));

    /// <summary>As many ticks as have room beside each other.</summary>
    private IReadOnlyList<(double Value, string Label)> HorizontalTicks(Axis axis)
    {
        double room = Right - Left;
        if (axis.Ticks == TickKind.Names)
        {
            double widest = Math.Min(room, axis.Names.Select(name => TextWidth.Of(name, TextSize)).DefaultIfEmpty(1).Max());
            return [.. Ticks(axis, 0, room, widest + TickGap).Select(tick => (tick.Value, TextWidth.Shorten(tick.Label, TextSize, room)))];
        }

        IReadOnlyList<(double Value, string Label)> ticks = [];
        for (int most = 7; most >= 2; most--)
        {
            ticks = Ticks(axis, most, room, 0);
            if (ticks.Sum(tick => TextWidth.Of(tick.Label, TextSize) + TickGap) <= room)
            {
                break;
            }
        }

        return ticks;
    }

    /// <summary>Round numbers, or every name that has room, counted from the last.</summary>
    private static IReadOnlyList<(double Value, string Label)> Ticks(Axis axis, int most, double room, double gap)
    {
        switch (axis.Ticks)
        {
            case TickKind.Numbers:
                return NiceTicks.Between(axis.Lower, axis.Upper, most);
            case TickKind.Names:
                int count = axis.Names.Count, step = Math.Max(1, (int)Math.Ceiling(gap * (axis.Upper - axis.Lower) / Math.Max(1, room)));
                return [.. Enumerable.Range(0, count).Where(i => (count - 1 - i) % step == 0).Select(i => ((double)i, axis.Names[i]))];
            default:
                return [];
        }
    }
}
