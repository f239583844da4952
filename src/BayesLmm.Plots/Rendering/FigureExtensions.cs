using BayesLmm.Plots.Rendering;

namespace BayesLmm.Plots;

/// <summary>Makes figures, and draws them as files or in memory.</summary>
public static partial class FigureExtensions
{
    /// <summary>Writes the figure as a PNG picture.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="path">The file; overwritten when it exists.</param>
    /// <param name="width">Its width in pixels; null for <see cref="Figure.DefaultWidth"/>.</param>
    /// <param name="height">Its height in pixels; null for <see cref="Figure.DefaultHeight"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SavePng(this Figure figure, string path, int? width = null, int? height = null) =>
        File.WriteAllBytes(path, figure.ToPng(width, height));

    /// <summary>Writes the figure as an SVG drawing, whose texts stay texts.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="path">The file; overwritten when it exists.</param>
    /// <param name="width">Its width in pixels; null for <see cref="Figure.DefaultWidth"/>.</param>
    /// <param name="height">Its height in pixels; null for <see cref="Figure.DefaultHeight"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SaveSvg(this Figure figure, string path, int? width = null, int? height = null) =>
        File.WriteAllText(path, figure.ToSvg(width, height));

    /// <summary>The bytes of a PNG picture.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="width">Its width in pixels; null for <see cref="Figure.DefaultWidth"/>.</param>
    /// <param name="height">Its height in pixels; null for <see cref="Figure.DefaultHeight"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public static byte[] ToPng(this Figure figure, int? width = null, int? height = null) =>
        FigureRenderer.ToPng(figure, width ?? figure.DefaultWidth, height ?? figure.DefaultHeight);

    /// <summary>The text of an SVG drawing.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="width">Its width in pixels; null for <see cref="Figure.DefaultWidth"/>.</param>
    /// <param name="height">Its height in pixels; null for <see cref="Figure.DefaultHeight"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public static string ToSvg(this Figure figure, int? width = null, int? height = null) =>
        FigureRenderer.ToSvg(figure, width ?? figure.DefaultWidth, height ?? figure.DefaultHeight);
}
