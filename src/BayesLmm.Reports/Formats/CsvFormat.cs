using System.Text;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Formats;

/// <summary>
/// The numbers of a document as one tidy table, CSV by RFC 4180 with line feeds: a row for each row of each table and each fact, numbers at full precision, an
/// empty cell for a missing value. Sentences are left out.
/// </summary>
internal sealed class CsvFormat : IReportFormat
{
    /// <inheritdoc/>
    public string Name => "csv";

    /// <inheritdoc/>
    public string Write(ReportDocument document)
    {
        List<string> fields = [.. document.CsvFields];
        ReportTable[] tables =
            [.. document.Sections.Where(section => !section.IsOfThisRun).SelectMany(section => section.Blocks).Select(TableOf).OfType<ReportTable>()];
        foreach (string field in tables.SelectMany(table => table.Columns).Select(column => column.Field).OfType<string>())
        {
            if (!fields.Contains(field))
            {
                fields.Add(field);
            }
        }

        StringBuilder text = new();
        text.AppendJoin(',', fields).Append('\n');
        foreach (ReportTable table in tables)
        {
            int[] places = [.. fields.Select(field => IndexOf(table, field))];
            foreach (Cell[] row in table.Rows)
            {
                text.AppendJoin(',', places.Select((place, f) =>
                    place >= 0 ? Quote(row[place].Datum.Exact) : fields[f] == Field.Table ? table.Name : "")).Append('\n');
            }
        }

        return text.ToString();
    }

    private static ReportTable? TableOf(Block block) => block switch
    {
        ReportTable { IsForPeopleOnly: false } table => table,
        Facts facts => Document.TableOf.Items(facts.Table, facts.Items.Where(fact => fact.Term is not null))
            .Words(null, Field.Term, null, fact => fact.Term)
            .Numbers(null, Field.Estimate, null, fact => fact.Value)
            .Build(),
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
