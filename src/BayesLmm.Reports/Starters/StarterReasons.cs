namespace BayesLmm.Reports.Starters;

/// <summary>Why a column is the response of a first model.</summary>
internal abstract record ResponseReason
{
    /// <summary>The user named it.</summary>
    public sealed record Given : ResponseReason;

    /// <summary>Its name is one of a response.</summary>
    public sealed record Name : ResponseReason;

    /// <summary>It is the only column of numbers that does not look like a code.</summary>
    public sealed record OnlyNumbers : ResponseReason;

    /// <summary>It never exceeds another column that is named like a number of trials.</summary>
    /// <param name="Trials">The other column.</param>
    public sealed record UpToTrials(string Trials) : ResponseReason;

    /// <summary>It is the only column of 0 and 1, and others are named like times, doses and the like.</summary>
    public sealed record OnlyBinary : ResponseReason;

    /// <summary>Of those it has the most different values.</summary>
    /// <param name="Distinct">How many.</param>
    public sealed record MostValues(int Distinct) : ResponseReason;

    /// <summary>There are only codes, and it has the most different values.</summary>
    public sealed record MostValuesOfCodes : ResponseReason;
}

/// <summary>Why a column is not in a first model.</summary>
internal abstract record LeftOutReason
{
    /// <summary>Its values are all equal.</summary>
    public sealed record AllEqual : LeftOutReason;

    /// <summary>It has no values.</summary>
    public sealed record Empty : LeftOutReason;

    /// <summary>It is a date.</summary>
    public sealed record Date : LeftOutReason;

    /// <summary>It holds numbers or dates but for some rows.</summary>
    /// <param name="Stranger">The first value that is none.</param>
    public sealed record NearlyNumbers(string Stranger) : LeftOutReason;

    /// <summary>A mark in its numbers may stand before decimals or between thousands.</summary>
    /// <param name="Example">A value with the mark.</param>
    public sealed record AmbiguousNumbers(string Example) : LeftOutReason;

    /// <summary>Its numbers are written in different ways.</summary>
    /// <param name="Example">A value that is written as most are.</param>
    /// <param name="Stranger">The first value that is written otherwise.</param>
    public sealed record TwoNotations(string Example, string Stranger) : LeftOutReason;

    /// <summary>Its dates do not say which number is the day, or are not of one form.</summary>
    /// <param name="Example">A date.</param>
    public sealed record UnclearDates(string Example) : LeftOutReason;

    /// <summary>It holds times.</summary>
    /// <param name="Example">A time.</param>
    public sealed record Times(string Example) : LeftOutReason;

    /// <summary>It has infinite values.</summary>
    public sealed record Infinite : LeftOutReason;

    /// <summary>It holds text and cannot be a response.</summary>
    public sealed record Text : LeftOutReason;

    /// <summary>It numbers the rows.</summary>
    public sealed record NumbersRows : LeftOutReason;

    /// <summary>Most of its values are missing.</summary>
    public sealed record MostlyMissing : LeftOutReason;

    /// <summary>It is text, and nearly every row has a value of its own.</summary>
    public sealed record AllDifferent : LeftOutReason;

    /// <summary>There are enough predictors for a start.</summary>
    public sealed record ManyPredictors : LeftOutReason;

    /// <summary>There are enough grouping factors for a start.</summary>
    public sealed record ManyGroups : LeftOutReason;

    /// <summary>It divides the rows as another one does.</summary>
    /// <param name="Other">The other column.</param>
    public sealed record SameGroups(string Other) : LeftOutReason;

    /// <summary>Its combinations with a group are the levels of another group.</summary>
    /// <param name="Column">The column itself.</param>
    /// <param name="Within">The group.</param>
    /// <param name="Other">The group of their combinations.</param>
    public sealed record SameWithin(string Column, string Within, string Other) : LeftOutReason;

    /// <summary>Its numbers are those of another column.</summary>
    /// <param name="Other">The other column.</param>
    public sealed record SameNumbers(string Other) : LeftOutReason;

    /// <summary>With it the model cannot be fitted to the rows.</summary>
    public sealed record NotFitted : LeftOutReason;
}
