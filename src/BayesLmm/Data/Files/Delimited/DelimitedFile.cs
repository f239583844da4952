using System.IO.Compression;
using BayesLmm.Data.Cells;
using BayesLmm.Data.Columns;
using BayesLmm.Data.Files.Formats;

namespace BayesLmm.Data.Files.Delimited;

/// <summary>
/// Reads a delimited file in one pass over its bytes, without making a text of a cell. The columns that turn out to be text after they have begun as numbers
/// are read in a second pass.
/// </summary>
internal static class DelimitedFile
{
    /// <summary>Reads the file; also returns its number of rows. Null when it is empty.</summary>
    /// <param name="path">The file, a path as it stands.</param>
    /// <param name="wanted">The columns wanted, or null for all.</param>
    /// <param name="notation">How numbers are written.</param>
    /// <exception cref="UnreadableException">A line does not fit the columns.</exception>
    /// <exception cref="EncodingException">The file is not in UTF-8.</exception>
    /// <exception cref="SameNameException">Two columns have one name.</exception>
    public static (Table Table, int Rows)? Read(string path, IReadOnlyCollection<string>? wanted, NumberNotation notation)
    {
        using CellFile first = new(path);
        if (first.Names is not { } names)
        {
            return null;
        }

        CellBuilder?[] builders = Array.ConvertAll(names, name => wanted is null || wanted.Contains(name) ? new CellBuilder(notation) : null);
        (SourceLines lines, int rows) = first.ReadRows(builders);
        if (builders.Any(builder => builder is { IsText: true }))
        {
            using CellFile second = new(path);
            CellBuilder?[] texts = Array.ConvertAll(builders, builder => builder is { IsText: true } ? CellBuilder.ForText() : null);
            second.ReadRows(texts);
            builders = [.. builders.Select((builder, i) => texts[i] ?? builder)];
        }

        return (new Table(path, [.. builders.Select((builder, i) => builder?.ToColumn(names[i], lines)).OfType<Column>()], names), rows);
    }

    /// <summary>An open file behind its header.</summary>
    private sealed class CellFile : IDisposable
    {
        private readonly Stream stream;
        private readonly CellReader reader;

        public CellFile(string path)
        {
            FileStream file = File.OpenRead(path);
            stream = DataFormats.IsCompressed(path) ? new GZipStream(file, CompressionMode.Decompress) : file;
            try
            {
                reader = new CellReader(stream);
                Names = DelimitedHeader.Read(reader, Path.GetFileName(path).Contains(".tsv", StringComparison.OrdinalIgnoreCase));
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        }

        /// <summary>The columns' names; null when the file is empty.</summary>
        public string[]? Names { get; }

        /// <summary>Reads all rows; returns their lines and their number.</summary>
        /// <param name="columns">Receive the cells, one for each column; null for an unwanted one.</param>
        public (SourceLines Lines, int Rows) ReadRows(CellBuilder?[] columns)
        {
            SourceLines lines = new();
            CellEnd ending = CellEnd.Separator;
            int row = 0;
            while (ending != CellEnd.File)
            {
                int line = reader.Line, count = 0;
                ending = reader.Next(out ReadOnlySpan<byte> cell, out bool isQuoted);
                if (ending != CellEnd.Separator && cell.IsEmpty && !isQuoted && (ending == CellEnd.File || columns.Length > 1))
                {
                    // An empty line; of a single column it is a missing value.
                    continue;
                }

                lines.Add(row++, line);
                while (true)
                {
                    if (count < columns.Length)
                    {
                        columns[count]?.Add(cell);
                    }

                    count++;
                    if (ending != CellEnd.Separator)
                    {
                        break;
                    }

                    ending = reader.Next(out cell, out _);
                }

                if (count != columns.Length)
                {
                    throw new UnreadableException($"line {line}: expected {Columns(columns.Length)}, found {count}.");
                }
            }

            return (lines, row);
        }

        public void Dispose() => stream.Dispose();

        private static string Columns(int count) => count == 1 ? "1 column" : $"{count} columns";
    }
}
