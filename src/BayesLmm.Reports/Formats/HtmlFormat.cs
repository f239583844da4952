using System.Text;
using BayesLmm.Diagnostics;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Formats;

/// <summary>
/// A self-contained page: no script, no other file, figures inside; it is XML too (https://html.spec.whatwg.org/#the-xhtml-syntax). Numbers are rounded for
/// reading and exact for copying.
/// </summary>
internal sealed class HtmlFormat : IReportFormat
{
    private const string Style = """
        :root { color-scheme: light dark; --rule: #8884; --soft: #8881; }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; border-bottom: 1px solid var(--rule); }
        nav ul { display: flex; flex-wrap: wrap; gap: 0 1.2rem; list-style: none; padding: 0; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; margin: 0.8rem 0; font-size: 0.92rem; font-variant-numeric: tabular-nums; }
        thead th { border-bottom: 1.5px solid currentColor; vertical-align: bottom; }
        th, td { padding: 0.15rem 0.7rem; text-align: left; font-weight: normal; white-space: nowrap; }
        thead th { font-weight: 600; }
        .number { text-align: right; }
        tbody tr:nth-child(even) { background: var(--soft); }
        pre { overflow-x: auto; background: var(--soft); padding: 0.6rem 0.8rem; }
        .detail { margin-left: 2rem; }
        figure { margin: 1rem 0; } figure img { max-width: 100%; background: white; } figcaption { font-size: 0.92rem; }
        """;

    /// <inheritdoc/>
    public string Name => "html";

    /// <inheritdoc/>
    public string Write(ReportDocument document)
    {
        Section[] sections = [.. document.Sections.Where(section => !section.IsOfThisRun)];
        StringBuilder html = new("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
        html.Append("<title>").Append(Escape(document.Title)).Append("</title>\n<style>\n");
        html.Append(Style.ReplaceLineEndings("\n")).Append("\n</style>\n</head>\n<body>\n");
        html.Append("<h1>").Append(Escape(document.Title)).Append("</h1>\n<nav>\n<ul>\n");
        for (int i = 0; i < sections.Length; i++)
        {
            html.Append("<li><a href=\"#section-").Append(i + 1).Append("\">").Append(Escape(sections[i].Title)).Append("</a></li>\n");
        }

        html.Append("</ul>\n</nav>\n<main>\n");
        for (int i = 0; i < sections.Length; i++)
        {
            html.Append("<section id=\"section-").Append(i + 1).Append("\">\n<h2>").Append(Escape(sections[i].Title)).Append("</h2>\n");
            foreach (Block block in sections[i].Blocks)
            {
                Append(html, block, sections[i].Title);
            }

            html.Append("</section>\n");
        }

        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    /// <summary>Text in which nothing is read as markup, without characters that a page cannot contain.</summary>
    internal static string Escape(string text)
    {
        StringBuilder escaped = new();
        foreach (char c in VisibleText.Of(text, "\t\n"))
        {
            escaped.Append(c switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\ufffe' or '\uffff' => "\ufffd",
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }

    private static void Append(StringBuilder html, Block block, string title)
    {
        switch (block)
        {
            case ReportTable { IsForProgramsOnly: false } table:
                Append(html, table, title);
                break;
            case Facts { IsForProgramsOnly: false } facts:
                html.Append("<p>").Append(Escape(facts.Words)).Append("</p>\n");
                break;
            case FormulaText formula:
                html.Append("<pre><code>").Append(Escape(string.Join('\n', formula.Lines))).Append("</code></pre>\n");
                break;
            case Prose prose:
                html.Append(prose.IsDetail ? "<p class=\"detail\">" : "<p>").Append(Escape(prose.Text)).Append("</p>\n");
                break;
            case Listing listing:
                html.Append("<ul>\n").Append(string.Concat(listing.Items.Select(item => $"<li>{Escape(item)}</li>\n"))).Append("</ul>\n");
                break;
            case Drawing drawing:
                string picture = Convert.ToBase64String(Encoding.UTF8.GetBytes(drawing.Svg())), caption = Escape(drawing.Caption);
                html.Append("<figure>\n<img src=\"data:image/svg+xml;base64,").Append(picture).Append("\" alt=\"").Append(caption).Append("\"/>\n");
                html.Append("<figcaption>").Append(caption).Append("</figcaption>\n</figure>\n");
                break;
            default:
                break;
        }
    }

    /// <summary>A table whose first column names the rows.</summary>
    private static void Append(StringBuilder html, ReportTable table, string title)
    {
        html.Append("<div class=\"wide\">\n<table aria-label=\"").Append(Escape(title)).Append("\">\n<thead>\n<tr>");
        foreach (int c in table.Shown)
        {
            html.Append("<th scope=\"col\"").Append(Class(table.Columns[c])).Append('>').Append(Escape(table.Columns[c].FullTitle)).Append("</th>");
        }

        html.Append("</tr>\n</thead>\n<tbody>\n");
        foreach (Cell[] row in table.Rows)
        {
            html.Append("<tr>");
            for (int i = 0; i < table.Shown.Count; i++)
            {
                string tag = i == 0 ? "th" : "td";
                ReportColumn column = table.Columns[table.Shown[i]];
                html.Append('<').Append(tag).Append(i == 0 ? " scope=\"row\"" : "").Append(Class(column)).Append('>');
                html.Append(Content(row[table.Shown[i]])).Append("</").Append(tag).Append('>');
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table>\n</div>\n");
    }

    private static string Class(ReportColumn column) => column.IsNumber ? " class=\"number\"" : "";

    private static string Content(Cell cell) => cell.IsNumber && cell.Text.Length > 0
        ? $"<data value=\"{cell.Datum.Exact}\">{Escape(cell.Text)}</data>"
        : Escape(cell.Text);
}
