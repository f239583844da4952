using System.Globalization;
using System.Text;
using System.Text.Unicode;
using BayesLmm.Data.Cells;
using BayesLmm.Data.Files.Formats;

namespace BayesLmm.Data.Files.Delimited;

/// <summary>The first line of a delimited file: the separator and the columns' names as written.</summary>
internal static class DelimitedHeader
{
    private const int MostBytes = 1 << 20;
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>Reads the header and sets the reader's separator; null when the file is empty.</summary>
    /// <param name="reader">The reader, at the beginning of the file.</param>
    /// <param name="isTabbed">Whether the file's name says that tabs separate its cells.</param>
    /// <exception cref="EncodingException">The file is not in UTF-8.</exception>
    /// <exception cref="SameNameException">Two columns have one name.</exception>
    public static string[]? Read(CellReader reader, bool isTabbed)
    {
        string line = FirstLine(reader);
        if (reader.Ahead.StartsWith("\uFEFF"u8))
        {
            reader.Skip("\uFEFF"u8.Length);
        }

        if (reader.Ahead.IsEmpty)
        {
            return null;
        }

        char? named = SeparatorOf(line);
        reader.Separator = (byte)(named ?? (isTabbed ? '\t' : Commonest(line)));
        if (named is not null)
        {
            // Excel's line 'sep=;' has at most two cells.
            while (reader.Next(out _, out _) == CellEnd.Separator)
            {
            }
        }

        List<string> names = [];
        CellEnd ending;
        do
        {
            ending = reader.Next(out ReadOnlySpan<byte> cell, out _);
            names.Add(Utf8.IsValid(cell) ? Encoding.UTF8.GetString(cell) : throw new EncodingException("not in UTF-8"));
        }
        while (ending == CellEnd.Separator);
        return Complete(names);
    }

    /// <summary>The first line; of a line in which quotes hold line breaks all of it.</summary>
    private static string FirstLine(CellReader reader)
    {
        int searched = 0;
        bool isQuoted = false;
        while (reader.Ahead.Length < MostBytes && reader.Fill())
        {
            for (; searched < reader.Ahead.Length; searched++)
            {
                byte sign = reader.Ahead[searched];
                isQuoted ^= sign == '"';
                if (sign is (byte)'\n' or (byte)'\r' && !isQuoted)
                {
                    return Text(reader.Ahead[..searched]);
                }
            }
        }

        return Text(reader.Ahead);
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        EncodingException.ThrowIfUtf16(bytes);
        return bytes.Contains((byte)0) ? throw new EncodingException("not text, or in UTF-16")
            : Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
    }

    /// <summary>The separator of a first line <c>sep=;</c>, which Excel reads and writes; null when the line is another.</summary>
    private static char? SeparatorOf(string line) =>
        line.Trim('"') is [var s, var e, var p, '=', < '\u0080' and var separator] && $"{s}{e}{p}".Equals("sep", StringComparison.OrdinalIgnoreCase)
            ? separator
            : null;

    private static char Commonest(string line) => Separators.MaxBy(separator => CountOutsideQuotes(line, separator));

    private static int CountOutsideQuotes(string line, char separator)
    {
        int count = 0;
        bool isQuoted = false;
        foreach (char sign in line)
        {
            isQuoted ^= sign == '"';
            count += sign == separator && !isQuoted ? 1 : 0;
        }

        return count;
    }

    /// <summary>The names, those left empty made up by their place from 0.</summary>
    private static string[] Complete(List<string> names)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        int digits = (names.Count - 1).ToString(CultureInfo.InvariantCulture).Length;
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i].Length == 0)
            {
                names[i] = "column" + i.ToString($"D{digits}", CultureInfo.InvariantCulture);
            }

            if (!seen.Add(names[i]))
            {
                throw new SameNameException(names[i]);
            }
        }

        return [.. names];
    }
}
