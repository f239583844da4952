using System.Text;
using BayesLmm.Cli.Reports.Documents;

namespace BayesLmm.Cli.Reports.Markdown;

/// <summary>Renders a document as Markdown with the tables of GitHub Flavored Markdown (https://github.github.com/gfm).</summary>
internal static class MarkdownRenderer
{
    /// <summary>The whole document.</summary>
    public static string Render(Document document)
    {
        StringBuilder text = new();
        foreach (Section section in document.Sections)
        {
            text.Append(text.Length > 0 ? "\n" : "").Append("## ").Append(Escape(section.Title)).Append('\n');
            foreach (Block block in section.Blocks)
            {
                text.Append('\n');
                Append(text, block);
            }
        }

        return text.ToString();
    }

    /// <summary>Text in which nothing is taken for markup.</summary>
    internal static string Escape(string text)
    {
        StringBuilder escaped = new();
        for (int i = 0; i < text.Length; i++)
        {
            escaped.Append(text[i] switch
            {
                '\\' or '`' or '*' or '_' or '|' or '~' => "\\" + text[i],
                '<' when i + 1 < text.Length && !char.IsAsciiDigit(text[i + 1]) => "\\<",
                '\r' or '\n' => " ",
                _ => text[i].ToString(),
            });
        }

        return escaped.ToString();
    }

    private static void Append(StringBuilder text, Block block)
    {
        switch (block)
        {
            case ReportTable table:
                Append(text, table);
                break;
            case Facts facts:
                text.Append(Escape(facts.Words)).Append('\n');
                break;
            case Formula formula:
                AppendCode(text, formula.Text);
                break;
            case Prose prose:
                text.Append(Escape(prose.Text)).Append('\n');
                break;
            default:
                throw new ArgumentException($"A block of type {block.GetType().Name} cannot be rendered.", nameof(block));
        }
    }

    private static void Append(StringBuilder text, ReportTable table)
    {
        AppendRow(text, table.Shown.Select(c => Escape(table.Columns[c].Title)));
        AppendRow(text, table.Shown.Select(c => table.Columns[c].IsNumber ? "---:" : "---"));
        foreach (Cell[] row in table.Rows)
        {
            AppendRow(text, table.Shown.Select(c => Escape(row[c].Text)));
        }
    }

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells)
    {
        foreach (string cell in cells)
        {
            text.Append("| ").Append(cell).Append(cell.Length > 0 ? " " : "");
        }

        text.Append("|\n");
    }

    /// <summary>Code stands between more backquotes than it has in a row (CommonMark §6.1).</summary>
    private static void AppendCode(StringBuilder text, string code)
    {
        string fence = "`";
        while (code.Contains(fence, StringComparison.Ordinal))
        {
            fence += "`";
        }

        string gap = fence.Length > 1 ? " " : "";
        text.Append(fence).Append(gap).Append(code.ReplaceLineEndings(" ")).Append(gap).Append(fence).Append('\n');
    }
}
