namespace BayesLmm.Data.DuckDb;

/// <summary>Makes one sentence of the database's messages, which name exception types and give advice about its own settings.</summary>
internal static class DuckDbMessage
{
    /// <summary>The first line that says what happened, without the type in front, as a sentence without a capital.</summary>
    public static string ToSentence(string message)
    {
        string[] lines = [.. message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        string text = lines.Length == 0 ? "the database gives no reason" : lines[0];
        int type = text.IndexOf("Error: ", StringComparison.Ordinal);
        text = type >= 0 ? text[(type + "Error: ".Length)..] : text;

        // "CSV Error on Line: 3" and "Original Line: …" are followed by the reason on a line of its own.
        if (text.StartsWith("CSV Error on Line", StringComparison.Ordinal) || message.Contains("CSV Error on Line", StringComparison.Ordinal))
        {
            string where = lines.First(line => line.Contains("CSV Error on Line", StringComparison.Ordinal));
            string number = where[(where.LastIndexOf(':') + 1)..].Trim();
            string reason = lines.SkipWhile(line => line != where).Skip(1).FirstOrDefault(line => !line.StartsWith("Original Line", StringComparison.Ordinal)) ?? "it does not fit";
            text = $"line {number}: {reason}";
        }

        text = text.TrimEnd('.', ' ');
        return (text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text) + ".";
    }
}
