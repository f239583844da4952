using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using DuckDB.NET.Data;

namespace BayesLmm.Cli.Tests.Advice;

/// <summary>Writes a table once more, in another format.</summary>
internal static class TableCopies
{
    /// <summary>The formats.</summary>
    public static readonly string[] Formats = ["tsv", "csv.gz", "json", "ndjson", "parquet"];

    /// <summary>The path of a copy.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="path">The table.</param>
    /// <param name="format">The extension of the copy, without the dot.</param>
    public static string Make(ScratchFolder folder, string path, string format)
    {
        Table table = TableReader.Read(path);
        string copy = folder.PathOf("copy." + format);
        switch (format)
        {
            case "parquet":
                using (DuckDBConnection connection = new("Data Source=:memory:"))
                {
                    connection.Open();
                    using DuckDBCommand command = connection.CreateCommand();
                    string source = Sql(Delimited(folder, table));
                    string rows = $"read_csv({source}, header = true, delim = ',', quote = '\"', escape = '\"')";
                    command.CommandText = $"COPY (SELECT * FROM {rows}) TO {Sql(copy)} (FORMAT parquet)";
                    command.ExecuteNonQuery();
                }

                break;
            case "csv.gz":
                using (GZipStream gzip = new(File.Create(copy), CompressionLevel.Fastest))
                {
                    gzip.Write(Encoding.UTF8.GetBytes(Delimited(table, ',')));
                }

                break;
            case "tsv":
                File.WriteAllText(copy, Delimited(table, '\t'));
                break;
            default:
                string[] objects = [.. Enumerable.Range(0, table.RowCount)
                    .Select(row => "{" + string.Join(",", table.Columns.Select(column => Field(column, row))) + "}")];
                File.WriteAllText(copy, format == "json" ? "[" + string.Join(",\n", objects) + "]" : string.Join('\n', objects));
                break;
        }

        return copy;
    }

    private static string Delimited(ScratchFolder folder, Table table) => folder.Write("source.csv", Delimited(table, ','));

    private static string Delimited(Table table, char separator)
    {
        StringBuilder text = new();
        text.AppendJoin(separator, table.Columns.Select(column => Quoted(column.Name))).Append('\n');
        for (int row = 0; row < table.RowCount; row++)
        {
            text.AppendJoin(separator, table.Columns.Select(column => column.Number(row) is { } number ? Text(number) : Quoted(column.Level(row) ?? "")));
            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Field(Column column, int row) =>
        JsonSerializer.Serialize(column.Name) + ":" + (column.Number(row) is { } number ? Text(number) : JsonSerializer.Serialize(column.Level(row)));

    private static string Quoted(string cell) =>
        cell.Length == 0 || cell.All(char.IsLetterOrDigit) ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Sql(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
