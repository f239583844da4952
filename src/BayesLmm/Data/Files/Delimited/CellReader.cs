using System.Text;
using BayesLmm.Data.Files.Formats;

namespace BayesLmm.Data.Files.Delimited;

/// <summary>What follows a cell.</summary>
internal enum CellEnd
{
    /// <summary>Another cell of the row.</summary>
    Separator,

    /// <summary>The next line.</summary>
    Line,

    /// <summary>Nothing.</summary>
    File,
}

/// <summary>
/// Splits delimited text into cells (RFC 4180): cells in double quotes may hold separators, line breaks and doubled quotes; a line ends in LF, CR LF or CR.
/// </summary>
internal sealed class CellReader(Stream stream)
{
    private const int FirstBuffer = 1 << 17;

    private byte[] buffer = new byte[FirstBuffer];
    private byte[] unescaped = [];
    private int position, end;
    private bool isEnded, skipsLineFeed;

    /// <summary>The separator.</summary>
    public byte Separator { get; set; } = (byte)',';

    /// <summary>The line that is read next, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>The bytes that come next, as far as they are there.</summary>
    public ReadOnlySpan<byte> Ahead => buffer.AsSpan(position, end - position);

    /// <summary>Reads more bytes behind those ahead, which keep their order; false at the end of the file.</summary>
    public bool Fill()
    {
        if (isEnded)
        {
            return false;
        }

        if (position > 0)
        {
            Ahead.CopyTo(buffer);
            (position, end) = (0, end - position);
        }
        else if (end == buffer.Length)
        {
            if (buffer.Length >= Array.MaxLength / 2)
            {
                throw new UnreadableException($"line {Line}: a cell is longer than 1 GB.");
            }

            Array.Resize(ref buffer, 2 * buffer.Length);
        }

        int read = stream.Read(buffer, end, buffer.Length - end);
        isEnded = read == 0;
        end += read;
        return read > 0;
    }

    /// <summary>Leaves out some of the bytes ahead.</summary>
    public void Skip(int bytes) => position += bytes;

    /// <summary>Reads the next cell.</summary>
    /// <param name="cell">The cell without its quotes; valid until the next call.</param>
    /// <param name="isQuoted">Whether it stands in quotes.</param>
    public CellEnd Next(out ReadOnlySpan<byte> cell, out bool isQuoted)
    {
        SkipLineFeed();
        isQuoted = (position < end || Fill()) && buffer[position] == '"';
        return isQuoted ? Quoted(out cell) : Plain(out cell);
    }

    private CellEnd Plain(out ReadOnlySpan<byte> cell)
    {
        int searched = 0;
        while (true)
        {
            int stop = buffer.AsSpan(position + searched, end - position - searched).IndexOfAny(Separator, (byte)'\n', (byte)'\r');
            if (stop >= 0)
            {
                cell = buffer.AsSpan(position, searched + stop);
                position += searched + stop;
                return TakeStop();
            }

            searched = end - position;
            if (!Fill())
            {
                cell = Ahead;
                position = end;
                return CellEnd.File;
            }
        }
    }

    private CellEnd Quoted(out ReadOnlySpan<byte> cell)
    {
        int line = Line, doubled = 0, searched = 1;
        while (true)
        {
            int quote = Ahead[searched..].IndexOf((byte)'"');
            searched = quote < 0 ? Ahead.Length : searched + quote;
            bool hasNext = searched + 1 < Ahead.Length;
            if (quote >= 0 && hasNext && Ahead[searched + 1] == '"')
            {
                doubled++;
                searched += 2;
            }
            else if (quote >= 0 && (hasNext || isEnded))
            {
                break;
            }
            else if (!Fill() && quote < 0)
            {
                throw new UnreadableException($"line {line}: value with unterminated quote found.");
            }
        }

        ReadOnlySpan<byte> inner = Ahead[1..searched];
        Line += inner.Contains((byte)'\n') ? inner.Count((byte)'\n') : inner.Count((byte)'\r');
        cell = doubled == 0 ? inner : Unescape(inner);
        position += searched + 1;
        if (position == end && isEnded)
        {
            return CellEnd.File;
        }

        return position < end && (buffer[position] == Separator || buffer[position] is (byte)'\n' or (byte)'\r')
            ? TakeStop()
            : throw new UnreadableException($"line {line}: text stands behind the closing quote of a value.");
    }

    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> inner)
    {
        if (unescaped.Length < inner.Length)
        {
            unescaped = new byte[inner.Length];
        }

        int length = 0;
        for (int i = 0; i < inner.Length; i++)
        {
            unescaped[length++] = inner[i];
            i += inner[i] == '"' ? 1 : 0;
        }

        return unescaped.AsSpan(0, length);
    }

    private CellEnd TakeStop()
    {
        byte stop = buffer[position++];
        if (stop == Separator)
        {
            return CellEnd.Separator;
        }

        skipsLineFeed = stop == '\r';
        Line++;
        return CellEnd.Line;
    }

    private void SkipLineFeed()
    {
        if (skipsLineFeed && (position < end || Fill()))
        {
            skipsLineFeed = false;
            position += buffer[position] == '\n' ? 1 : 0;
        }
    }
}
