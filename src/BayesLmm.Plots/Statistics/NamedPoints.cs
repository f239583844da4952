namespace BayesLmm.Plots.Statistics;

/// <summary>The points of a panel whose names do not run into each other.</summary>
internal static class NamedPoints
{
    /// <summary>The height of a name as a part of the panel's.</summary>
    private const double Height = 0.06;

    /// <summary>The first points, in their order, that are not too near to one that is named already.</summary>
    /// <param name="points">Points in the order of their importance.</param>
    /// <param name="place">Where a point is.</param>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="y">The vertical axis.</param>
    /// <param name="width">The room that a name takes, as a part of the panel's width.</param>
    public static int[] Apart(IEnumerable<int> points, Func<int, (double X, double Y)> place, Axis x, Axis y, double width = 0.12)
    {
        List<int> named = [];
        foreach (int point in points)
        {
            (double X, double Y) own = place(point);
            if (named.TrueForAll(other => place(other) is var (otherX, otherY)
                && (Math.Abs(own.X - otherX) >= width * (x.Upper - x.Lower) || Math.Abs(own.Y - otherY) >= Height * (y.Upper - y.Lower))))
            {
                named.Add(point);
            }
        }

        return [.. named];
    }
}
