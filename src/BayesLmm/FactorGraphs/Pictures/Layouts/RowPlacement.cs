namespace BayesLmm.FactorGraphs.Pictures.Layouts;

/// <summary>
/// Places nodes from left to right. Those in columns have their places; in the plates of rows a node goes where its lines come from, or as near as space allows
/// beside the other nodes of its layer and beside the
/// lines that pass through it.
/// </summary>
internal sealed class RowPlacement
{
    private readonly LayeredPicture picture;
    private readonly double[] widths;
    private readonly Dictionary<int, double> columns;
    private readonly double[] middles;
    private readonly bool[] isPlaced;

    private RowPlacement(LayeredPicture picture, double[] widths)
    {
        this.picture = picture;
        this.widths = widths;
        columns = Columns.Places(picture, widths);
        middles = new double[widths.Length];
        isPlaced = new bool[widths.Length];
    }

    /// <summary>The middle of each node.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="widths">The nodes' widths.</param>
    public static double[] Middles(LayeredPicture picture, double[] widths)
    {
        RowPlacement placement = new(picture, widths);
        foreach ((int node, double middle) in placement.columns.Where(pair => !picture.IsInRows(pair.Key)))
        {
            placement.Put(node, middle);
        }

        for (int band = LayeredPicture.Groups + 1; band < picture.BandCount; band++)
        {
            for (int layer = 0; layer < picture.LayerCount[band]; layer++)
            {
                placement.PlaceLayer(band, layer);
            }
        }

        return placement.middles;
    }

    private void PlaceLayer(int band, int layer)
    {
        // Two lines that run into each other do no harm; only nodes must keep away.
        List<(double Middle, double Width)> taken = [.. LinesThrough(band, layer).Select(from => (middles[from], PictureMetrics.LaneWidth))];
        foreach (int node in picture.NodesOf(band, layer).OrderBy(node => columns.ContainsKey(node) ? 0 : 1))
        {
            double place = NearestFree(Wanted(node), widths[node], taken);
            taken.Add((place, widths[node] + PictureMetrics.NodeGap));
            Put(node, place);
        }
    }

    /// <summary>The nodes above a layer that have lines to nodes below it.</summary>
    private IEnumerable<int> LinesThrough(int band, int layer) => picture.Edges
        .Where(edge => isPlaced[edge.From] && IsBefore(picture.Band[edge.From], picture.Layer[edge.From], band, layer)
            && IsBefore(band, layer, picture.Band[edge.To], picture.Layer[edge.To]) && picture.IsInRows(edge.To))
        .Select(edge => edge.From)
        .Distinct();

    private static bool IsBefore(int band, int layer, int otherBand, int otherLayer) => band < otherBand || (band == otherBand && layer < otherLayer);

    private double Wanted(int node)
    {
        if (columns.TryGetValue(node, out double place))
        {
            return place;
        }

        // Below the trunk of the plate, if one of the lines comes from it; else in the middle.
        int[] parents = [.. picture.Parents[node].Where(parent => isPlaced[parent])];
        int trunk = Array.FindIndex(parents, parent => picture.Band[parent] == picture.Band[node] && picture.Parents[parent].Count > 0);
        return parents.Length == 0 ? 0 : trunk >= 0 ? middles[parents[trunk]] : (parents.Min(parent => middles[parent])
            + parents.Max(parent => middles[parent])) / 2;
    }

    /// <summary>The middle nearest to the wanted one at which a node overlaps nothing.</summary>
    private static double NearestFree(double wanted, double width, List<(double Middle, double Width)> taken)
    {
        bool IsFree(double place) => taken.TrueForAll(other => Math.Abs(place - other.Middle) >= ((width + other.Width) / 2) - 1e-9);
        return taken.SelectMany(other => (double[])[other.Middle - ((width + other.Width) / 2), other.Middle + ((width + other.Width) / 2)])
            .Append(wanted)
            .Where(IsFree)
            .MinBy(place => Math.Abs(place - wanted));
    }

    private void Put(int node, double middle)
    {
        middles[node] = middle;
        isPlaced[node] = true;
    }
}
