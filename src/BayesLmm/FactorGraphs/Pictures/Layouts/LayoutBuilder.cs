using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Pictures.Layouts;

/// <summary>Turns the order of a picture into coordinates.</summary>
internal sealed class LayoutBuilder
{
    private readonly LayeredPicture picture;
    private readonly (double Width, double Height)[] sizes;
    private readonly double[] middles;

    /// <summary>For each band and layer its top and its bottom.</summary>
    private readonly Dictionary<(int Band, int Layer), (double Top, double Bottom)> heights = [];

    private LayoutBuilder(LayeredPicture picture)
    {
        this.picture = picture;
        sizes = [.. picture.Picture.Nodes.Select(PictureMetrics.SizeOf)];
        middles = RowPlacement.Middles(picture, [.. sizes.Select(size => size.Width)]);
    }

    /// <summary>
    /// Lays a picture out. What is in no plate is at the top, in columns that end in coefficients, in the precision of group effects, or in the residual
    /// precision; below, each in its column, group effects in
    /// their plates; at the bottom the plate of the rows, with the columns of the designs beside the effects that they multiply.
    /// </summary>
    public static PictureLayout Build(GraphPicture picture) => new LayoutBuilder(new LayeredPicture(picture)).Build();

    private PictureLayout Build()
    {
        PlaceLayers();
        Box[] boxes = [.. Enumerable.Range(0, sizes.Length).Select(BoxOf)];
        List<PlacedPlate> plates = [.. picture.Picture.Plates.Select(plate => PlateBox(plate, boxes)).OfType<PlacedPlate>()];
        EdgeRouting routing = new(picture, boxes, heights);
        PlacedEdge[] edges =
            [.. picture.Edges.Select((edge, i) => new PlacedEdge(picture.Picture.Edges[i], routing.Route(edge.From, edge.To).ToEquatableArray()))];

        IEnumerable<Box> all = boxes.Concat(plates.Select(plate => plate.Box)).DefaultIfEmpty();
        double dx = PictureMetrics.Margin - all.Min(box => box.Left), dy = PictureMetrics.Margin - all.Min(box => box.Top);
        return new PictureLayout(
            all.Max(box => box.Right) + dx + PictureMetrics.Margin,
            all.Max(box => box.Bottom) + dy + PictureMetrics.Margin,
            picture.Picture.Nodes.Select((node, i) => new PlacedNode(node, boxes[i].Shift(dx, dy))).ToEquatableArray(),
            plates.Select(plate => plate with { Box = plate.Box.Shift(dx, dy) }).ToEquatableArray(),
            edges.Select(edge => edge with { Points = edge.Points.Select(point => new Point(point.X + dx, point.Y + dy)).ToEquatableArray() })
                .ToEquatableArray());
    }

    /// <summary>Heights from top to bottom; lines from far to the side get a longer way down.</summary>
    private void PlaceLayers()
    {
        double y = 0;
        for (int band = 0; band < picture.BandCount; band++)
        {
            bool isPlate = band > LayeredPicture.Global;
            y += isPlate && picture.LayerCount[band] > 0 ? PictureMetrics.PlatePadding : 0;
            for (int layer = 0; layer < picture.LayerCount[band]; layer++)
            {
                int[] nodes = picture.NodesOf(band, layer);
                double height = nodes.Max(node => sizes[node].Height);
                y += layer == 0 ? 0 : Math.Clamp(PictureMetrics.Descent * nodes.Max(WidestStep), PictureMetrics.LayerGap, PictureMetrics.WidestGap);
                heights[(band, layer)] = (y, y + height);
                y += height;
            }

            y += picture.LayerCount[band] == 0 ? 0 : PictureMetrics.BandGap + (isPlate ? PictureMetrics.PlatePadding + PictureMetrics.PlateStrip : 0);
        }
    }

    /// <summary>The sideways distance from which the farthest line into a node comes.</summary>
    private double WidestStep(int node) => picture.Parents[node].Select(parent => Math.Abs(middles[parent] - middles[node])).DefaultIfEmpty(0).Max();

    private Box BoxOf(int node)
    {
        (double top, double bottom) = heights[(picture.Band[node], picture.Layer[node])];
        (double width, double height) = sizes[node];
        double middle = (top + bottom) / 2;
        return new Box(middles[node] - (width / 2), middle - (height / 2), middles[node] + (width / 2), middle + (height / 2));
    }

    /// <summary>The box around a plate's nodes, with a strip below for the label; null for a plate with nothing in it.</summary>
    private PlacedPlate? PlateBox(PicturePlate plate, Box[] boxes)
    {
        int[] inside = [.. Enumerable.Range(0, boxes.Length).Where(node => picture.Picture.Nodes[node].Plate == plate.Id)];
        if (inside.Length == 0)
        {
            return null;
        }

        double label = PictureMetrics.TextWidth(plate.Label, PictureMetrics.PlateSize);
        double left = inside.Min(node => boxes[node].Left) - PictureMetrics.PlatePadding, right = inside.Max(node => boxes[node].Right)
            + PictureMetrics.PlatePadding;
        int[] feet = [.. inside.Where(node => !picture.IsInRows(node) && picture.Children[node].All(child => picture.Band[child] != picture.Band[node]))];
        right = feet.Length > 0 ? Math.Max(right, feet.Max(node => middles[node]) + Columns.RightOfLine(label)) : Math.Max(right,
            left + label + (2 * PictureMetrics.PlatePadding));
        return new PlacedPlate(
            plate,
            new Box(left, inside.Min(node => boxes[node].Top) - PictureMetrics.PlatePadding, right,
                inside.Max(node => boxes[node].Bottom) + PictureMetrics.PlatePadding + PictureMetrics.PlateStrip));
    }
}
