namespace BayesLmm.Plots;

/// <summary>How large a picture is and in which colours.</summary>
public sealed record PictureOptions
{
    /// <summary>The usual resolution, at which a pixel of a figure is a pixel of its picture.</summary>
    public const double UsualDpi = 96;

    /// <summary>Its width in pixels of 1/96 inch; null for <see cref="Figure.DefaultWidth"/>.</summary>
    public int? Width { get; init; }

    /// <summary>Its height in pixels of 1/96 inch; null for <see cref="Figure.DefaultHeight"/>.</summary>
    public int? Height { get; init; }

    /// <summary>Dots per inch of a PNG picture, 24 … 1,200: at 192 it has twice as many dots each way, and its texts have the same size on paper.</summary>
    public double Dpi { get; init; } = UsualDpi;

    /// <summary>Whether it is light on dark.</summary>
    public bool IsDark { get; init; }
}
