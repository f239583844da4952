using BayesLmm.Cli.Reports.Csv;
using BayesLmm.Cli.Reports.Documents;
using BayesLmm.Cli.Reports.Latex;
using BayesLmm.Cli.Reports.Markdown;
using BayesLmm.Cli.Reports.Text;

namespace BayesLmm.Cli.Reports;

/// <summary>The formats that results are written in, under the names that the option <c>--format</c> has for them.</summary>
internal static class ReportFormat
{
    public const string Text = "text", Json = "json", Csv = "csv", Markdown = "markdown", Latex = "latex";

    /// <summary>Of commands that print a report for people or a document for programs.</summary>
    public static IReadOnlyList<string> TextAndJson { get; } = [Text, Json];

    /// <summary>All.</summary>
    public static IReadOnlyList<string> All { get; } = [Text, Json, Csv, Markdown, Latex];

    /// <summary>Renders a document in any format but JSON.</summary>
    /// <param name="document">The document.</param>
    /// <param name="format">One of the names.</param>
    public static string Render(Document document, string format) => format switch
    {
        Text => TextRenderer.Render(document),
        Csv => CsvRenderer.Render(document),
        Markdown => MarkdownRenderer.Render(document),
        Latex => LatexRenderer.Render(document),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Documents are not rendered in this format."),
    };
}
