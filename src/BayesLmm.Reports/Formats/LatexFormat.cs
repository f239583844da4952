using System.Text;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Formats;

/// <summary>
/// LaTeX to be included in a paper: each table a <c>table</c> with a caption and the rules of booktabs (https://ctan.org/pkg/booktabs), sentences as
/// paragraphs.
/// </summary>
internal sealed class LatexFormat : IReportFormat
{
    /// <inheritdoc/>
    public string Name => "latex";

    /// <summary>The whole document, without a preamble.</summary>
    public string Write(ReportDocument document)
    {
        StringBuilder text = new("% \\usepackage{booktabs}\n");
        foreach (Section section in document.Sections.Where(section => !section.IsOfThisRun))
        {
            text.Append("\n\\paragraph{").Append(LatexEscape.Words(section.Title)).Append("}\n");
            bool hasOneTable = section.Blocks.Count(block => block is ReportTable { IsForProgramsOnly: false }) == 1;
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
            case ReportTable { IsForProgramsOnly: false } table:
                Append(text, table, caption ?? NameInWords(table));
                break;
            case Facts { IsForProgramsOnly: false } facts:
                AppendParagraph(text, LatexEscape.Words(facts.Words));
                break;
            case FormulaText { Lines.Count: 1 } formula:
                AppendParagraph(text, $@"\texttt{{{LatexEscape.Words(formula.Text)}}}");
                break;
            case FormulaText formula:
                foreach (string line in formula.Lines)
                {
                    AppendParagraph(text, Code(line));
                }

                break;
            case Prose prose:
                AppendParagraph(text, LatexEscape.Words(prose.Text));
                break;
            case Judgements judgements:
                Append(text, judgements.AsListing(), caption);
                break;
            case Listing listing:
                text.Append("\\begin{itemize}\n");
                text.Append(string.Concat(listing.Items.Select(item => $"\\item {LatexEscape.Words(item)}\n"))).Append("\\end{itemize}\n");
                break;
            default:
                break;
        }
    }

    private static void AppendParagraph(StringBuilder text, string paragraph) => text.Append(paragraph).Append("\\par\n");

    /// <summary>A line of code with its indentation.</summary>
    private static string Code(string line)
    {
        string code = line.TrimStart(' ');
        return $@"\texttt{{{string.Concat(Enumerable.Repeat("~", line.Length - code.Length))}{LatexEscape.Words(code)}}}";
    }

    private static string NameInWords(ReportTable table) => char.ToUpperInvariant(table.Name[0]) + table.Name[1..].Replace('_', ' ');

    private static void Append(StringBuilder text, ReportTable table, string caption)
    {
        string alignment = string.Concat(table.Shown.Select(c => table.Columns[c].IsNumber ? 'r' : 'l'));
        text.Append("\n\\begin{table}[htbp]\n\\centering\n\\caption{").Append(LatexEscape.Words(caption)).Append("}\n");
        text.Append("\\begin{tabular}{").Append(alignment).Append("}\n\\toprule\n");
        AppendRow(text, table.Shown.Select(c => LatexEscape.Words(table.Columns[c].FullTitle)));
        text.Append("\\midrule\n");
        foreach (Cell[] row in table.Rows)
        {
            AppendRow(text, table.Shown.Select(c => row[c].IsNumber ? LatexEscape.Number(row[c].Text) : LatexEscape.Words(row[c].Text)));
        }

        text.Append("\\bottomrule\n\\end{tabular}\n\\end{table}\n\n");
    }

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells)
    {
        string row = string.Join(" & ", cells);

        // After the end of a row or a rule, a bracket would begin a length.
        text.Append(row.StartsWith('[') ? "{}" : "").Append(row).Append(" \\\\\n");
    }
}
