using System.Data;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace BayesLmm.Tests.Data;

/// <summary>One table of cells in every format that is read.</summary>
internal static class TableFormats
{
    /// <summary>The names of the formats; <c>reader</c> is an <see cref="IDataReader"/>.</summary>
    public static readonly string[] All = ["csv", "tsv", "csv.gz", "json", "ndjson", "parquet", "reader"];

    /// <summary>The formats, one a test.</summary>
    public static TheoryData<string> OneATest => [.. All];

    /// <summary>The cells of a CSV file none of which needs its quotes, with the names first.</summary>
    public static string[][] Cells(string path) => [.. File.ReadLines(path).Select(line => line.Replace("\"", "", StringComparison.Ordinal).Split(','))];

    /// <summary>Writes cells in a format and reads them.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="format">The format.</param>
    /// <param name="cells">The names, then the rows; an empty cell is missing.</param>
    /// <param name="numbers">The columns that a format with types holds as numbers: whole ones where all are whole. The others are text.</param>
    public static Table Read(ScratchFolder folder, string format, IReadOnlyList<string[]> cells, params string[] numbers)
    {
        string[] names = cells[0];
        string[][] rows = [.. cells.Skip(1)];
        return format switch
        {
            "csv" or "tsv" => TableReader.Read(folder.Write("t." + format, Delimited(cells, format == "csv" ? ',' : '\t'))),
            "csv.gz" => TableReader.Read(folder.Write("t.csv.gz", Compressed(Delimited(cells, ';')))),
            "json" => TableReader.Read(folder.Write("t.json", "[" + string.Join(",\n", rows.Select(row => Json(names, row, numbers))) + "]")),
            "ndjson" => TableReader.Read(folder.Write("t.ndjson", string.Join('\n', rows.Select(row => Json(names, row, numbers))))),
            "parquet" => TableReader.Read(Parquet(folder, cells, numbers)),
            "reader" => ReadReader(names, rows, numbers),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "no such format"),
        };
    }

    private static string Delimited(IEnumerable<string[]> cells, char separator)
    {
        StringBuilder text = new();
        foreach (string[] row in cells)
        {
            text.AppendJoin(separator, row.Select(cell => cell.Contains(separator) ? $"\"{cell}\"" : cell)).Append('\n');
        }

        return text.ToString();
    }

    private static byte[] Compressed(string text)
    {
        using MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    private static string Json(string[] names, string[] row, string[] numbers) => "{" + string.Join(",", row.Select((cell, i) =>
        System.Text.Json.JsonSerializer.Serialize(names[i]) + ":"
            + (cell.Length == 0 ? "null" : numbers.Contains(names[i]) ? cell : System.Text.Json.JsonSerializer.Serialize(cell)))) + "}";

    private static string Parquet(ScratchFolder folder, IReadOnlyList<string[]> cells, string[] numbers)
    {
        string source = folder.Write("source.csv", Delimited(cells, ',')).Replace("'", "''", StringComparison.Ordinal);
        string columns = string.Join(", ", cells[0].Select(name =>
            !numbers.Contains(name) ? $"\"{name}\"" : $"\"{name}\"::{(IsWhole(cells, name) ? "BIGINT" : "DOUBLE")} AS \"{name}\""));
        return ParquetFiles.Write(folder.PathOf("t.parquet"), $"SELECT {columns} FROM read_csv('{source}', all_varchar = true, header = true, delim = ',')");
    }

    private static Table ReadReader(string[] names, string[][] rows, string[] numbers)
    {
        using DataTable table = new();
        foreach (string name in names)
        {
            table.Columns.Add(name, !numbers.Contains(name) ? typeof(string) : IsWhole([names, .. rows], name) ? typeof(long) : typeof(double));
        }

        foreach (string[] row in rows)
        {
            table.Rows.Add([.. row.Select((cell, i) => Value(cell, table.Columns[i].DataType))]);
        }

        using DataTableReader reader = table.CreateDataReader();
        return Table.FromReader(reader, "reader");
    }

    private static object Value(string cell, Type type) => cell.Length == 0 ? DBNull.Value
        : type == typeof(long) ? long.Parse(cell, CultureInfo.InvariantCulture)
        : type == typeof(double) ? double.Parse(cell, CultureInfo.InvariantCulture)
        : cell;

    private static bool IsWhole(IReadOnlyList<string[]> cells, string name)
    {
        int column = Array.IndexOf(cells[0], name);
        return cells.Skip(1).Select(row => row[column])
            .All(cell => cell.Length == 0 || long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
    }
}
