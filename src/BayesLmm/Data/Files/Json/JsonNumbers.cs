namespace BayesLmm.Data.Files.Json;

/// <summary>
/// JSON has no word for numbers that are not finite, but Python and others write <c>NaN</c> and <c>Infinity</c>. They are replaced by JSON of the same length
/// that reads as missing and as infinite.
/// </summary>
internal static class JsonNumbers
{
    /// <summary>Replaces the words outside quotes.</summary>
    public static void Complete(Span<byte> json)
    {
        if (json.IndexOf("NaN"u8) < 0 && json.IndexOf("Infinity"u8) < 0)
        {
            return;
        }

        bool isQuoted = false;
        for (int i = 0; i < json.Length; i++)
        {
            if (isQuoted && json[i] == '\\')
            {
                i++;
            }
            else if (json[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && json[i..].StartsWith("NaN"u8))
            {
                "\"\" "u8.CopyTo(json[i..]);
                i += 2;
            }
            else if (!isQuoted && json[i..].StartsWith("Infinity"u8))
            {
                "1e999   "u8.CopyTo(json[i..]);
                i += 7;
            }
        }
    }
}
