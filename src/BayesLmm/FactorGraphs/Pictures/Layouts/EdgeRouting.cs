namespace BayesLmm.FactorGraphs.Pictures.Layouts;

/// <summary>
/// Finds the path of an edge: straight down, beside the other nodes, as far as the layer above its end, and from there to it. Lines into a factor enter it side
/// by side in the order in which they come, so that no two
/// of them cross or run into each other.
/// </summary>
/// <param name="picture">The picture.</param>
/// <param name="boxes">The nodes' boxes.</param>
/// <param name="heights">For each band and layer its top and its bottom.</param>
internal sealed class EdgeRouting(LayeredPicture picture, Box[] boxes, IReadOnlyDictionary<(int Band, int Layer), (double Top, double Bottom)> heights)
{
    /// <summary>The part of a factor's half width that lines enter.</summary>
    private const double Entry = 0.8;

    /// <summary>Smaller differences count as none.</summary>
    private const double Tolerance = 0.5;

    /// <summary>The points of an edge, from the border of one node to that of the other.</summary>
    public IReadOnlyList<Point> Route(int from, int to)
    {
        Box start = boxes[from];
        List<Point> points = [new(start.Centre.X, start.Bottom)];
        double bottom = BottomAbove(from, to);
        if (bottom > start.Bottom + Tolerance && Math.Abs(start.Centre.X - boxes[to].Centre.X) > Tolerance)
        {
            points.Add(new Point(start.Centre.X, bottom));
        }

        points.Add(picture.Picture.Nodes[to].Kind == NodeKind.Factor ? EntryOf(from, to) : Border(boxes[to], points[^1]));
        return points;
    }

    /// <summary>
    /// The lowest point to which a line may go before it turns to its end: the bottom of the layer above that, in the plate or in the one above; outside plates
    /// of rows the
    /// bottom of its own layer.
    /// </summary>
    private double BottomAbove(int from, int to)
    {
        (int band, int layer) = (picture.Band[to], picture.Layer[to] - 1);
        while (layer < 0 && band > LayeredPicture.Groups + 1)
        {
            band--;
            layer = picture.LayerCount[band] - 1;
        }

        return heights[picture.IsInRows(to) && layer >= 0 ? (band, layer) : (picture.Band[from], picture.Layer[from])].Bottom;
    }

    /// <summary>Where a line enters a factor: in the middle from straight above, and left or right of it from aside.</summary>
    private Point EntryOf(int from, int to)
    {
        Box box = boxes[to];
        double middle = box.Centre.X, side = boxes[from].Centre.X - middle;
        double[] others = [.. picture.Parents[to].Select(parent => boxes[parent].Centre.X - middle)
            .Where(other => Math.Abs(other) > Tolerance && Math.Sign(other) == Math.Sign(side))];
        double order = others.Count(other => Math.Abs(other) <= Math.Abs(side));
        double offset = Math.Abs(side) <= Tolerance ? 0 : Math.Sign(side) * Entry * box.Width / 2 * order / others.Length;
        return new Point(middle + offset, box.Top);
    }

    /// <summary>Where the line from an ellipse's middle to a point leaves it.</summary>
    private static Point Border(Box box, Point towards)
    {
        Point centre = box.Centre;
        double dx = towards.X - centre.X, dy = towards.Y - centre.Y, a = box.Width / 2, b = box.Height / 2;
        double length = Math.Sqrt((dx * dx / (a * a)) + (dy * dy / (b * b)));
        return length == 0 ? centre : new Point(centre.X + (dx / length), centre.Y + (dy / length));
    }
}
