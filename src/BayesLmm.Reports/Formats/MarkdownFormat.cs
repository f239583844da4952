using System.Text;
using BayesLmm.Diagnostics;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Formats;

/// <summary>Markdown with the tables of GitHub Flavored Markdown (https://github.github.com/gfm).</summary>
internal sealed class MarkdownFormat : IReportFormat
{
    /// <inheritdoc/>
    public string Name => "markdown";

    /// <inheritdoc/>
    public string Write(ReportDocument document)
    {
        StringBuilder text = new();
        foreach (Section section in document.Sections.Where(section => !section.IsOfThisRun))
        {
            text.Append(text.Length > 0 ? "\n" : "").Append("## ").Append(Escape(section.Title)).Append('\n');
            foreach (Block block in section.Blocks)
            {
                Append(text, block);
            }
        }

        return text.ToString();
    }

    /// <summary>Text in which nothing is read as markup.</summary>
    internal static string Escape(string text)
    {
        text = VisibleText.Of(text, "\r\n");
        StringBuilder escaped = new();
        for (int i = 0; i < text.Length; i++)
        {
            char next = i + 1 < text.Length ? text[i + 1] : ' ';
            escaped.Append(text[i] switch
            {
                '\\' or '`' or '*' or '_' or '|' or '~' => "\\" + text[i],
                '<' when i + 1 < text.Length && !char.IsAsciiDigit(next) => "\\<",
                ']' when next is '(' or '[' || (next == ':' && text[0] == '[') => "\\]",
                '&' when next == '#' || char.IsAsciiLetter(next) => "\\&",
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
            case ReportTable { IsForProgramsOnly: false } table:
                Append(text.Append('\n'), table);
                break;
            case Facts { IsForProgramsOnly: false } facts:
                text.Append('\n').Append(Escape(facts.Words)).Append('\n');
                break;
            case FormulaText { Lines.Count: 1 } formula:
                AppendCode(text.Append('\n'), formula.Text);
                break;
            case FormulaText formula:
                AppendFenced(text.Append('\n'), formula);
                break;
            case Prose prose:
                text.Append('\n').Append(Escape(prose.Text)).Append('\n');
                break;
            case Judgements judgements:
                Append(text, judgements.AsListing());
                break;
            case Listing listing:
                text.Append('\n').Append(string.Concat(listing.Items.Select(item => $"- {Escape(item)}\n")));
                break;
            default:
                break;
        }
    }

    private static void Append(StringBuilder text, ReportTable table)
    {
        AppendRow(text, table.Shown.Select(c => Escape(table.Columns[c].FullTitle)));
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
        string fence = Fence(code, "`"), gap = fence.Length > 1 ? " " : "";
        text.Append(fence).Append(gap).Append(VisibleText.Of(code.ReplaceLineEndings(" "))).Append(gap).Append(fence).Append('\n');
    }

    /// <summary>Lines of code, between lines of at least three backquotes (CommonMark §4.5).</summary>
    private static void AppendFenced(StringBuilder text, FormulaText formula)
    {
        string fence = Fence(formula.Text, "```");
        text.Append(fence).Append('\n').AppendJoin('\n', formula.Lines.Select(line => VisibleText.Of(line, "\t"))).Append('\n').Append(fence).Append('\n');
    }

    private static string Fence(string code, string shortest)
    {
        string fence = shortest;
        while (code.Contains(fence, StringComparison.Ordinal))
        {
            fence += "`";
        }

        return fence;
    }
}
