using System.Text;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Formats;

/// <summary>
/// A table of text: aligned columns, indented, without rules. Columns that are empty in every row are left out. A title may have several lines.
/// </summary>
internal sealed class TextTable(params IReadOnlyList<(string Title, Align Align)> columns)
{
    private const string Gap = "  ";

    private readonly List<string[]> rows = [];

    /// <summary>The indentation of every line.</summary>
    public string Indent { get; init; } = "  ";

    /// <summary>For each column the name of a group of columns that begins with it, or nothing; the names are in a line above the titles.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Adds a row; as many cells as columns.</summary>
    public void Add(params string[] cells) => rows.Add(cells);

    /// <summary>Writes the table, titles first unless all are empty.</summary>
    public void AppendTo(StringBuilder text)
    {
        int[] widths = new int[columns.Count], decimals = new int[columns.Count];
        string[][] titles = [.. columns.Select(column => column.Title.Split('\n'))];
        for (int c = 0; c < columns.Count; c++)
        {
            bool isEmpty = true;
            foreach (string[] row in rows)
            {
                isEmpty &= row[c].Length == 0;
                decimals[c] = Math.Max(decimals[c], SignificantFormat.DecimalsOf(row[c]));
            }

            widths[c] = isEmpty ? 0 : titles[c].Max(line => line.Length);
            foreach (string[] row in rows)
            {
                widths[c] = Math.Max(widths[c], Cell(row[c], c, decimals[c]).Length);
            }
        }

        AppendGroups(text, widths);
        int lines = columns.Any(column => column.Title.Length > 0) ? titles.Max(title => title.Length) : 0;
        for (int line = lines; line > 0; line--)
        {
            AppendRow(text, widths, c => line <= titles[c].Length ? titles[c][^line] : "");
        }

        foreach (string[] row in rows)
        {
            AppendRow(text, widths, c => Cell(row[c], c, decimals[c]));
        }
    }

    /// <summary>
    /// The names of groups, each from the left end of its first column on; its last column is widened where a name is longer than its columns.
    /// </summary>
    private void AppendGroups(StringBuilder text, int[] widths)
    {
        int begin = text.Length;
        for (int c = 0; c < Groups.Count;)
        {
            int end = c + 1;
            while (end < Groups.Count && Groups[end].Length == 0)
            {
                end++;
            }

            int width = 0, last = c;
            for (int i = c; i < end; i++)
            {
                width += widths[i] == 0 ? 0 : widths[i] + (width > 0 ? Gap.Length : 0);
                last = widths[i] == 0 ? last : i;
            }

            int missing = Math.Max(0, Groups[c].Length - width);
            widths[last] += missing;
            text.Append(c == 0 ? Indent : Gap).Append(Groups[c].PadRight(width + missing));
            c = end;
        }

        EndLine(text, begin);
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

        EndLine(text, begin);
    }

    /// <summary>Ends a line without trailing blanks; an empty line is left out.</summary>
    private static void EndLine(StringBuilder text, int begin)
    {
        bool isEmpty = text.Length == begin;
        while (text.Length > begin && text[^1] == ' ')
        {
            text.Length--;
        }

        text.Append(isEmpty ? "" : "\n");
    }
}
