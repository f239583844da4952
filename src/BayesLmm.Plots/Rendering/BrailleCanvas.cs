namespace BayesLmm.Plots.Rendering;

/// <summary>A panel in braille characters, of two by four dots each.</summary>
internal sealed class BrailleCanvas
{
    private const char Empty = '\u2800';

    /// <summary>An area that covers less than this is drawn as dots in every second place.</summary>
    private const double Faint = 0.5;

    private readonly int columns, lines;
    private readonly byte[] dots;
    private readonly Axis x, y;

    /// <summary>An empty canvas.</summary>
    /// <param name="columns">Characters a line.</param>
    /// <param name="lines">Lines.</param>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="y">The vertical axis.</param>
    public BrailleCanvas(int columns, int lines, Axis x, Axis y)
    {
        (this.columns, this.lines, this.x, this.y) = (columns, lines, x, y);
        dots = new byte[columns * lines];
    }

    /// <summary>A line of characters, from the top.</summary>
    public string Line(int line) => string.Create(columns, (dots, first: line * columns), static (text, state) =>
    {
        for (int i = 0; i < text.Length; i++)
        {
            byte pattern = state.dots[state.first + i];
            text[i] = pattern == 0 ? ' ' : (char)(Empty + pattern);
        }
    });

    /// <summary>Draws a mark; words are left out.</summary>
    public void Add(Mark mark)
    {
        switch (mark)
        {
            case LineMark line:
                for (int i = 1; i < line.Xs.Count; i++)
                {
                    Segment(line.Xs[i - 1], line.Ys[i - 1], line.Xs[i], line.Ys[i], line.Stroke);
                }

                break;
            case AreaMark area:
                Fill(area);
                break;
            case IntervalMark interval:
                for (int i = 0; i < interval.Ys.Count; i++)
                {
                    Segment(interval.Lower[i], interval.Ys[i], interval.Upper[i], interval.Ys[i], interval.Width < 2 ? Stroke.Dotted : Stroke.Solid);
                }

                break;
            case ColumnIntervalMark interval:
                for (int i = 0; i < interval.Xs.Count; i++)
                {
                    Segment(interval.Xs[i], interval.Lower[i], interval.Xs[i], interval.Upper[i], interval.Width < 2 ? Stroke.Dotted : Stroke.Solid);
                }

                break;
            case ArrowMark arrows:
                for (int i = 0; i < arrows.FromXs.Count; i++)
                {
                    Segment(arrows.FromXs[i], arrows.FromYs[i], arrows.ToXs[i], arrows.ToYs[i], Stroke.Solid);
                }

                break;
            case PointMark points:
                for (int i = 0; i < points.Xs.Count; i++)
                {
                    Point(points.Xs[i], points.Ys[i]);
                }

                break;
            case RugMark rug:
                foreach (double value in rug.Xs)
                {
                    Point(value, y.Lower);
                }

                break;
            case VerticalMark vertical:
                Segment(vertical.X, y.Lower, vertical.X, y.Upper, vertical.Stroke);
                break;
            case HorizontalMark horizontal:
                Segment(x.Lower, horizontal.Y, x.Upper, horizontal.Y, horizontal.Stroke);
                break;
            default:
                break;
        }
    }

    private void Point(double atX, double atY)
    {
        (double across, double down) = Place(atX, atY);
        Set((int)Math.Floor(across), (int)Math.Floor(down));
    }

    private void Segment(double fromX, double fromY, double toX, double toY, Stroke stroke)
    {
        (double across, double down) = Place(fromX, fromY);
        (double lastAcross, double lastDown) = Place(toX, toY);
        if (!double.IsFinite(across + down + lastAcross + lastDown))
        {
            return;
        }

        (across, lastAcross) = (Math.Clamp(across, -1, 2 * columns), Math.Clamp(lastAcross, -1, 2 * columns));
        (down, lastDown) = (Math.Clamp(down, -1, 4 * lines), Math.Clamp(lastDown, -1, 4 * lines));
        int steps = Math.Max(1, (int)Math.Ceiling(Math.Max(Math.Abs(lastAcross - across), Math.Abs(lastDown - down))));
        for (int step = 0; step <= steps; step++)
        {
            if (stroke == Stroke.Solid || (stroke == Stroke.Dotted ? step % 2 == 0 : step % 6 < 4))
            {
                double share = (double)step / steps;
                Set((int)Math.Floor(double.Lerp(across, lastAcross, share)), (int)Math.Floor(double.Lerp(down, lastDown, share)));
            }
        }
    }

    private void Fill(AreaMark area)
    {
        for (int i = 1; i < area.Xs.Count; i++)
        {
            (double first, _) = Place(area.Xs[i - 1], 0);
            (double last, _) = Place(area.Xs[i], 0);
            for (int column = Math.Max(0, (int)Math.Floor(first)); column <= Math.Min((2 * columns) - 1, (int)Math.Floor(last)); column++)
            {
                double share = last > first ? Math.Clamp((column + 0.5 - first) / (last - first), 0, 1) : 0;
                (_, double top) = Place(0, double.Lerp(area.Upper[i - 1], area.Upper[i], share));
                (_, double bottom) = Place(0, double.Lerp(area.Lower[i - 1], area.Lower[i], share));
                for (int row = Math.Max(0, (int)Math.Floor(top)); row < Math.Min(4 * lines, bottom); row++)
                {
                    if (area.Ink.Opacity >= Faint || (row + column) % 2 == 0)
                    {
                        Set(column, row);
                    }
                }
            }
        }
    }

    /// <summary>Where a point is in dots from the left and from the top.</summary>
    private (double Across, double Down) Place(double atX, double atY) =>
        ((atX - x.Lower) / (x.Upper - x.Lower) * 2 * columns, (y.Upper - atY) / (y.Upper - y.Lower) * 4 * lines);

    private void Set(int across, int down)
    {
        if (across < 0 || across >= 2 * columns || down < 0 || down >= 4 * lines)
        {
            return;
        }

        // Dots 1 2 3 7 are the left column from the top, 4 5 6 8 the right one (Unicode 15, §22.6).
        int row = down % 4;
        int bit = row == 3 ? (across % 2 == 0 ? 0x40 : 0x80) : (across % 2 == 0 ? 1 : 8) << row;
        dots[(down / 4 * columns) + (across / 2)] |= (byte)bit;
    }
}
