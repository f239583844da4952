namespace BayesLmm.Data.Cells;

/// <summary>The texts that other programs write for a missing value. <c>NA</c> and the empty text are missing everywhere and are not among them.</summary>
internal static class MissingCodes
{
    /// <summary>In a column that otherwise holds numbers.</summary>
    private static readonly HashSet<string> InNumbers = new(StringComparer.OrdinalIgnoreCase)
    {
        ".", "-", "--", "?", "*", "NA", "N/A", "n.a.", "#N/A", "#NA", "<NA>", "NaN", "NULL", "None", "#DIV/0!", "#NUM!", "#VALUE!", "NaT", "-NaN", "\\N",
    };

    /// <summary>As a level of text: what hardly names anything else.</summary>
    private static readonly HashSet<string> InTexts =
        new(StringComparer.Ordinal) { ".", "-", "?", "N/A", "n/a", "na", "#N/A", "#NA", "<NA>", "NaN", "nan", "NULL", "null", "\\N" };

    /// <summary>Whether a text stands for a missing value among numbers.</summary>
    public static bool IsAmongNumbers(string text) => InNumbers.Contains(text.Trim()) || string.IsNullOrWhiteSpace(text);

    /// <summary>Whether a level of text often stands for a missing value. Beside <c>+</c> a <c>-</c> does not.</summary>
    public static bool IsDoubtful(string level, IEnumerable<string> levels) => InTexts.Contains(level.Trim()) && !(level == "-" && levels.Contains("+"));
}
