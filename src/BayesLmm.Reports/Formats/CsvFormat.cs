using System.Text;
using BayesLmm.Diagnostics;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Formats;

/// <summary>
/// The numbers of a document as one tidy table, CSV by RFC 4180 with line feeds: a row for each row of each table and each fact, numbers at full precision, an
/// empty cell for a missing value. Sentences are left out.
/// </summary>
internal sealed class CsvFormat : IReportFormat
{
    /// <summary>Hidden characters that names do have: line ends and the marks of scripts that run from right to left.</summary>
    private const string Kept = "\t\r\n";

    /// <summary>What a field is quoted for.</summary>
    private const string Quoted = ",\"" + Kept + "\u2028\u2029\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff";

    /// <summary>The format's name.</summary>
    public const string Id = "csv";

    /// <inheritdoc/>
    public string Name => Id;

    /// <inheritdoc/>
    public string Write(ReportDocument document) => Write(document, withHeader: true);

    /// <summary>Writes a document, or more rows of one that was begun.</summary>
    /// <param name="document">The document.</param>
    /// <param name="withHeader">Whether the names of the columns come first.</param>
    public static string Write(ReportDocument document, bool withHeader)
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
        if (withHeader)
        {
            text.AppendJoin(',', fields).Append('\n');
        }

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

    /// <summary>
    /// A field as RFC 4180 has it. A name stays the name, also where a spreadsheet would take it for a formula: what is put in front of it would be read
    /// back as part of it. Only controls, which no name has on purpose, are written by their codes.
    /// </summary>
    internal static string Quote(string cell)
    {
        string visible = VisibleText.WithoutControls(cell, Kept);
        return visible.AsSpan().IndexOfAny(Quoted) < 0 ? visible : $"\"{visible.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
