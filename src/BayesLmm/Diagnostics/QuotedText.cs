namespace BayesLmm.Diagnostics;

/// <summary>A text in quotes as the language reads it: a backslash stands before a quote or a backslash.</summary>
internal static class QuotedText
{
    /// <summary>The text in quotes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="quote">The quote: double quotes for a text, backquotes for a name.</param>
    public static string Of(string text, char quote = '"') =>
        quote + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace($"{quote}", $"\\{quote}", StringComparison.Ordinal) + quote;
}
