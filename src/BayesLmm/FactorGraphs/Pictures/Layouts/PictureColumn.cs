namespace BayesLmm.FactorGraphs.Pictures.Layouts;

/// <summary>
/// A column of the picture: a node, with what it depends on above it, and the designs and indexes that belong to it beside its line into the plate of the rows.
/// </summary>
/// <param name="root">The node at the column's foot.</param>
/// <param name="plate">The plate of groups that the foot is in, or null.</param>
internal sealed class PictureColumn(int root, string? plate)
{
    private readonly Dictionary<int, double> offsets = [];

    /// <summary>The node at its foot.</summary>
    public int Root { get; } = root;

    /// <summary>The plate of groups that the foot is in, or null.</summary>
    public string? Plate { get; } = plate;

    /// <summary>Its nodes, except those beside the line.</summary>
    public List<int> Nodes { get; } = [];

    /// <summary>How far it reaches to the left and to the right of its middle.</summary>
    public double Left { get; set; }

    /// <inheritdoc cref="Left"/>
    public double Right { get; set; }

    /// <summary>Its nodes, and how far right of the column's middle each is.</summary>
    public IReadOnlyDictionary<int, double> Offsets => offsets;

    /// <summary>Places its nodes, from the foot upwards, each above the node it leads to, and then those beside the line.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="widths">The nodes' widths.</param>
    /// <param name="companions">The nodes beside the line.</param>
    public void Place(LayeredPicture picture, double[] widths, IEnumerable<int> companions)
    {
        foreach (IGrouping<(int, int), int> layer in Nodes.GroupBy(node => (picture.Band[node], picture.Layer[node])).OrderByDescending(group => group.Key))
        {
            PlaceLayer([.. layer.OrderBy(node => Wanted(picture, node)).ThenBy(node => picture.Rank[node])], node => Wanted(picture, node), widths);
        }

        foreach (IGrouping<int, int> layer in companions.GroupBy(node => picture.Band[node]))
        {
            double left = -PictureMetrics.LaneWidth / 2, right = -left;
            bool isLeft = true;
            foreach (int node in layer.OrderBy(node => picture.Rank[node]))
            {
                offsets[node] = isLeft ? left - (widths[node] / 2) : right + (widths[node] / 2);
                left -= isLeft ? widths[node] + PictureMetrics.NodeGap : 0;
                right += isLeft ? 0 : widths[node] + PictureMetrics.NodeGap;
                isLeft = !isLeft;
            }
        }

        Left = offsets.Max(pair => (widths[pair.Key] / 2) - pair.Value);
        Right = offsets.Max(pair => (widths[pair.Key] / 2) + pair.Value);
    }

    /// <summary>How far its nodes in the plate of groups reach to each side.</summary>
    public (double Left, double Right) InPlate(LayeredPicture picture, double[] widths)
    {
        IEnumerable<int> inside = Nodes.Where(node => picture.Band[node] == LayeredPicture.Groups);
        return (inside.Max(node => (widths[node] / 2) - offsets[node]), inside.Max(node => (widths[node] / 2) + offsets[node]));
    }

    private double Wanted(LayeredPicture picture, int node) =>
        picture.Children[node].Where(offsets.ContainsKey).Select(child => offsets[child]).DefaultIfEmpty(0).Average();

    /// <summary>Places nodes side by side, as near to their desired places as space allows.</summary>
    private void PlaceLayer(int[] nodes, Func<int, double> wanted, double[] widths)
    {
        double[] wishes = [.. nodes.Select(wanted)], places = new double[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            double next = i == 0 ? double.NegativeInfinity : places[i - 1] + ((widths[nodes[i - 1]] + widths[nodes[i]]) / 2) + PictureMetrics.NodeGap;
            places[i] = Math.Max(wishes[i], next);
        }

        double shift = places.Average() - wishes.Average();
        for (int i = 0; i < nodes.Length; i++)
        {
            offsets[nodes[i]] = places[i] - shift;
        }
    }
}
