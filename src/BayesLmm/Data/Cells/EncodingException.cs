namespace BayesLmm.Data.Cells;

/// <summary>Thrown where a text is not in UTF-8.</summary>
/// <param name="found">What it is, as in: the file is …</param>
internal sealed class EncodingException(string found) : Exception(found)
{
    /// <summary>Refuses a text that begins with the mark of UTF-16.</summary>
    /// <param name="text">The text from its beginning.</param>
    public static void ThrowIfUtf16(ReadOnlySpan<byte> text)
    {
        if (text is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            throw new EncodingException("in UTF-16");
        }
    }
}
