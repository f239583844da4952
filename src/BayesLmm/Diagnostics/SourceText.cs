namespace BayesLmm.Diagnostics;

/// <summary>A model text and where it came from.</summary>
/// <param name="Name">Its name in messages: the file's path as given, or for example <c>formula</c>.</param>
/// <param name="Text">The text.</param>
internal sealed record SourceText(string Name, string Text)
{
    /// <summary>The line and column of an offset, both counted from 1, as editors show them.</summary>
    /// <param name="offset">An offset into <see cref="Text"/>; one behind the end is allowed.</param>
    public (int Line, int Column) PositionOf(int offset)
    {
        ReadOnlySpan<char> before = Text.AsSpan(0, Math.Clamp(offset, 0, Text.Length));
        int line = before.Count('\n') + 1;
        return (line, before.Length - (before.LastIndexOf('\n') + 1) + 1);
    }

    /// <summary>The text of a line without its line break.</summary>
    /// <param name="line">The line's number, from 1.</param>
    public string Line(int line)
    {
        int start = 0;
        for (int i = 1; i < line; i++)
        {
            int next = Text.IndexOf('\n', start);
            if (next < 0)
            {
                return "";
            }

            start = next + 1;
        }

        int end = Text.IndexOf('\n', start);
        return (end < 0 ? Text[start..] : Text[start..end]).TrimEnd('\r');
    }
}
