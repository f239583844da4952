namespace BayesLmm.FactorGraphs.Pictures.Layouts;

/// <summary>
/// The order in which a picture is laid out: bands from top to bottom, the layers in each, and an order from left to right. Band 0 is what is in no plate, band
/// 1 the plates of groups, and each plate with
/// observed variables is a band of its own below, because in a valid graph only other plates depend on what is inside a plate.
/// </summary>
internal sealed class LayeredPicture
{
    /// <summary>What is in no plate, and the plates of groups.</summary>
    public const int Global = 0, Groups = 1;

    private readonly int[] heights;

    /// <summary>Orders a picture.</summary>
    public LayeredPicture(GraphPicture picture)
    {
        Picture = picture;
        Dictionary<string, int> index = picture.Nodes.Select((node, i) => (node.Id, i)).ToDictionary(pair => pair.Id, pair => pair.i);
        Edges = [.. picture.Edges.Select(edge => (index[edge.From], index[edge.To]))];
        int count = picture.Nodes.Count;
        Parents = Enumerable.Range(0, count).Select(_ => new List<int>()).ToArray();
        Children = Enumerable.Range(0, count).Select(_ => new List<int>()).ToArray();
        foreach ((int from, int to) in Edges)
        {
            Parents[to].Add(from);
            Children[from].Add(to);
        }

        Beside = [.. picture.Nodes.Select(node => node.Beside is { } beside ? index[beside] : -1)];
        Band = FindBands();
        BandCount = Math.Max(Groups, Band.DefaultIfEmpty().Max()) + 1;
        heights = [.. Enumerable.Repeat(-1, count)];
        LayerCount = new int[BandCount];
        for (int node = 0; node < count; node++)
        {
            LayerCount[Band[node]] = Math.Max(LayerCount[Band[node]], HeightOf(node) + 1);
        }

        Layer = [.. Enumerable.Range(0, count).Select(node => LayerCount[Band[node]] - 1 - heights[node])];
        Rank = FindRanks();
    }

    /// <summary>The picture.</summary>
    public GraphPicture Picture { get; }

    /// <summary>The edges by nodes' numbers.</summary>
    public (int From, int To)[] Edges { get; }

    /// <summary>For each node those above and below it, in the order of the edges.</summary>
    public List<int>[] Parents { get; }

    /// <inheritdoc cref="Parents"/>
    public List<int>[] Children { get; }

    /// <summary>For each node the node beside which it is placed, or −1.</summary>
    public int[] Beside { get; }

    /// <summary>For each node its band.</summary>
    public int[] Band { get; }

    /// <summary>How many bands there are, empty ones among them.</summary>
    public int BandCount { get; }

    /// <summary>For each node its layer in its band, 0 at the top: as low as its dependants allow.</summary>
    public int[] Layer { get; }

    /// <summary>For each band the number of its layers.</summary>
    public int[] LayerCount { get; }

    /// <summary>For each node its place in an order from left to right: parents before children, and in the order of the factor's formula.</summary>
    public int[] Rank { get; }

    /// <summary>Whether a node is in a band of rows.</summary>
    public bool IsInRows(int node) => Band[node] > Groups;

    /// <summary>Nodes of a layer from left to right.</summary>
    public int[] NodesOf(int band, int layer) =>
        [.. Enumerable.Range(0, Band.Length).Where(node => Band[node] == band && Layer[node] == layer).OrderBy(node => Rank[node])];

    private int[] FindBands()
    {
        string[] rows = [.. Picture.Plates.Select(plate => plate.Id)
            .Where(id => Picture.Nodes.Any(node => node.Plate == id && node.Kind is NodeKind.Observed or NodeKind.Deterministic))];
        Dictionary<string, int> levels = rows.ToDictionary(id => id, _ => 0);
        for (int round = 0; round < rows.Length; round++)   // a plate is below those that it depends on, if they do not depend on it
        {
            foreach ((int from, int to) in Edges)
            {
                if (Picture.Nodes[from].Plate is { } above && Picture.Nodes[to].Plate is { } below && above != below && levels.TryGetValue(above, out int level)
                    && levels.TryGetValue(below, out int own))
                {
                    levels[below] = Math.Max(own, level + 1);
                }
            }
        }

        string[] ordered = [.. rows.OrderBy(id => levels[id])];
        return [.. Picture.Nodes.Select(
            node => node.Plate is null ? Global : Array.IndexOf(ordered, node.Plate) is >= 0 and var place ? Groups + 1 + place : Groups)];
    }

    /// <summary>The longest way down within the band.</summary>
    private int HeightOf(int node)
    {
        if (heights[node] < 0)
        {
            heights[node] = Children[node].Where(child => Band[child] == Band[node]).Select(child => HeightOf(child) + 1).DefaultIfEmpty(0).Max();
        }

        return heights[node];
    }

    private int[] FindRanks()
    {
        int[] ranks = [.. Enumerable.Repeat(-1, Band.Length)];
        int next = 0;
        foreach (int sink in Enumerable.Range(0, Band.Length).Where(node => Children[node].Count == 0).OrderByDescending(node => Band[node]))
        {
            Visit(sink);
        }

        return ranks;

        void Visit(int node)
        {
            if (ranks[node] >= 0)
            {
                return;
            }

            ranks[node] = 0;
            Parents[node].ForEach(Visit);
            ranks[node] = next++;
        }
    }
}
