using BayesLmm.Data.Cells;
using BayesLmm.Data.Columns;
using BayesLmm.Data.Files.Formats;
using DuckDB.NET.Native;

namespace BayesLmm.Data.Files.DuckDb;

/// <summary>
/// Reads Parquet by DuckDB. Whole numbers that a double cannot hold, and decimal numbers of fixed point, come as their digits, so that none is rounded before
/// its column is known to be numbers.
/// </summary>
internal static class ParquetFile
{
    /// <summary>Below this size one thread reads.</summary>
    private const long SmallFile = 16_000_000;

    /// <summary>Reads the file; also returns its number of rows.</summary>
    /// <param name="path">The file, a path as it stands.</param>
    /// <param name="wanted">The columns wanted, or null for all.</param>
    /// <exception cref="UnreadableException">The file is no Parquet file, or it is damaged.</exception>
    public static (Table Table, int Rows) Read(string path, IReadOnlyCollection<string>? wanted)
    {
        CheckMark(path);
        try
        {
            return ReadMarked(path, wanted);
        }
        catch (DuckDbException)
        {
            throw new UnreadableException("it is damaged, or it needs more memory than there is.");
        }
    }

    /// <summary>A Parquet file begins and ends with the same four letters.</summary>
    private static void CheckMark(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> mark = stackalloc byte[4];
        for (int end = 0; end < 2; end++)
        {
            file.Seek(end == 0 ? 0 : Math.Max(file.Length - mark.Length, 0), SeekOrigin.Begin);
            if (file.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false) < mark.Length || !mark.SequenceEqual("PAR1"u8))
            {
                throw new UnreadableException(end == 0 ? "it is no Parquet file." : "it is no whole Parquet file; its end is missing.");
            }
        }
    }

    private static (Table Table, int Rows) ReadMarked(string path, IReadOnlyCollection<string>? wanted)
    {
        using DuckDbSession session = new(isSmall: new FileInfo(path).Length < SmallFile);
        string file = $"read_parquet({SqlText.Path(path)}, hive_partitioning = false)";
        DuckDbColumn[] all;
        using (DuckDbResult schema = session.Query($"SELECT * FROM {file} LIMIT 0"))
        {
            all = [.. schema.Columns];
        }

        string[] names = NamesInFile(session, path, Array.ConvertAll(all, column => column.Name));
        int[] places = [.. Enumerable.Range(0, all.Length).Where(place => wanted is null || wanted.Contains(names[place]))];
        DuckDbColumn[] selected = Array.ConvertAll(places, place => all[place]);
        int rows = CountOf(session, file);
        if (selected.Length == 0)
        {
            return (new Table(path, [], names), rows);
        }

        CellBuilder[] builders = Array.ConvertAll(selected, column => column.IsNumeric ? CellBuilder.ForNumbers() : CellBuilder.ForText());
        Fill(session, file, selected, builders);
        if (builders.Any(builder => builder.IsText))
        {
            int[] texts = [.. Enumerable.Range(0, builders.Length).Where(i => builders[i].IsText)];
            CellBuilder[] again = Array.ConvertAll(texts, _ => CellBuilder.ForText());
            Fill(session, file, Array.ConvertAll(texts, i => new DuckDbColumn(selected[i].Name, DuckDBType.Varchar)), again);
            for (int i = 0; i < texts.Length; i++)
            {
                builders[texts[i]] = again[i];
            }
        }

        Column[] columns = [.. builders.Select((builder, i) => builder.ToColumn(names[places[i]], lines: null, isTyped: !selected[i].IsNumeric))];
        return (new Table(path, columns, names), rows);
    }

    /// <summary>
    /// The names that the file gives its columns. DuckDB does not tell capitals apart and appends a number to the second of two: <c>X</c> and <c>x</c> are
    /// <c>X</c> and <c>x_1</c> there, so that its names may even be those of other columns.
    /// </summary>
    private static string[] NamesInFile(DuckDbSession session, string path, string[] names)
    {
        if (!names.Any(name => name.Contains('_') && char.IsAsciiDigit(name[^1])))
        {
            return names;
        }

        // The schema is a tree in depth-first order: its root, and behind each node the children of which it tells the number. A letter keeps NA a name.
        CellBuilder labels = CellBuilder.ForText(), children = CellBuilder.ForNumbers();
        using (DuckDbResult schema = session.Query(
            $"SELECT 'n' || name, CAST(coalesce(num_children, 0) AS BIGINT) FROM parquet_schema({SqlText.Path(path)})"))
        {
            schema.ReadInto([labels, children]);
        }

        Column nodes = labels.ToColumn("name", lines: null), counts = children.ToColumn("children", lines: null);
        List<string> found = [];
        for (int node = 1; node < nodes.Length;)
        {
            found.Add(nodes.Level(node)![1..]);
            for (double open = 1; open > 0 && node < nodes.Length; node++)
            {
                open += counts.Number(node)!.Value - 1;
            }
        }

        string? twice = found.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(alike => alike.Count() > 1)?.Key;
        return twice is not null ? throw new SameNameException(twice) : found.Count == names.Length ? [.. found] : names;
    }

    private static int CountOf(DuckDbSession session, string file)
    {
        CellBuilder count = CellBuilder.ForNumbers();
        using DuckDbResult result = session.Query($"SELECT count(*) FROM {file}");
        result.ReadInto([count]);
        return (int)((NumericColumn)count.ToColumn("count", lines: null)).Values[0];
    }

    private static void Fill(DuckDbSession session, string file, DuckDbColumn[] columns, CellBuilder[] builders)
    {
        string selection = string.Join(", ", columns.Select(column => $"CAST({SqlText.Name(column.Name)} AS {TypeToRead(column)})"));
        using DuckDbResult result = session.Query($"SELECT {selection} FROM {file}");
        result.ReadInto(builders);
    }

    private static string TypeToRead(DuckDbColumn column) => column.Type switch
    {
        DuckDBType.Float or DuckDBType.Double => "DOUBLE",
        DuckDBType.TinyInt or DuckDBType.SmallInt or DuckDBType.Integer or DuckDBType.BigInt
            or DuckDBType.UnsignedTinyInt or DuckDBType.UnsignedSmallInt or DuckDBType.UnsignedInteger => "BIGINT",
        _ => "VARCHAR",
    };
}
