using BayesLmm.Numerics;

namespace BayesLmm.Plots;

/// <summary>Something drawn in a panel, in the panel's own coordinates.</summary>
/// <param name="Label">Its label in the figure's legend, where each label appears once; null for none.</param>
/// <param name="Ink">Its colour.</param>
public abstract record Mark(string? Label, Ink Ink);

/// <summary>A line through points.</summary>
/// <param name="Label">The legend's word for it.</param>
/// <param name="Ink">Its colour.</param>
/// <param name="Xs">Where the points are, from left to right.</param>
/// <param name="Ys">How high they are; as many.</param>
/// <param name="Stroke">How it is drawn.</param>
/// <param name="Width">Its width in pixels.</param>
public sealed record LineMark(string? Label, Ink Ink, EquatableArray<double> Xs, EquatableArray<double> Ys, Stroke Stroke, double Width) : Mark(Label, Ink);

/// <summary>A filled area between two curves.</summary>
/// <param name="Label">The legend's word for it.</param>
/// <param name="Ink">Its colour.</param>
/// <param name="Xs">Where the curves' points are, from left to right.</param>
/// <param name="Lower">The lower curve.</param>
/// <param name="Upper">The upper curve.</param>
public sealed record AreaMark(string? Label, Ink Ink, EquatableArray<double> Xs, EquatableArray<double> Lower, EquatableArray<double> Upper)
    : Mark(Label, Ink);

/// <summary>Horizontal intervals, one above the other.</summary>
/// <param name="Label">The legend's word for them.</param>
/// <param name="Ink">Their colour.</param>
/// <param name="Lower">Where they begin.</param>
/// <param name="Upper">Where they end.</param>
/// <param name="Ys">How high they are.</param>
/// <param name="Width">Their width in pixels.</param>
public sealed record IntervalMark(string? Label, Ink Ink, EquatableArray<double> Lower, EquatableArray<double> Upper, EquatableArray<double> Ys, double Width)
    : Mark(Label, Ink);

/// <summary>Points.</summary>
/// <param name="Label">The legend's word for them.</param>
/// <param name="Ink">Their colour.</param>
/// <param name="Xs">Where they are.</param>
/// <param name="Ys">How high they are.</param>
/// <param name="Hollow">Whether they are circles rather than discs.</param>
/// <param name="Size">Their diameter in pixels.</param>
public sealed record PointMark(string? Label, Ink Ink, EquatableArray<double> Xs, EquatableArray<double> Ys, bool Hollow, double Size) : Mark(Label, Ink);

/// <summary>Short strokes that stand on the horizontal axis.</summary>
/// <param name="Label">The legend's word for them.</param>
/// <param name="Ink">Their colour.</param>
/// <param name="Xs">Where they are.</param>
public sealed record RugMark(string? Label, Ink Ink, EquatableArray<double> Xs) : Mark(Label, Ink);

/// <summary>A vertical line through the whole panel.</summary>
/// <param name="Label">The legend's word for it.</param>
/// <param name="Ink">Its colour.</param>
/// <param name="X">Where it is.</param>
/// <param name="Stroke">How it is drawn.</param>
/// <param name="Width">Its width in pixels.</param>
public sealed record VerticalMark(string? Label, Ink Ink, double X, Stroke Stroke, double Width) : Mark(Label, Ink);

/// <summary>A horizontal line through the whole panel.</summary>
/// <param name="Label">The legend's word for it.</param>
/// <param name="Ink">Its colour.</param>
/// <param name="Y">How high it is.</param>
/// <param name="Stroke">How it is drawn.</param>
/// <param name="Width">Its width in pixels.</param>
public sealed record HorizontalMark(string? Label, Ink Ink, double Y, Stroke Stroke, double Width) : Mark(Label, Ink);

/// <summary>Vertical intervals, side by side.</summary>
/// <param name="Label">The legend's word for them.</param>
/// <param name="Ink">Their colour.</param>
/// <param name="Xs">Where they are.</param>
/// <param name="Lower">Where they begin.</param>
/// <param name="Upper">Where they end.</param>
/// <param name="Width">Their width in pixels.</param>
public sealed record ColumnIntervalMark(
    string? Label, Ink Ink, EquatableArray<double> Xs, EquatableArray<double> Lower, EquatableArray<double> Upper, double Width) : Mark(Label, Ink);

/// <summary>Lines with an arrowhead at the end.</summary>
/// <param name="Label">The legend's word for them.</param>
/// <param name="Ink">Their colour.</param>
/// <param name="FromXs">Where they begin.</param>
/// <param name="FromYs">How high they begin.</param>
/// <param name="ToXs">Where they end.</param>
/// <param name="ToYs">How high they end.</param>
/// <param name="Width">Their width in pixels.</param>
public sealed record ArrowMark(
    string? Label,
    Ink Ink,
    EquatableArray<double> FromXs,
    EquatableArray<double> FromYs,
    EquatableArray<double> ToXs,
    EquatableArray<double> ToYs,
    double Width) : Mark(Label, Ink);

/// <summary>Words in the panel. A word that would cover an earlier one of the same mark is left out when the figure is drawn.</summary>
/// <param name="Ink">Their colour.</param>
/// <param name="Xs">Where they stand.</param>
/// <param name="Ys">How high their middle is.</param>
/// <param name="Texts">The words.</param>
/// <param name="Place">On which side of the point they stand.</param>
public sealed record TextMark(Ink Ink, EquatableArray<double> Xs, EquatableArray<double> Ys, EquatableArray<string> Texts, Place Place = Place.Middle)
    : Mark(null, Ink)
{
    /// <summary>Whether every word is drawn, also where words cover each other.</summary>
    public bool KeepsAll { get; init; }
}

/// <summary>Where words stand beside their point.</summary>
public enum Place
{
    /// <summary>On it.</summary>
    Middle,

    /// <summary>To its left.</summary>
    Left,

    /// <summary>To its right.</summary>
    Right,

    /// <summary>Above it.</summary>
    Above,

    /// <summary>Below it.</summary>
    Below,
}

/// <summary>How a line is drawn, so that lines differ in more than their colour.</summary>
public enum Stroke
{
    /// <summary>Without gaps.</summary>
    Solid,

    /// <summary>In dashes.</summary>
    Dashed,

    /// <summary>In dots.</summary>
    Dotted,
}
