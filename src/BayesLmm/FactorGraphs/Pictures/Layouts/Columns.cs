namespace BayesLmm.FactorGraphs.Pictures.Layouts;

/// <summary>Divides a picture into columns, and gives the nodes in them their places from left to right.</summary>
internal static class Columns
{
    /// <summary>The columns from left to right; those that end in one plate of groups are side by side.</summary>
    public static IReadOnlyList<PictureColumn> Of(LayeredPicture picture)
    {
        bool[] isTaken = new bool[picture.Band.Length];
        List<PictureColumn> columns = [];
        Add(node => picture.Band[node] == LayeredPicture.Groups && HasNoChildIn(node, LayeredPicture.Groups));
        Add(node => picture.Band[node] == LayeredPicture.Global && HasNoChildIn(node, LayeredPicture.Global));
        Add(node => picture.Band[node] <= LayeredPicture.Groups);
        Add(node => picture.IsInRows(node) && picture.Parents[node].Count == 0 && !IsBesideColumn(picture, node));
        PictureColumn[] ordered = [.. columns.OrderBy(column => picture.Rank[column.Root])];
        return [.. ordered.GroupBy(column => column.Plate ?? picture.Picture.Nodes[column.Root].Id).SelectMany(group => group)];

        bool HasNoChildIn(int node, int band) => picture.Children[node].All(child => picture.Band[child] != band);

        void Add(Func<int, bool> isRoot)
        {
            foreach (int node in Enumerable.Range(0, isTaken.Length).Where(node => !isTaken[node] && isRoot(node)).OrderBy(node => picture.Rank[node]))
            {
                PictureColumn column = new(node, picture.Band[node] == LayeredPicture.Groups ? picture.Picture.Nodes[node].Plate : null);
                Take(node, column);
                columns.Add(column);
            }
        }

        void Take(int node, PictureColumn column)
        {
            if (!isTaken[node])
            {
                isTaken[node] = true;
                column.Nodes.Add(node);
                picture.Parents[node].ForEach(parent => Take(parent, column));
            }
        }
    }

    /// <summary>The middles of all nodes that stand in columns, or beside their lines.</summary>
    public static Dictionary<int, double> Places(LayeredPicture picture, double[] widths)
    {
        IReadOnlyList<PictureColumn> columns = Of(picture);
        foreach (PictureColumn column in columns)
        {
            column.Place(picture, widths, Enumerable.Range(0, widths.Length)
                .Where(node => picture.Beside[node] == column.Root && IsBesideColumn(picture, node)));
        }

        MakeRoomForPlates(picture, columns, widths);
        Dictionary<int, double> places = [];
        double x = 0;
        foreach (PictureColumn column in columns)
        {
            foreach ((int node, double offset) in column.Offsets)
            {
                places[node] = x + column.Left + offset;
            }

            x += column.Left + column.Right + PictureMetrics.ColumnGap;
        }

        return places;
    }

    private static bool IsBesideColumn(LayeredPicture picture, int node) =>
        picture.IsInRows(node) && picture.Parents[node].Count == 0 && picture.Beside[node] >= 0 && !picture.IsInRows(picture.Beside[node]);

    /// <summary>The plate's border, and its label, which stands right of the last column's line.</summary>
    private static void MakeRoomForPlates(LayeredPicture picture, IReadOnlyList<PictureColumn> columns, double[] widths)
    {
        foreach (IGrouping<string, PictureColumn> plate in columns.Where(column => column.Plate is not null).GroupBy(column => column.Plate!))
        {
            PictureColumn first = plate.First(), last = plate.Last();
            double label = PictureMetrics.TextWidth(picture.Picture.Plates.First(p => p.Id == plate.Key).Label, PictureMetrics.PlateSize);
            first.Left = Math.Max(first.Left, first.InPlate(picture, widths).Left + PictureMetrics.PlatePadding);
            last.Right = Math.Max(last.Right, Math.Max(last.InPlate(picture, widths).Right + PictureMetrics.PlatePadding, RightOfLine(label)));
        }
    }

    /// <summary>How far a plate reaches to the right of its last column's line for its label.</summary>
    public static double RightOfLine(double label) => label + (PictureMetrics.LaneWidth / 2) + 10;
}
