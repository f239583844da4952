namespace BayesLmm.Reports.Starters;

/// <summary>What a person has to know about how a column was read.</summary>
internal abstract record StarterDoubt
{
    /// <summary>Its text was read as numbers.</summary>
    /// <param name="Text">A value as written.</param>
    /// <param name="Number">The number that it is.</param>
    public sealed record ReadAs(string Text, double Number) : StarterDoubt;

    /// <summary>A text counts as missing.</summary>
    /// <param name="Text">The text.</param>
    /// <param name="Rows">The rows that have it.</param>
    public sealed record CountsAsMissing(string Text, int Rows) : StarterDoubt;

    /// <summary>A number or a level often stands for a missing value.</summary>
    /// <param name="Text">The value.</param>
    /// <param name="Rows">The rows that have it.</param>
    public sealed record MayBeMissing(string Text, int Rows) : StarterDoubt;

    /// <summary>Two levels differ only in blanks, in capitals or in characters that look the same.</summary>
    /// <param name="First">The one.</param>
    /// <param name="Second">The other.</param>
    public sealed record LookAlikes(string First, string Second) : StarterDoubt;
}
