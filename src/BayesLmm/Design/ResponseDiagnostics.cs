using BayesLmm.Diagnostics;
using BayesLmm.Families;
using BayesLmm.Language.Printing;
using static BayesLmm.Diagnostic;

namespace BayesLmm.Design;

/// <summary>The wording of every error where a response does not fit its family. Codes BL2141 and up.</summary>
internal static class ResponseDiagnostics
{
    /// <summary>A response of levels under a family of two values.</summary>
    public static Diagnostic ManyLevels(SourceText source, TextSpan span, string name, IReadOnlyList<string> levels)
    {
        string shown = string.Join(", ", levels.Take(3).Select(level => $"'{level}'")) + (levels.Count > 3 ? ", …" : "");
        return Error(
            "BL2141",
            $"The response '{name}' has {levels.Count} values, {shown}; the family bernoulli takes two. Say which of them is the event, for example with "
                + $"'let event = {ExpressionPrinter.PrintName(name)} == \"{levels[^1]}\"', and write event left of '~'.",
            source,
            span);
    }

    /// <summary>A number other than 0 and 1 under a family of two values.</summary>
    public static Diagnostic NotBinary(SourceText source, TextSpan span, string name, double value, int row, BinaryNumbers numbers) => Error(
        "BL2142",
        FormattableString.Invariant($"The response '{name}' is {value:R} in data row {row}; the family bernoulli takes 0 and 1, TRUE and FALSE, or two texts. ")
            + numbers switch
            {
                BinaryNumbers.TwoValues => $"Write 'factor {ExpressionPrinter.PrintName(name)}', and the larger of the two numbers counts as 1.",
                BinaryNumbers.BesideBinary => FormattableString.Invariant($"All others are 0 and 1. If {value:R} stands for a missing value, say so: ")
                    + FormattableString.Invariant($"'data missing \"{value:R}\"', or 'missing \"{value:R}\"' in the 'data' statement that there is."),
                BinaryNumbers.Counts => "For numbers of successes write 'family binomial trials …', for counts 'family poisson'.",
                BinaryNumbers.Shares => "For shares of known numbers of trials write the numbers of successes, and 'family binomial trials …'.",
                _ => "For a measurement write 'family gaussian'.",
            },
        source,
        span);

    /// <summary>A number that is no count.</summary>
    public static Diagnostic NotACount(SourceText source, TextSpan span, string name, double value, int row, Family family) => Error(
        "BL2143",
        FormattableString.Invariant($"The response '{name}' is {value:R} in data row {row}; the family {family.Name} takes whole numbers from 0")
            + (value > LargestCount ? " to 2^53. Change the unit."
                : value < 0 ? "."
                : family.Domain == ResponseDomain.Successes
                    ? ", the numbers of successes. Write the successes left of '~' rather than their share, and the numbers of trials behind 'trials'."
                    : ". For counts over an exposure write the counts left of '~' and 'offset log(exposure)'."),
        source,
        span);

    /// <summary>Beyond this not every whole number is a double.</summary>
    public const double LargestCount = 9_007_199_254_740_992;

    /// <summary>More successes than trials.</summary>
    public static Diagnostic MoreThanTrials(SourceText source, TextSpan span, string name, double value, string trials, double number, int row) => Error(
        "BL2144",
        FormattableString.Invariant($"The response '{name}' is {value:R} in data row {row}, where 'trials {trials}' is {number:R}; there are at most as many ")
            + "successes as trials. Left of '~' stand the successes, behind 'trials' the successes and failures together.",
        source,
        span);

    /// <summary>Trials that are no whole number from 1.</summary>
    public static Diagnostic NotTrials(SourceText source, TextSpan span, string trials, double value, int row) => Error(
        "BL2145",
        FormattableString.Invariant($"'trials {trials}' is {value:R} in data row {row}; numbers of trials are whole numbers from 1.")
            + (value == 0 ? $" Leave out rows without trials: 'where {trials} > 0'." : ""),
        source,
        span);

    /// <summary>Every trial of every row is a success.</summary>
    public static Diagnostic AllTrials(SourceText source, TextSpan span, string name) =>
        Error(
            "BL2146",
            $"The response '{name}' is the number of trials in every row: every trial succeeded, and there is no variation to explain.",
            source,
            span);

    /// <summary>A function of the response where the family takes the response itself.</summary>
    public static Diagnostic Transformed(SourceText source, TextSpan span, string written, string inner, Family family) => Error(
        "BL2147",
        $"The family {family.Name} takes {(family.Domain switch
        {
            ResponseDomain.Binary => "the two values",
            ResponseDomain.Successes => "the numbers of successes",
            _ => "the counts",
        })} themselves, not '{written}': its link transforms the mean. Write '{inner} ~ …'.",
        source,
        span);

    /// <summary>A response of text where numbers are needed.</summary>
    public static Diagnostic TextForNumbers(SourceText source, TextSpan span, string name, Family family, int levels) => Error(
        "BL2148",
        $"The response '{name}' is text; the family {family.Name} takes whole numbers from 0."
            + (levels == 2 ? " For a response of two values write 'family bernoulli'." : ""),
        source,
        span);
}

/// <summary>What the numbers of a response look like that should have been 0 and 1.</summary>
internal enum BinaryNumbers
{
    /// <summary>Two numbers, but not 0 and 1.</summary>
    TwoValues,

    /// <summary>0, 1 and one number besides, negative or larger than 2: probably a code of missing values.</summary>
    BesideBinary,

    /// <summary>Whole numbers from 0.</summary>
    Counts,

    /// <summary>Numbers between 0 and 1.</summary>
    Shares,

    /// <summary>Something else.</summary>
    Others,
}
