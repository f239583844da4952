using BayesLmm.Data.Cells;
using BayesLmm.Data.Files;
using BayesLmm.Data.Files.Delimited;
using BayesLmm.Data.Files.DuckDb;
using BayesLmm.Data.Files.Formats;
using BayesLmm.Data.Files.Json;
using BayesLmm.Data.Readings;
using BayesLmm.Diagnostics;

namespace BayesLmm;

/// <summary>
/// Reads tables from files: CSV and TSV (also compressed, <c>.gz</c>), Parquet and JSON, by extension. All rows of a file decide what a
/// column is: numbers become numeric columns of doubles; text, truth values, dates, times, and whole numbers with leading zeros or beyond 2⁵³, which are
/// identifiers, become categorical columns with their levels in ordinal order. Missing are null, NaN, the empty text and the text <c>NA</c>; in a column of
/// numbers also what other programs write for a missing value, such as a point alone.
/// </summary>
public static class TableReader
{
    private const string Changed = "it changed while it was read. Read it when nothing writes to it, or read a copy.";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns wanted, or null for all. Names that the file does not have are ignored; see
    /// <see cref="Table.SourceColumnNames"/>.</param>
    /// <returns>The table, named <paramref name="path"/>.</returns>
    /// <exception cref="ModelException">The file cannot be read as a table; the diagnostic, BL1001–BL1999, says why.</exception>
    public static Table Read(string path, IReadOnlyCollection<string>? columns = null) => Read(path, columns, null, null);

    /// <summary>Reads the columns that a model uses from a file whose numbers are written as the model's <c>data</c> statement says.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model.</param>
    /// <returns>The table, named <paramref name="path"/>.</returns>
    /// <exception cref="ModelException">The file cannot be read as a table; the diagnostic, BL1001–BL1999, says why.</exception>
    public static Table Read(string path, Model model) => Read(path, model.Columns, null, null, DataConventions.Of(model).NotationToRead);

    /// <summary>Reads a file that a model text may name, so that diagnostics point into it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns wanted, or null for all.</param>
    /// <param name="source">The model text that names the file, or null.</param>
    /// <param name="span">Where <paramref name="source"/> names the file; or null.</param>
    /// <param name="notation">How numbers are written; null with a decimal point.</param>
    internal static Table Read(
        string path, IReadOnlyCollection<string>? columns, SourceText? source, TextSpan? span, NumberNotation? notation = null)
    {
        DataDiagnostics diagnostics = new(source, span);
        (long, DateTime) before = State(path);
        try
        {
            DataFormat format = CheckFile(path, diagnostics);
            (Table table, int rows) = format switch
            {
                DataFormat.Parquet => ParquetFile.Read(path, columns),
                DataFormat.Json => JsonFile.Read(path, columns, notation ?? NumberNotation.Plain),
                _ => DelimitedFile.Read(path, columns, notation ?? NumberNotation.Plain) ?? throw diagnostics.Empty(path),
            };
            return State(path) != before ? throw new UnreadableException(Changed) : rows > 0 ? table : throw diagnostics.NoRows(path);
        }
        catch (Exception exception) when ((exception is ModelException or UnreadableException or EncodingException or SameNameException or IOException
            or InvalidDataException) && State(path) != before)
        {
            throw diagnostics.Unreadable(path, Changed);
        }
        catch (EncodingException exception)
        {
            throw diagnostics.NotUtf8(path, exception.Message);
        }
        catch (SameNameException exception)
        {
            throw diagnostics.SameName(path, exception.Message);
        }
        catch (UnreadableException exception)
        {
            throw diagnostics.Unreadable(path, exception.Message);
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

    /// <summary>What changes when somebody writes to a file; a file is read more than once, and each time must be the same.</summary>
    private static (long Length, DateTime Written) State(string path) => path.Contains('\0') || new FileInfo(path) is not { Exists: true } file
        ? default
        : (file.Length, file.LastWriteTimeUtc);

    private static DataFormat CheckFile(string path, DataDiagnostics diagnostics)
    {
        if (path.Contains('\0'))
        {
            throw diagnostics.NotAName(path);
        }

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
}
