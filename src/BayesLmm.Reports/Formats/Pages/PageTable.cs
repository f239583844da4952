using System.Text;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Formats.Pages;

/// <summary>Tables on a page: the first column names the rows, numbers are rounded for reading and exact for copying.</summary>
internal static class PageTable
{
    /// <summary>A table with more rows scrolls within its own height.</summary>
    private const int TallRows = 24;

    /// <summary>Appends a table.</summary>
    /// <param name="html">Receives it.</param>
    /// <param name="table">The table.</param>
    /// <param name="title">What it is called.</param>
    /// <param name="text">Writes words.</param>
    public static void Append(StringBuilder html, ReportTable table, string title, PageText text)
    {
        string label = PageText.Escape(title);
        html.Append("<div class=\"wide").Append(table.Rows.Count > TallRows ? " tall" : "").Append("\" role=\"region\" tabindex=\"0\" aria-label=\"");
        html.Append(label).Append("\">\n<table aria-label=\"").Append(label).Append("\" data-name=\"").Append(PageText.Escape(table.Name)).Append("\">\n");
        html.Append("<thead>\n<tr>");
        foreach (int c in table.Shown)
        {
            string heading = table.Columns[c].FullTitle;
            html.Append("<th scope=\"col\"").Append(Class(table.Columns[c]));
            html.Append(table.Columns[c].Member is { } member ? $" data-member=\"{PageText.Escape(member)}\"" : "").Append('>');
            html.Append(heading.Length == 0 ? "<span class=\"unseen\">remark</span>" : PageText.Escape(heading)).Append(text.LinkBeside(heading));
            html.Append("</th>");
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
        ? $"<data value=\"{cell.Datum.Exact}\">{PageText.Escape(cell.Text)}</data>"
        : PageText.Escape(cell.Text);
}
