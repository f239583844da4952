using BayesLmm.Data.Columns;
using BayesLmm.Data.Files;
using BayesLmm.Data.Files.DuckDb;
using BayesLmm.Diagnostics;

namespace BayesLmm;

/// <summary>
/// Reads tables from files: CSV and TSV (also compressed, <c>.gz</c>), Parquet and JSON, by extension. Numbers of every type become
/// numeric columns of doubles; text, truth values, dates and times become categorical columns with their levels in ordinal order. Missing
/// are null, NaN, the empty text and the text <c>NA</c>.
/// </summary>
public static class TableReader
{
    private const long SmallFile = 16_000_000;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns wanted, or null for all. Names that the file does not have are ignored; see
    /// <see cref="Table.SourceColumnNames"/>.</param>
    /// <returns>The table, named <paramref name="path"/>.</returns>
    /// <exception cref="ModelException">The file cannot be read as a table; the diagnostic, BL1001–BL1999, says why.</exception>
    public static Table Read(string path, IReadOnlyCollection<string>? columns = null) => Read(path, columns, null, null);

    /// <summary>Reads a file that a model text may name, so that diagnostics point into it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns wanted, or null for all.</param>
    /// <param name="source">The model text that names the file, or null.</param>
    /// <param name="span">Where <paramref name="source"/> names the file; or null.</param>
    internal static Table Read(string path, IReadOnlyCollection<string>? columns, SourceText? source, TextSpan? span)
    {
        DataDiagnostics diagnostics = new(source, span);
        DataFormat format = CheckFile(path, diagnostics);
        try
        {
            TextHeader? header = format == DataFormat.DelimitedText ? TextHeader.Read(path) ?? throw diagnostics.Empty(path) : null;
            if (header is not null)
            {
                CheckHeader(path, header, diagnostics);
            }

            bool isSmall = new FileInfo(path).Length < SmallFile;
            using DuckDbSession session = new(isSmall);
            Table table = header is null || (columns is not null && !isSmall)
                ? ReadSelected(session, path, FileQuery(path, format, header), columns)
                : ReadAll(session, path, header, columns);
            return table.RowCount > 0 || table.Columns.Count == 0 ? table : throw diagnostics.NoRows(path);
        }
        catch (DuckDbException exception) when (DuckDbMessage.IsOfEncoding(exception.Message))
        {
            throw diagnostics.NotUtf8(path, "not in UTF-8");
        }
        catch (DuckDbException exception)
        {
            throw diagnostics.Unreadable(path, DuckDbMessage.ToSentence(exception.Message));
        }
        catch (InexactNumberException exception)
        {
            throw diagnostics.Unreadable(path, exception.Reason);
        }
        catch (InvalidDataException)
        {
            throw diagnostics.Unreadable(path, "it is not compressed with gzip, or it is damaged.");
        }
        catch (UnauthorizedAccessException)
        {
            throw diagnostics.Unreadable(path, "permission was denied.");
        }
        catch (IOException exception)
        {
            throw diagnostics.Unreadable(path, exception.Message);
        }
    }

    private static DataFormat CheckFile(string path, DataDiagnostics diagnostics)
    {
        if (Directory.Exists(path))
        {
            throw diagnostics.IsFolder(path);
        }

        if (!File.Exists(path))
        {
            string folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
            if (!Directory.Exists(folder))
            {
                throw diagnostics.NotFound(path, missingFolder: folder);
            }

            string[] names = [.. Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
            string? nearest = NameSuggestion.Nearest(Path.GetFileName(path), names);
            throw diagnostics.NotFound(path, nearest is null ? null : path[..^Path.GetFileName(path).Length] + nearest);
        }

        DataFormat format = DataFormats.Of(path) ?? throw diagnostics.UnknownExtension(path, DataFormats.ExtensionOf(path));
        return new FileInfo(path).Length > 0 ? format : throw diagnostics.Empty(path);
    }

    private static void CheckHeader(string path, TextHeader header, DataDiagnostics diagnostics)
    {
        if (header.Encoding is { } encoding)
        {
            throw diagnostics.NotUtf8(path, encoding);
        }

        HashSet<string> seen = [];
        if (header.Names.FirstOrDefault(name => name.Length > 0 && !seen.Add(name)) is { } repeated)
        {
            throw diagnostics.SameName(path, repeated);
        }
    }

    /// <summary>A delimited file in one pass: its columns are whole numbers, doubles or text, and all are read without conversion.</summary>
    private static Table ReadAll(DuckDbSession session, string path, TextHeader header, IReadOnlyCollection<string>? wanted)
    {
        using DuckDbResult result = QueryText(session, path, header);
        return Build(path, result, NamesOf(result, header), wanted);
    }

    /// <summary>
    /// Types are guessed from the first 20480 rows. Where a later row does not fit, the guess is made from all of them; where that fails too,
    /// the file is read as text by its header alone, which fails with the number of the line that is wrong.
    /// </summary>
    private static DuckDbResult QueryText(DuckDbSession session, string path, TextHeader header)
    {
        string[] readings =
            ["", ", sample_size = -1", $", auto_detect = false, columns = {{{string.Join(", ", header.Names.Select((_, i) => $"'{i}': 'VARCHAR'"))}}}"];
        for (int i = 0; ; i++)
        {
            try
            {
                return session.Query("SELECT * FROM " + FileQuery(path, DataFormat.DelimitedText, header, readings[i]));
            }
            catch (DuckDbException) when (i < readings.Length - 1)
            {
            }
        }
    }

    /// <summary>Any format in two passes: first the columns' names and types, then only what is wanted, as doubles and text.</summary>
    private static Table ReadSelected(DuckDbSession session, string path, string file, IReadOnlyCollection<string>? wanted)
    {
        string[] names;
        List<string> selected = [];
        using (DuckDbResult schema = session.Query($"SELECT * FROM {file} LIMIT 0"))
        {
            names = [.. schema.Columns.Select(column => column.Name)];
            foreach (DuckDbColumn column in schema.Columns)
            {
                if (wanted is null || wanted.Contains(column.Name))
                {
                    string identifier = '"' + column.Name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
                    selected.Add($"CAST({identifier} AS {(column.IsNumeric ? "DOUBLE" : "VARCHAR")}) AS {identifier}");
                }
            }
        }

        if (selected.Count == 0)
        {
            return new Table(path, [], names);
        }

        using DuckDbResult result = session.Query($"SELECT {string.Join(", ", selected)} FROM {file}");
        Table table = Build(path, result, [.. result.Columns.Select(column => column.Name)], null);
        return new Table(path, table.Columns, names);
    }

    private static Table Build(string path, DuckDbResult result, string[] names, IReadOnlyCollection<string>? wanted)
    {
        ColumnBuilder?[] builders = new ColumnBuilder?[names.Length];
        for (int i = 0; i < builders.Length; i++)
        {
            if (wanted is null || wanted.Contains(names[i]))
            {
                builders[i] = result.Columns[i].IsNumeric ? new NumericBuilder() : new CategoricalBuilder();
            }
        }

        result.ReadInto(builders);
        return new Table(path, [.. builders.Select((builder, i) => builder?.ToColumn(names[i])).OfType<Column>()], names);
    }

    /// <summary>The names as the file writes them: the database changes names that differ in case only.</summary>
    private static string[] NamesOf(DuckDbResult result, TextHeader header) =>
        [.. result.Columns.Select((column, i) => i < header.Names.Count && header.Names[i].Length > 0 ? header.Names[i] : column.Name)];

    /// <summary>The database's expression for the file. Dates stay text as written, and decimal numbers are doubles, read exactly.</summary>
    private static string FileQuery(string path, DataFormat format, TextHeader? header, string reading = "")
    {
        string quoted = "'" + path.Replace("'", "''", StringComparison.Ordinal) + "'";
        return format switch
        {
            DataFormat.Parquet => $"read_parquet({quoted})",
            DataFormat.Json => $"read_json({quoted})",
            _ => $"read_csv({quoted}, delim = '{header!.Separator}', quote = '\"', escape = '\"', header = true, skip = 0, "
                + $"nullstr = ['', 'NA'], auto_type_candidates = ['BIGINT', 'DOUBLE', 'VARCHAR']{reading})",
        };
    }
}
