using System.Text;
using BayesLmm.Cli.Reports.Documents;

namespace BayesLmm.Cli.Reports.Latex;

/// <summary>
/// Renders a document as LaTeX to be included in a paper: each table a <c>table</c> with a caption and the rules of booktabs (https://ctan.org/pkg/booktabs), sentences as paragraphs.
/// </summary>
internal static class LatexRenderer
{
    /// <summary>The whole document, without a preamble.</summary>
    public static string Render(Document document)
    {
        StringBuilder text = new("% \\usepackage{booktabs}\n");
        foreach (Section section in document.Sections)
        {
            text.Append("\n\\paragraph{").Append(LatexEscape.Words(section.Title)).Append("}\n");
            bool hasOneTable = section.Blocks.Count(block => block is ReportTable) == 1;
            foreach (Block block in section.Blocks)
            {
                Append(text, block, hasOneTable ? section.Title : null);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Block block, string? caption)
    {
        switch (block)
        {
            case ReportTable table:
                Append(text, table, caption ?? NameInWords(table));
                break;
            case Facts facts:
                AppendParagraph(text, LatexEscape.Words(facts.Words));
                break;
            case Formula formula:
                AppendParagraph(text, $@"\texttt{{{LatexEscape.Words(formula.Text)}}}");
                break;
            case Prose prose:
                AppendParagraph(text, LatexEscape.Words(prose.Text));
                break;
            default:
                throw new ArgumentException($"A block of type {block.GetType().Name} cannot be rendered.", nameof(block));
        }
    }

    private static void AppendParagraph(StringBuilder text, string paragraph) => text.Append(paragraph).Append("\\par\n");

    private static string NameInWords(ReportTable table) => char.ToUpperInvariant(table.Name[0]) + table.Name[1..].Replace('_', ' ');

    private static void Append(StringBuilder text, ReportTable table, string caption)
    {
        string alignment = string.Concat(table.Shown.Select(c => table.Columns[c].IsNumber ? 'r' : 'l'));
        text.Append("\n\\begin{table}[htbp]\n\\centering\n\\caption{").Append(LatexEscape.Words(caption)).Append("}\n");
        text.Append("\\begin{tabular}{").Append(alignment).Append("}\n\\toprule\n");
        AppendRow(text, table.Shown.Select(c => LatexEscape.Words(table.Columns[c].Title)));
        text.Append("\\midrule\n");
        foreach (Cell[] row in table.Rows)
        {
            AppendRow(text, table.Shown.Select(c => row[c].Value is null ? LatexEscape.Words(row[c].Text) : LatexEscape.Number(row[c].Text)));
        }

        text.Append("\\bottomrule\n\\end{tabular}\n\\end{table}\n\n");
    }

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells)
    {
        string row = string.Join(" & ", cells);

        // Behind the end of a row or a rule a bracket would begin a length.
        text.Append(row.StartsWith('[') ? "{}" : "").Append(row).Append(" \\\\\n");
    }
}
