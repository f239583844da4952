namespace BayesLmm.Cli.Tests;

/// <summary>Names that try to leave the place that they are written in.</summary>
internal static class HostileNames
{
    /// <summary>All controls, the line ends of Unicode, bidirectional marks, and halves of pairs.</summary>
    public static IReadOnlyList<char> HiddenCharacters { get; } =
    [
        .. Range(0x00, 0x1f), .. Range(0x7f, 0x9f), '\u061c', '\u00ad', '\u200b', '\u200e', '\u200f', .. Range(0x2028, 0x202e), '\u2060',
        .. Range(0x2066, 0x206f), '\ufeff', '\ufff9',
        '\ud800', '\udfff',
    ];

    /// <summary>What ends a string, a comment, a label or an element in some language.</summary>
    private static readonly string[] Attempts =
    [
        "", "\"", "\\\"", "\\", "'", "`", "```", "//", "*/", "-->", "]]>", "</script>", "<b>", "&lt;", "&#10;", "{", "}", "\\end{table}", "^^M",
        "%%{init: {}}%%", "];", "a | b",
        "](javascript:x)", "[x][y]", "=1+1", "+1", "-1", "@a", ",", "\"\"", "System.Diagnostics.Process.Start(\"x\");", "#:package evil@1.0",
    ];

    /// <summary>Every attempt behind every hidden character, and before it.</summary>
    public static IEnumerable<string> All =>
        from c in HiddenCharacters from attempt in Attempts from name in (string[])[$"a{c}{attempt}", $"{attempt}{c}\n{attempt}"] select name;

    /// <summary>Whether a text has a hidden character, other than some.</summary>
    public static bool HasHidden(string text, string allowed = "")
    {
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (!isPair && HiddenCharacters.Contains(text[i]) && !allowed.Contains(text[i], StringComparison.Ordinal))
            {
                return true;
            }

            i += isPair ? 1 : 0;
        }

        return false;
    }

    private static IEnumerable<char> Range(int first, int last) => Enumerable.Range(first, last - first + 1).Select(c => (char)c);
}
