using System.Globalization;
using System.Text;

namespace BayesLmm.Data.Cells;

/// <summary>How a number is written.</summary>
internal enum NumberForm
{
    /// <summary>It is no number.</summary>
    None,

    /// <summary>A whole number of up to 2⁵³: digits alone.</summary>
    Whole,

    /// <summary>With a decimal mark or an exponent.</summary>
    Decimal,

    /// <summary>Digits with zeros before them, as identifiers have: <c>007</c>.</summary>
    Padded,

    /// <summary>A whole number beyond 2⁵³, which a double would merge with its neighbours.</summary>
    Long,
}

/// <summary>Reads one number from its text, correctly rounded.</summary>
internal static class NumberText
{
    /// <summary>2⁵³: above it not every whole number is a double.</summary>
    public const long LargestExact = 1L << 53;

    /// <summary>So many digits always fit a 64-bit number.</summary>
    private const int SafeDigits = 18;

    /// <summary>10⁰ … 10²², which are doubles; a quotient of two exact doubles is correctly rounded (Clinger 1990).</summary>
    private static readonly double[] Powers = [.. Enumerable.Range(0, 23).Select(power => double.Parse($"1e{power}", CultureInfo.InvariantCulture))];

    /// <summary>Reads a number.</summary>
    /// <param name="text">UTF-8; blanks around the number do not count.</param>
    /// <param name="mark">The decimal mark.</param>
    /// <param name="value">The number, or 0.</param>
    public static NumberForm Parse(ReadOnlySpan<byte> text, byte mark, out double value)
    {
        if (text.Length > 0 && (text[0] <= ' ' || text[^1] <= ' '))
        {
            text = text.Trim(" \t"u8);
        }

        int i = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? 1 : 0, first = i;
        ulong digits = 0;
        for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++)
        {
            digits = (10 * digits) + (uint)(text[i] - '0');
        }

        int whole = i - first, scale = 0;
        bool isMarked = i < text.Length && text[i] == mark;
        if (isMarked)
        {
            int behind = ++i;
            for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++)
            {
                digits = (10 * digits) + (uint)(text[i] - '0');
            }

            scale = i - behind;
        }

        if (whole + scale == 0)
        {
            return ParseInfinity(text, first, out value);
        }

        NumberForm form = isMarked || i < text.Length ? NumberForm.Decimal
            : whole > 1 && text[first] == '0' ? NumberForm.Padded
            : whole > SafeDigits || digits > LargestExact ? NumberForm.Long
            : NumberForm.Whole;
        if (i == text.Length && whole + scale <= SafeDigits && digits <= LargestExact)
        {
            value = digits / Powers[scale];
            value = text[0] == '-' ? -value : value;
            return form;
        }

        return i == text.Length || text[i] is (byte)'e' or (byte)'E' ? ParseLong(text, mark, form, out value) : None(out value);
    }

    /// <summary>Reads a number with a decimal point.</summary>
    public static NumberForm Parse(string text, out double value) => Parse(Encoding.UTF8.GetBytes(text), (byte)'.', out value);

    private static NumberForm None(out double value)
    {
        value = 0;
        return NumberForm.None;
    }

    /// <summary><c>inf</c> and <c>Infinity</c>, however capitalised.</summary>
    private static NumberForm ParseInfinity(ReadOnlySpan<byte> text, int first, out double value)
    {
        ReadOnlySpan<byte> word = text[first..];
        bool isInfinity = word.Length is 3 or 8 && (Ascii.EqualsIgnoreCase(word, "inf"u8) || Ascii.EqualsIgnoreCase(word, "infinity"u8));
        value = !isInfinity ? 0 : text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        return isInfinity ? NumberForm.Decimal : NumberForm.None;
    }

    /// <summary>Numbers with exponents or many digits, by the runtime's own exact parser.</summary>
    private static NumberForm ParseLong(ReadOnlySpan<byte> text, byte mark, NumberForm form, out double value)
    {
        byte[] plain = text.ToArray();
        plain.AsSpan().Replace(mark, (byte)'.');
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(plain, Styles, CultureInfo.InvariantCulture, out value) ? form : None(out value);
    }
}
