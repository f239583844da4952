using BayesLmm.FactorGraphs.Graphs;
using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Pictures.Layouts;

/// <summary>Where everything of a picture is, in pixels from the top left corner.</summary>
/// <param name="Width">Of the picture.</param>
/// <param name="Height">Of the picture.</param>
/// <param name="Nodes">The nodes' boxes; they do not overlap.</param>
/// <param name="Plates">The plates' boxes, each around its nodes and no others; they do not overlap.</param>
/// <param name="Edges">The edges, from border to border.</param>
internal sealed record PictureLayout(double Width, double Height, EquatableArray<PlacedNode> Nodes, EquatableArray<PlacedPlate> Plates,
    EquatableArray<PlacedEdge> Edges);

/// <summary>A point.</summary>
internal readonly record struct Point(double X, double Y);

/// <summary>A rectangle.</summary>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Its middle.</summary>
    public Point Centre => new((Left + Right) / 2, (Top + Bottom) / 2);

    /// <summary>Its width.</summary>
    public double Width => Right - Left;

    /// <summary>Its height.</summary>
    public double Height => Bottom - Top;

    /// <summary>Moved.</summary>
    public Box Shift(double dx, double dy) => new(Left + dx, Top + dy, Right + dx, Bottom + dy);
}

/// <summary>A node and its box.</summary>
internal sealed record PlacedNode(PictureNode Node, Box Box);

/// <summary>A plate and its box; the label stands in the lower right corner.</summary>
internal sealed record PlacedPlate(PicturePlate Plate, Box Box);

/// <summary>An edge and its points, from border to border.</summary>
internal sealed record PlacedEdge(PictureEdge Edge, EquatableArray<Point> Points);
