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
    private const string SeparatedByBlanks = "its columns seem to be separated by blanks; separate them by commas, semicolons or tabs.";

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

        if (line.Contains('"', StringComparison.Ordinal) && CountOutsideQuotes(line.TrimEnd(), ' ') > 0
            && Separators.All(mark => CountOutsideQuotes(line, mark) == 0))
        {
            throw new UnreadableException(SeparatedByBlanks);
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
        CheckNames(names, reader);
        return Complete(names);
    }

    /// <summary>Refuses a first line of data, and columns that are separated by blanks.</summary>
    private static void CheckNames(List<string> names, CellReader reader)
    {
        string[] numbers = [.. names.Where(name => NumberText.Parse(name, out _) != NumberForm.None)];
        bool hasDecimal = numbers.Any(number => NumberText.Parse(number, out double value) == NumberForm.Decimal || value < 0);
        if (numbers.Length > 0 && (numbers.Length == names.Count || (hasDecimal && 2 * numbers.Length >= names.Count)))
        {
            throw new UnreadableException(
                $"line 1 holds numbers such as '{numbers[0]}' where the names of the columns are expected; write a line with the names before it.");
        }

        if (names.Count == 1 && Words(names[0]) is > 1 and var words)
        {
            int end;
            while ((end = reader.Ahead.IndexOfAny((byte)'\n', (byte)'\r')) < 0 && reader.Ahead.Length < MostBytes && reader.Fill())
            {
            }

            int next = Words(Encoding.UTF8.GetString(end < 0 ? reader.Ahead : reader.Ahead[..end]));
            if (next == words || next == words + 1)
            {
                throw new UnreadableException(SeparatedByBlanks);
            }
        }
    }

    private static int Words(string line) => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length;

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
