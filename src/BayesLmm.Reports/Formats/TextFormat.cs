using System.Text;
using BayesLmm.Diagnostics;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Formats;

/// <summary>Text for people: titles at the margin, everything else indented; or the document's own notation.</summary>
internal sealed class TextFormat : IReportFormat
{
    /// <summary>Longer sentences are broken; tables are not.</summary>
    private const int Width = 98;

    /// <summary>A wider table in parts continues below.</summary>
    private const int TableWidth = 100;

    private const string Indent = "  ", DetailIndent = "    ";

    /// <summary>Stands for a space at which a line is not broken.</summary>
    private const string Unbroken = "\u0001";

    /// <inheritdoc/>
    public string Name => "text";

    /// <inheritdoc/>
    public string Write(ReportDocument document)
    {
        if (document.Notation is { } notation)
        {
            return VisibleText.Of(notation, "\t\n");
        }

        StringBuilder text = new();
        foreach (Section section in document.Sections)
        {
            text.Append(text.Length > 0 ? "\n" : "").Append(VisibleText.Of(section.Title)).Append('\n');
            for (int i = 0; i < section.Blocks.Count; i++)
            {
                Append(text, section.Blocks[i], isFirst: i == 0);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Block block, bool isFirst)
    {
        switch (block)
        {
            case ReportTable { IsForProgramsOnly: false } table:
                text.Append(isFirst || table.IsPartOfSentence ? "" : "\n");
                Append(text, table);
                break;
            case Facts { IsForProgramsOnly: false } facts:
                AppendWrapped(text, facts.Words, Indent);
                break;
            case FormulaText formula:
                AppendLines(text, formula.Lines);
                break;
            case Prose prose:
                text.Append(prose.IsApart ? "\n" : "");
                if (prose.HasOwnLines)
                {
                    AppendLines(text, prose.Text.Split('\n'));
                }
                else
                {
                    AppendWrapped(text, prose.Text, prose.IsDetail ? DetailIndent : Indent);
                }

                break;
            case Judgements judgements:
                AppendLines(text, judgements.AsListing().Items.Select(item => "- " + item));
                break;
            case Listing listing:
                AppendLines(text, listing.Items.Select(item => "- " + item));
                break;
            default:
                break;
        }
    }

    private static void AppendLines(StringBuilder text, IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            text.Append(line.Length == 0 ? "" : Indent).Append(VisibleText.Of(line, "\t")).Append('\n');
        }
    }

    /// <summary>A table; if it is too wide and its columns belong to parts, it is broken between parts, never within one.</summary>
    private static void Append(StringBuilder text, ReportTable table)
    {
        int first = 1, last = table.Columns.Max(column => column.Part);
        do
        {
            int end = last;
            string written = Write(table, first, end);
            while (end > first && written.Split('\n').Max(line => line.Length) > TableWidth)
            {
                written = Write(table, first, --end);
            }

            text.Append(first == 1 ? "" : "\n").Append(written);
            first = end + 1;
        }
        while (first <= last);
    }

    /// <summary>The columns of some parts, and those of part 0.</summary>
    private static string Write(ReportTable table, int first, int last)
    {
        int[] shown = [.. table.Shown.Where(c => table.Columns[c].Part == 0 || (table.Columns[c].Part >= first && table.Columns[c].Part <= last))];
        TextTable aligned = new([.. shown.Select(c => Heading(table.Columns[c]))])
        {
            Indent = table.IsPartOfSentence ? DetailIndent : Indent,
            Groups = table.Columns.Any(column => column.Group is not null) ? Groups(table, shown) : [],
        };
        foreach (Cell[] row in table.Rows)
        {
            aligned.Add([.. shown.Select(c => VisibleText.Of(row[c].Text))]);
        }

        StringBuilder text = new();
        aligned.AppendTo(text);
        return text.ToString();
    }

    private static (string Title, Align Align) Heading(ReportColumn column) => (column.IsSelfEvident ? "" : VisibleText.Of(column.Title!, "\n"), column.Align);

    /// <summary>The name of a group above the first of its columns.</summary>
    private static string[] Groups(ReportTable table, int[] shown) =>
        [.. shown.Select((c, i) => i > 0 && table.Columns[shown[i - 1]].Group == table.Columns[c].Group ? "" : VisibleText.Of(table.Columns[c].Group ?? ""))];

    /// <summary>Breaks at spaces, but not between a number and its percent sign; a word that is too long by itself stays whole.</summary>
    private static void AppendWrapped(StringBuilder text, string sentences, string indent)
    {
        int column = 0;
        foreach (string unbroken in VisibleText.Of(sentences).Replace(" %", Unbroken + "%", StringComparison.Ordinal).Split(' '))
        {
            string word = unbroken.Replace(Unbroken, " ", StringComparison.Ordinal);
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
