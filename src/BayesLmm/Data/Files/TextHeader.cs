using System.IO.Compression;
using System.Text;

namespace BayesLmm.Data.Files;

/// <summary>
/// The separator and the columns' names as written, from the first line of a delimited text file. It is read before the database
/// reads the file, because the database renames columns that share a name and guesses another separator when lines do not fit.
/// </summary>
/// <param name="Separator">The separator: the commonest of comma, semicolon, tab and bar outside quotes.</param>
/// <param name="Names">The names, without quotes.</param>
/// <param name="Encoding">The encoding when it is not UTF-8, in words; otherwise null.</param>
internal sealed record TextHeader(char Separator, IReadOnlyList<string> Names, string? Encoding)
{
    private const int MostBytes = 1 << 20;
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>Reads the header, or null from an empty file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A compressed file is damaged.</exception>
    public static TextHeader? Read(string path)
    {
        using Stream file = File.OpenRead(path);
        using Stream stream = DataFormats.IsCompressed(path) ? new GZipStream(file, CompressionMode.Decompress) : file;
        byte[] bytes = ReadLine(stream);
        if (bytes.Length == 0)
        {
            return null;
        }

        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || bytes.AsSpan().Contains((byte)0))
        {
            bool marked = bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
            return new TextHeader(',', [], marked ? "in UTF-16" : "not text, or in UTF-16");
        }

        string line = System.Text.Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').TrimEnd('\r', '\n');
        char separator = Path.GetFileName(path).Contains(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : Commonest(line);
        return new TextHeader(separator, Split(line, separator), null);
    }

    /// <summary>The bytes up to the first line break outside quotes.</summary>
    private static byte[] ReadLine(Stream stream)
    {
        using MemoryStream line = new();
        Span<byte> buffer = stackalloc byte[4096];
        bool quoted = false;
        while (line.Length < MostBytes)
        {
            int read = stream.Read(buffer);
            if (read == 0)
            {
                break;
            }

            for (int i = 0; i < read; i++)
            {
                quoted ^= buffer[i] == '"';
                if (buffer[i] == '\n' && !quoted)
                {
                    line.Write(buffer[..(i + 1)]);
                    return line.ToArray();
                }
            }

            line.Write(buffer[..read]);
        }

        return line.ToArray();
    }

    private static char Commonest(string line) => Separators.MaxBy(separator => Split(line, separator).Count);

    private static List<string> Split(string line, char separator)
    {
        List<string> names = [];
        StringBuilder name = new();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                name.Append('"');
                i++;
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == separator && !quoted)
            {
                names.Add(name.ToString());
                name.Clear();
            }
            else
            {
                name.Append(line[i]);
            }
        }

        names.Add(name.ToString());
        return names;
    }
}
