using BayesLmm.Plots.Rendering;

namespace BayesLmm.Plots;

/// <summary>Draws figures as files or in memory.</summary>
public static class FigureExtensions
{
    /// <summary>Writes the figure as a picture in the format that the file's name ends with: <c>.png</c>, <c>.svg</c> or <c>.pdf</c>.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="path">The file; overwritten when it exists.</param>
    /// <param name="options">Its size and colours; null for the usual.</param>
    /// <exception cref="ArgumentException">The name has another ending.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size or the resolution is out of range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(this Figure figure, string path, PictureOptions? options = null) =>
        File.WriteAllBytes(path, PictureFormats.Write(PictureFormats.Of(path), [figure], options ?? new()));

    /// <summary>Writes the figure as a PNG picture.</summary>
    /// <inheritdoc cref="Save" path="/param"/>
    /// <inheritdoc cref="ToPng" path="/exception"/>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SavePng(this Figure figure, string path, PictureOptions? options = null) => File.WriteAllBytes(path, figure.ToPng(options));

    /// <summary>Writes the figure as an SVG drawing, whose texts stay texts.</summary>
    /// <inheritdoc cref="Save" path="/param"/>
    /// <inheritdoc cref="ToPng" path="/exception"/>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SaveSvg(this Figure figure, string path, PictureOptions? options = null) => File.WriteAllText(path, figure.ToSvg(options));

    /// <summary>Writes the figure as a PDF document of one page.</summary>
    /// <inheritdoc cref="Save" path="/param"/>
    /// <inheritdoc cref="ToPng" path="/exception"/>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SavePdf(this Figure figure, string path, PictureOptions? options = null) => File.WriteAllBytes(path, figure.ToPdf(options));

    /// <summary>The bytes of a PNG picture.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="options">Its size and colours; null for the usual.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or the resolution is out of range.</exception>
    public static byte[] ToPng(this Figure figure, PictureOptions? options = null) => FigureRenderer.ToPng([figure], options ?? new());

    /// <summary>The text of an SVG drawing.</summary>
    /// <inheritdoc cref="ToPng" path="/param"/>
    /// <inheritdoc cref="ToPng" path="/exception"/>
    public static string ToSvg(this Figure figure, PictureOptions? options = null) => FigureRenderer.ToSvg([figure], options ?? new());

    /// <summary>The bytes of a PDF document of one page.</summary>
    /// <inheritdoc cref="ToPng" path="/param"/>
    /// <inheritdoc cref="ToPng" path="/exception"/>
    public static byte[] ToPdf(this Figure figure, PictureOptions? options = null) => FigureRenderer.ToPdf([figure], options ?? new());

    /// <summary>The figure drawn in characters: braille dots for lines and points, blocks for areas, with the ends of the axes in numbers.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="width">Characters a line, at least 40.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is below 40.</exception>
    public static string ToText(this Figure figure, int width = 100) => TextRenderer.Draw(figure, width);
}
