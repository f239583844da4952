using System.Text.RegularExpressions;

namespace BayesLmm.Data.Files.DuckDb;

/// <summary>Turns the database's messages, which name exception types and give advice about its own settings, into one sentence.</summary>
internal static partial class DuckDbMessage
{
    private const string LineMark = "CSV Error on Line:";

    /// <summary>Whether it says that a file is not in UTF-8. DuckDB has no code for that.</summary>
    public static bool IsOfEncoding(string message) => message.Contains("not utf-8 encoded", StringComparison.Ordinal);

    /// <summary>What happened, without the leading exception type and the trailing advice, as the end of a sentence.</summary>
    public static string ToSentence(string message)
    {
        string[] lines = [.. message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        string text = lines.Length == 0 ? "the database gives no reason" : lines[0];
        int mark = Array.FindIndex(lines, line => line.Contains(LineMark, StringComparison.Ordinal));
        if (mark >= 0)
        {
            // The line as written follows, which may have line breaks itself; then the reason; then "Possible fixes:".
            string number = lines[mark][(lines[mark].IndexOf(LineMark, StringComparison.Ordinal) + LineMark.Length)..].Trim();
            int advice = Array.FindIndex(lines, line => line.StartsWith("Possible fixes", StringComparison.Ordinal));
            string reason = advice > mark + 1 ? lines[advice - 1] : "it does not fit the columns";
            text = $"line {number}: {LowerFirst(ColumnCounts().Replace(reason, "expected $1 columns, found $2"))}";
        }
        else if (text.IndexOf("Error: ", StringComparison.Ordinal) is >= 0 and int type)
        {
            text = LowerFirst(text[(type + "Error: ".Length)..]);
        }

        return text.TrimEnd('.', ' ') + ".";
    }

    private static string LowerFirst(string text) =>
        text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    [GeneratedRegex(@"Expected Number of Columns: (\d+) Found: (\d+)")]
    private static partial Regex ColumnCounts();
}
