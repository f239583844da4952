using System.Text;
using BayesLmm.Cli.Reports.Documents;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>Renders a document as text for people: titles at the margin, all else indented.</summary>
internal static class TextRenderer
{
    /// <summary>Longer sentences are broken; tables are as wide as they are.</summary>
    private const int Width = 98;

    private const string Indent = "  ";

    /// <summary>The whole document.</summary>
    public static string Render(Document document)
    {
        StringBuilder text = new();
        foreach (Section section in document.Sections)
        {
            Append(text, section);
        }

        return text.ToString();
    }

    /// <summary>A section, behind an empty line unless it is the first.</summary>
    public static void Append(StringBuilder text, Section section)
    {
        text.Append(text.Length > 0 ? "\n" : "").Append(section.Title).Append('\n');
        for (int i = 0; i < section.Blocks.Count; i++)
        {
            if (i > 0 && section.Blocks[i] is ReportTable)
            {
                text.Append('\n');
            }

            Append(text, section.Blocks[i]);
        }
    }

    private static void Append(StringBuilder text, Block block)
    {
        switch (block)
        {
            case ReportTable table:
                Append(text, table);
                break;
            case Facts facts:
                AppendWrapped(text, facts.Words);
                break;
            case Formula formula:
                text.Append(Indent).Append(formula.Text).Append('\n');
                break;
            case Prose { IsOneLine: true } line:
                text.Append(Indent).Append(line.Text).Append('\n');
                break;
            case Prose prose:
                AppendWrapped(text, prose.Text);
                break;
            default:
                throw new ArgumentException($"A block of type {block.GetType().Name} cannot be rendered.", nameof(block));
        }
    }

    private static void Append(StringBuilder text, ReportTable table)
    {
        IReadOnlyList<int> shown = table.Shown;
        TextTable aligned = new([.. shown.Select(c => (table.Columns[c].Title, table.Columns[c].IsNumber ? Align.Decimal : Align.Left))]);
        foreach (Cell[] row in table.Rows)
        {
            aligned.Add([.. shown.Select(c => row[c].Text)]);
        }

        aligned.AppendTo(text);
    }

    /// <summary>Breaks at spaces; a word that is too long by itself stays whole.</summary>
    public static void AppendWrapped(StringBuilder text, string sentences, string indent = Indent)
    {
        int column = 0;
        foreach (string word in sentences.Split(' '))
        {
            if (column > 0 && column + 1 + word.Length > Width)
            {
                text.Append('\n');
                column = 0;
            }

            string before = column == 0 ? indent : " ";
            text.Append(before).Append(word);
            column += before.Length + word.Length;
        }

        text.Append('\n');
    }
}
