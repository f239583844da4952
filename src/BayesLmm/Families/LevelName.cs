using BayesLmm.Diagnostics;

namespace BayesLmm.Families;

/// <summary>
/// How a level is named in brackets, <c>f[a]</c>: in one spelling, in tables, files and priors. It stands as it is where the language reads it back so, and
/// otherwise in quotes, in which a backslash stands before a quote or a backslash.
/// </summary>
internal static class LevelName
{
    /// <summary>What ends a level, starts a text or a comment, or separates.</summary>
    private const string Special = "[]\"'`#,";

    /// <summary>The level as it stands in brackets.</summary>
    public static string Of(string level) => IsPlain(level) ? level : QuotedText.Of(level);

    private static bool IsPlain(string level)
    {
        int open = 0;
        char before = ' ';
        foreach (char character in level)
        {
            open += character == '(' ? 1 : character == ')' ? -1 : 0;
            bool isGap = char.IsWhiteSpace(character) || character == '\uFEFF';
            if (open < 0 || char.IsControl(character) || Special.Contains(character, StringComparison.Ordinal)
                || (isGap && (character != ' ' || before == ' ')))
            {
                return false;
            }

            before = character;
        }

        return open == 0 && before != ' ';
    }
}
