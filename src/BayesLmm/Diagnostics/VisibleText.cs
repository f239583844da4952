using System.Globalization;
using System.Text;

namespace BayesLmm.Diagnostics;

/// <summary>
/// Text of strangers made safe to be looked at: characters that move the cursor, end a line, turn the direction of what follows, command a terminal or cannot
/// be seen are written by their codes, U+001B as <c>\u001b</c>. Every format that names go into is written through it.
/// </summary>
internal static class VisibleText
{
    /// <summary>Whether a character is written by its code: controls, line ends and format characters (Unicode's categories Cc, Zl, Zp, Cf).</summary>
    public static bool IsHidden(char c) => IsHiddenCode(c);

    private static bool IsHiddenCode(int code) =>
        CharUnicodeInfo.GetUnicodeCategory(code) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Format
        && !IsSpelling(code);

    /// <summary>
    /// Format characters that are part of how words are written: the joiners of Persian and Indic scripts and of emoji, and signs that stand under numbers
    /// and can be seen (Prepended_Concatenation_Mark).
    /// </summary>
    private static bool IsSpelling(int code) =>
        code is 0x200c or 0x200d or (>= 0x0600 and <= 0x0605) or 0x06dd or 0x070f or 0x0890 or 0x0891 or 0x08e2 or 0x110bd or 0x110cd;

    /// <summary>The code of a character, as written in its place.</summary>
    public static string Code(char c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");

    /// <summary>A text with every hidden character, and every half of a pair that stands alone, written by its code.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kept">Characters that stay as they are, a line feed for example.</param>
    public static string Of(string text, string kept = "") => WithCodes(text, kept, IsHiddenCode);

    /// <summary>
    /// A text with controls alone, and halves of pairs, written by their codes: for programs, to which what is not seen is a part of a name.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="kept">Controls that stay as they are.</param>
    public static string WithoutControls(string text, string kept) => WithCodes(text, kept, code => code <= char.MaxValue && char.IsControl((char)code));

    private static string WithCodes(string text, string kept, Func<int, bool> isHidden)
    {
        int first = 0;
        while (first < text.Length && !IsWrittenByCode(text, first, kept, isHidden))
        {
            first++;
        }

        if (first == text.Length)
        {
            return text;
        }

        StringBuilder visible = new(text, 0, first, text.Length + 16);
        for (int i = first; i < text.Length; i++)
        {
            _ = IsWrittenByCode(text, i, kept, isHidden) ? visible.Append(Code(text[i])) : visible.Append(text[i]);
        }

        return visible.ToString();
    }

    private static bool IsWrittenByCode(string text, int i, string kept, Func<int, bool> isHidden)
    {
        char c = text[i];
        if (c is >= ' ' and <= '~')
        {
            return false;
        }

        if (!char.IsSurrogate(c))
        {
            return isHidden(c) && !kept.Contains(c, StringComparison.Ordinal);
        }

        int first = char.IsHighSurrogate(c) ? i : i - 1;
        return first < 0 || first + 1 >= text.Length || !char.IsSurrogatePair(text, first) || isHidden(char.ConvertToUtf32(text, first));
    }
}
