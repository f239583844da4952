using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Formats;

/// <summary>All formats of documents, one line each.</summary>
internal static class ReportFormats
{
    /// <summary>The name of the format that is written by default.</summary>
    public const string Default = "text";

    private static readonly IReportFormat[] All =
    [
        new TextFormat(),
        new JsonFormat(),
        new CsvFormat(),
        new MarkdownFormat(),
        new LatexFormat(),
        new HtmlFormat(),
    ];

    /// <summary>The formats' names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(format => format.Name)];

    /// <summary>Writes a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="format">One of the names.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format.</exception>
    public static string Write(ReportDocument document, string format) => (All.FirstOrDefault(known => known.Name == format)
        ?? throw new ArgumentOutOfRangeException(nameof(format), format, $"Reports are written as {string.Join(", ", Names)}.")).Write(document);
}
