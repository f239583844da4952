using System.Text;

namespace BayesLmm.Plots.Rendering;

/// <summary>The formats of pictures, by the ending of a file's name.</summary>
internal static class PictureFormats
{
    /// <summary>Their names, which are the endings without the dot.</summary>
    public static IReadOnlyList<string> Names => ["png", "svg", "pdf"];

    /// <summary>The format of a file; null if its name has none of the endings.</summary>
    public static string? TryOf(string path) => Names.FirstOrDefault(name => path.EndsWith("." + name, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc cref="TryOf"/>
    /// <exception cref="ArgumentException">The name has none of the endings.</exception>
    public static string Of(string path) =>
        TryOf(path) ?? throw new ArgumentException($"'{path}' does not end with .png, .svg or .pdf, which says the format of the picture.", nameof(path));

    /// <summary>Figures as one file: one below the other, in a document one a page.</summary>
    /// <param name="format">One of <see cref="Names"/>.</param>
    /// <param name="figures">The figures, at least one.</param>
    /// <param name="options">Size and colours.</param>
    public static byte[] Write(string format, IReadOnlyList<Figure> figures, PictureOptions options) => format switch
    {
        "png" => FigureRenderer.ToPng(figures, options),
        "svg" => Encoding.UTF8.GetBytes(FigureRenderer.ToSvg(figures, options)),
        "pdf" => FigureRenderer.ToPdf(figures, options),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "A picture is png, svg or pdf."),
    };
}
