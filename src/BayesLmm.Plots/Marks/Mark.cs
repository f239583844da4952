using BayesLmm.Numerics;

namespace BayesLmm.Plots.Marks;

/// <summary>Something drawn in a panel, in the panel's own coordinates.</summary>
/// <param name="Label">Its label in the figure's legend, where each label appears once; null for none.</param>
/// <param name="Ink">Its colour.</param>
internal abstract record Mark(string? Label, Ink Ink);

/// <summary>A line through points.</summary>
/// <param name="Label">The legend's word for it.</param>
/// <param name="Ink">Its colour.</param>
/// <param name="Xs">Where the points are, from left to right.</param>
/// <param name="Ys">How high they are; as many.</param>
/// <param name="Stroke">How it is drawn.</param>
/// <param name="Width">Its width in pixels.</param>
internal sealed record LineMark(string? Label, Ink Ink, EquatableArray<double> Xs, EquatableArray<double> Ys, Stroke Stroke, double Width) : Mark(Label, Ink);

/// <summary>A filled area between two curves.</summary>
/// <param name="Label">The legend's word for it.</param>
/// <param name="Ink">Its colour.</param>
/// <param name="Xs">Where the curves' points are, from left to right.</param>
/// <param name="Lower">The lower curve.</param>
/// <param name="Upper">The upper curve.</param>
internal sealed record AreaMark(string? Label, Ink Ink, EquatableArray<double> Xs, EquatableArray<double> Lower, EquatableArray<double> Upper)
    : Mark(Label, Ink);

/// <summary>Horizontal intervals, one above the other.</summary>
/// <param name="Label">The legend's word for them.</param>
/// <param name="Ink">Their colour.</param>
/// <param name="Lower">Where they begin.</param>
/// <param name="Upper">Where they end.</param>
/// <param name="Ys">How high they are.</param>
/// <param name="Width">Their width in pixels.</param>
internal sealed record IntervalMark(string? Label, Ink Ink, EquatableArray<double> Lower, EquatableArray<double> Upper, EquatableArray<double> Ys, double Width)
    : Mark(Label, Ink);

/// <summary>Points.</summary>
/// <param name="Label">The legend's word for them.</param>
/// <param name="Ink">Their colour.</param>
/// <param name="Xs">Where they are.</param>
/// <param name="Ys">How high they are.</param>
/// <param name="Hollow">Whether they are circles rather than discs.</param>
/// <param name="Size">Their diameter in pixels.</param>
internal sealed record PointMark(string? Label, Ink Ink, EquatableArray<double> Xs, EquatableArray<double> Ys, bool Hollow, double Size) : Mark(Label, Ink);

/// <summary>Short strokes that stand on the horizontal axis.</summary>
/// <param name="Label">The legend's word for them.</param>
/// <param name="Ink">Their colour.</param>
/// <param name="Xs">Where they are.</param>
internal sealed record RugMark(string? Label, Ink Ink, EquatableArray<double> Xs) : Mark(Label, Ink);

/// <summary>A vertical line through the whole panel.</summary>
/// <param name="Label">The legend's word for it.</param>
/// <param name="Ink">Its colour.</param>
/// <param name="X">Where it is.</param>
/// <param name="Stroke">How it is drawn.</param>
/// <param name="Width">Its width in pixels.</param>
internal sealed record VerticalMark(string? Label, Ink Ink, double X, Stroke Stroke, double Width) : Mark(Label, Ink);

/// <summary>How a line is drawn, so that lines differ in more than their colour.</summary>
internal enum Stroke
{
    /// <summary>Without gaps.</summary>
    Solid,

    /// <summary>In dashes.</summary>
    Dashed,

    /// <summary>In dots.</summary>
    Dotted,
}
