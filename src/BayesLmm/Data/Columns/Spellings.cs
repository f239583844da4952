using System.Text;

namespace BayesLmm.Data.Columns;

/// <summary>A number that a column writes in two ways.</summary>
/// <param name="Text">One of them, a longer one.</param>
/// <param name="Row">A row with it, from 0.</param>
/// <param name="Other">The other.</param>
internal sealed record TwoSpellings(string Text, int Row, string Other);

/// <summary>
/// The numbers of a column that are not written in the shortest way, <c>1.10</c> or <c>1E2</c>, by which it can be told whether two texts are one number: as
/// numbers they are the same, but as names of groups they may be two.
/// </summary>
/// <param name="mark">The decimal mark.</param>
internal sealed class Spellings(char mark)
{
    /// <summary>So many different ones are measurements, not names.</summary>
    private const int Most = 20_000;

    /// <summary>A sign, a mark and so many digits as a double tells apart.</summary>
    private const int LongestExact = 18;

    private readonly Dictionary<double, (byte[] Text, int Row, int Rows)> longer = [];
    private TwoSpellings? found;

    /// <summary>Notes a cell.</summary>
    /// <param name="cell">The text, in UTF-8.</param>
    /// <param name="value">Its number.</param>
    /// <param name="row">Its row, from 0.</param>
    public void Add(ReadOnlySpan<byte> cell, double value, int row)
    {
        cell = cell.Trim(" \t"u8);
        if (found is not null || IsShortest(cell, value))
        {
            return;
        }

        if (!longer.TryGetValue(value, out (byte[] Text, int Row, int Rows) before))
        {
            if (longer.Count < Most)
            {
                longer.Add(value, (cell.ToArray(), row, 1));
            }
        }
        else if (cell.SequenceEqual(before.Text))
        {
            longer[value] = before with { Rows = before.Rows + 1 };
        }
        else
        {
            found = new TwoSpellings(Encoding.UTF8.GetString(cell), row, Encoding.UTF8.GetString(before.Text));
        }
    }

    /// <summary>A number of the column that is written in two ways; null when there is none.</summary>
    /// <param name="values">The numbers of all rows.</param>
    /// <param name="shortest">The shortest text of a number, with a point.</param>
    public TwoSpellings? In(ReadOnlySpan<double> values, Func<double, string> shortest)
    {
        Dictionary<double, int> rows = [];
        for (int row = 0; row < values.Length && found is null && longer.Count > 0; row++)
        {
            if (longer.TryGetValue(values[row], out (byte[] Text, int Row, int Rows) other))
            {
                // Where more rows have the number than have its longer text, one of them has the shortest.
                rows[values[row]] = rows.GetValueOrDefault(values[row]) + 1;
                found = rows[values[row]] > other.Rows
                    ? new TwoSpellings(Encoding.UTF8.GetString(other.Text), other.Row, shortest(values[row]).Replace('.', mark))
                    : null;
            }
        }

        return found;
    }

    private bool IsShortest(ReadOnlySpan<byte> cell, double value)
    {
        bool isNegative = cell is [(byte)'-', ..];
        ReadOnlySpan<byte> digits = isNegative ? cell[1..] : cell;
        return cell.Length <= LongestExact && digits is [>= (byte)'0' and <= (byte)'9', ..] && !(isNegative && value == 0)
            && digits is not [(byte)'0', >= (byte)'0' and <= (byte)'9', ..] && !digits.ContainsAny((byte)'e', (byte)'E')
            && (!digits.Contains((byte)mark) || digits[^1] is >= (byte)'1' and <= (byte)'9');
    }
}
