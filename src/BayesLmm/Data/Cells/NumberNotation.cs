using System.Globalization;

namespace BayesLmm.Data.Cells;

/// <summary>How the numbers of a table are written.</summary>
/// <param name="Decimal">The decimal mark, a point or a comma.</param>
/// <param name="Thousands">What stands between groups of three digits; null when nothing does. A blank stands for every kind of blank.</param>
internal readonly record struct NumberNotation(char Decimal, char? Thousands)
{
    /// <summary>The minus sign of typeset text, which spreadsheets and web pages write: U+2212.</summary>
    public const char TypesetMinus = '\u2212';

    /// <summary>The raised point of British print, the Arabic one and the full-width one of Chinese and Japanese texts.</summary>
    private const string OtherPoints = "\u00b7\u066b\uff0e";

    private const int DigitsOfGroup = 3;

    /// <summary>A decimal point, and nothing between thousands.</summary>
    public static NumberNotation Plain { get; } = new('.', null);

    /// <summary>Every notation, the commonest first.</summary>
    public static IReadOnlyList<NumberNotation> All { get; } =
    [
        Plain, new(',', null), new('.', ','), new(',', '.'), new('.', ' '), new(',', ' '), new('.', '\''), new(',', '\''),
    ];

    /// <summary>
    /// Reads a number in this notation, its digits in any script and its exponent also as Fortran writes it. Digits between separators of thousands come in
    /// threes, and the first of them is not 0.
    /// </summary>
    /// <param name="text">The number as written; blanks around it do not count.</param>
    /// <param name="value">The number.</param>
    public bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        text = text.Trim();
        Span<char> plain = text.Length <= 128 ? stackalloc char[text.Length] : new char[text.Length];
        int length = 0, digits = 0, groups = 0;
        bool isMarked = false, isScaled = false;
        for (int i = 0; i < text.Length; i++)
        {
            char sign = text[i];
            if (char.IsDigit(sign))
            {
                digits++;
                plain[length++] = (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(sign));
            }
            else if ((sign == Decimal || (Decimal == '.' && OtherPoints.Contains(sign))) && !isMarked && !isScaled)
            {
                if (groups > 0 && digits != DigitsOfGroup)
                {
                    break;
                }

                isMarked = true;
                plain[length++] = '.';
            }
            else if (IsThousands(sign) && !isMarked && !isScaled && (groups == 0 ? digits is >= 1 and <= DigitsOfGroup : digits == DigitsOfGroup))
            {
                groups++;
                digits = 0;
            }
            else if (sign is 'D' or 'd' && isMarked && !isScaled && i + 1 < text.Length && text[i + 1] is '-' or '+')
            {
                isScaled = true;
                plain[length++] = 'e';
            }
            else if (sign == TypesetMinus && length == 0 && digits == 0)
            {
                plain[length++] = '-';
            }
            else if ((sign is '-' or '+' && length == 0 && digits == 0) || (sign is 'e' or 'E' && length > 0) || (sign is '-' or '+' && isScaled))
            {
                isScaled |= sign is 'e' or 'E';
                plain[length++] = sign;
            }
            else
            {
                value = 0;
                return false;
            }
        }

        plain = plain[..length].TrimStart('+');
        bool isGrouped = groups == 0 || ((isMarked || digits == DigitsOfGroup) && plain.TrimStart('-') is not ['0', ..]);
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(plain, Styles, CultureInfo.InvariantCulture, out value) && isGrouped && plain.ContainsAnyInRange('0', '9');
    }

    /// <summary>Whether a number is written with signs that only this class reads, and not as programs write numbers.</summary>
    public static bool IsTypeset(string text) => text.AsSpan().ContainsAnyExceptInRange(' ', '~') || text.AsSpan().ContainsAny('D', 'd');

    private bool IsThousands(char sign) => Thousands is { } separator && (sign == separator || (separator == ' ' && char.IsWhiteSpace(sign)));
}
