using System.Text;
using BayesLmm.Cli.Reports.Documents;

namespace BayesLmm.Cli.Reports.Csv;

/// <summary>
/// Renders the numbers of a document as one tidy table, CSV by RFC 4180 with line feeds: a row for each row of each table and each fact, numbers as they were computed, an empty cell for
/// what does not exist.
/// </summary>
internal static class CsvRenderer
{
    /// <summary>The whole document; sentences are left out.</summary>
    public static string Render(Document document)
    {
        List<string> fields = [.. document.CsvFields];
        ReportTable[] tables = [.. document.Sections.SelectMany(section => section.Blocks).Select(TableOf).OfType<ReportTable>()];
        foreach (ReportColumn column in tables.SelectMany(table => table.Columns))
        {
            if (!fields.Contains(column.Field))
            {
                fields.Add(column.Field);
            }
        }

        StringBuilder text = new();
        text.AppendJoin(',', fields).Append('\n');
        foreach (ReportTable table in tables)
        {
            int[] places = [.. fields.Select(field => IndexOf(table, field))];
            foreach (Cell[] row in table.Rows)
            {
                text.AppendJoin(',', places.Select((place, f) => place >= 0 ? Quote(row[place].Exact) : fields[f] == Field.Table ? table.Name : "")).Append('\n');
            }
        }

        return text.ToString();
    }

    private static ReportTable? TableOf(Block block) => block switch
    {
        ReportTable { IsForPeopleOnly: false } table => table,
        Facts facts => new ReportTable(
            facts.Table,
            [ReportColumn.Words("", Field.Term), ReportColumn.Numbers("", Field.Estimate)],
            [.. facts.Items.Select(fact => (Cell[])[Cell.Words(fact.Term), fact.Value])]),
        _ => null,
    };

    private static int IndexOf(ReportTable table, string field)
    {
        for (int c = 0; c < table.Columns.Count; c++)
        {
            if (table.Columns[c].Field == field)
            {
                return c;
            }
        }

        return -1;
    }

    private static string Quote(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
