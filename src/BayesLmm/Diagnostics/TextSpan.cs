namespace BayesLmm.Diagnostics;

/// <summary>A stretch of the model text: <paramref name="Length"/> characters from offset <paramref name="Start"/>.</summary>
/// <param name="Start">Offset of the first character in the text, from 0.</param>
/// <param name="Length">Number of characters; 0 marks a place between two characters.</param>
internal readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>Offset just behind the last character.</summary>
    public int End => Start + Length;

    /// <summary>The smallest span that covers both.</summary>
    public static TextSpan Cover(TextSpan first, TextSpan last)
    {
        int start = Math.Min(first.Start, last.Start);
        return new TextSpan(start, Math.Max(first.End, last.End) - start);
    }
}
