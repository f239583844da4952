using System.Globalization;
using System.Text;

namespace BayesLmm.Diagnostics;

/// <summary>
/// Text of strangers made safe to be looked at: characters that move the cursor, end a line, turn the direction of what follows or command a terminal are
/// written by their codes, U+001B as <c>\u001b</c>. Every format that names go into is written through it.
/// </summary>
internal static class VisibleText
{
    /// <summary>
    /// Whether a character is written by its code: controls, line ends and bidirectional marks (Unicode Standard, sections 23.1 and 23.2, UAX 9).
    /// </summary>
    public static bool IsHidden(char c) => char.IsControl(c) || c is '\u061c' or '\u200e' or '\u200f' or (>= '\u2028' and <= '\u202e')
        or (>= '\u2066' and <= '\u206f') or '\ufeff';

    /// <summary>The code of a character, as written in its place.</summary>
    public static string Code(char c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");

    /// <summary>A text with every hidden character, and every half of a pair that stands alone, written by its code.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kept">Characters that stay as they are, a line feed for example.</param>
    public static string Of(string text, string kept = "")
    {
        int first = 0;
        while (first < text.Length && !IsWrittenByCode(text, first, kept))
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
            _ = IsWrittenByCode(text, i, kept) ? visible.Append(Code(text[i])) : visible.Append(text[i]);
        }

        return visible.ToString();
    }

    private static bool IsWrittenByCode(string text, int i, string kept)
    {
        char c = text[i];
        return char.IsSurrogate(c)
            ? !(char.IsHighSurrogate(c) ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) : i > 0 && char.IsHighSurrogate(text[i - 1]))
            : IsHidden(c) && !kept.Contains(c, StringComparison.Ordinal);
    }
}
