using System.Text;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>How a column of a table is aligned.</summary>
internal enum Align
{
    /// <summary>At the left.</summary>
    Left,

    /// <summary>At the right.</summary>
    Right,

    /// <summary>Numbers, at the decimal point.</summary>
    Decimal,
}

/// <summary>A table of text: aligned columns, indented, without rules. What no row has anything to say in is left out.</summary>
internal sealed class TextTable(params (string Title, Align Align)[] columns)
{
    private const string Indent = "  ";
    private const string Gap = "  ";

    private readonly List<string[]> rows = [];

    /// <summary>Adds a row; as many cells as columns.</summary>
    public void Add(params string[] cells) => rows.Add(cells);

    /// <summary>Writes the table, title row first unless all titles are empty.</summary>
    public void AppendTo(StringBuilder text)
    {
        bool hasTitles = false;
        int[] widths = new int[columns.Length], decimals = new int[columns.Length];
        for (int c = 0; c < columns.Length; c++)
        {
            hasTitles |= columns[c].Title.Length > 0;
            bool isEmpty = true;
            foreach (string[] row in rows)
            {
                isEmpty &= row[c].Length == 0;
                decimals[c] = Math.Max(decimals[c], SignificantFormat.DecimalsOf(row[c]));
            }

            widths[c] = isEmpty ? 0 : columns[c].Title.Length;
            foreach (string[] row in rows)
            {
                widths[c] = Math.Max(widths[c], Cell(row[c], c, decimals[c]).Length);
            }
        }

        if (hasTitles)
        {
            AppendRow(text, widths, c => columns[c].Title);
        }

        foreach (string[] row in rows)
        {
            AppendRow(text, widths, c => Cell(row[c], c, decimals[c]));
        }
    }

    /// <summary>A number is filled at the right up to the longest fraction of its column.</summary>
    private string Cell(string cell, int column, int decimals) =>
        columns[column].Align == Align.Decimal ? cell + new string(' ', decimals - SignificantFormat.DecimalsOf(cell)) : cell;

    private void AppendRow(StringBuilder text, int[] widths, Func<int, string> cell)
    {
        int begin = text.Length;
        for (int c = 0; c < widths.Length; c++)
        {
            if (widths[c] > 0)
            {
                string written = cell(c);
                text.Append(c == 0 ? Indent : Gap);
                text.Append(columns[c].Align == Align.Left ? written.PadRight(widths[c]) : written.PadLeft(widths[c]));
            }
        }

        while (text.Length > begin && text[^1] == ' ')
        {
            text.Length--;
        }

        text.Append('\n');
    }
}
