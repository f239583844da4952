using System.Runtime.CompilerServices;

namespace BayesLmm.Numerics;

/// <summary>The checks of one type's options, worded alike: "The sampling option Chains must be at least 1; it is 0."</summary>
/// <param name="subject">Makes the beginning of the sentence from an option's name: "The sampling option Chains".</param>
public sealed class OptionRanges(Func<string, string> subject)
{
    /// <summary>Requires an option to be in its range.</summary>
    /// <param name="condition">Whether it is.</param>
    /// <param name="value">The option's value.</param>
    /// <param name="range">The range, as it follows "must be".</param>
    /// <param name="option">The option's name; the compiler writes it.</param>
    /// <exception cref="ArgumentException">It is not; the message names the option, its range and its value.</exception>
    public void Require(bool condition, object? value, string range, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        if (!condition)
        {
            throw new ArgumentException(FormattableString.Invariant($"{subject(option)} must be {range}; it is {value}."), option);
        }
    }

    /// <summary>Requires an option to be at least a number.</summary>
    /// <inheritdoc cref="Require"/>
    public void RequireAtLeast(int value, int least, [CallerArgumentExpression(nameof(value))] string option = "") =>
        Require(value >= least, value, $"at least {least}", option);

    /// <summary>Requires an option to be one of its type's names.</summary>
    /// <inheritdoc cref="Require"/>
    public void RequireDefined<TEnum>(TEnum value, [CallerArgumentExpression(nameof(value))] string option = "")
        where TEnum : struct, Enum => Require(Enum.IsDefined(value), value, "one of " + string.Join(", ", Enum.GetNames<TEnum>()), option);

    /// <summary>Requires a number of threads, of which 0 means one for each processor.</summary>
    /// <inheritdoc cref="Require"/>
    public void RequireThreads(int value, [CallerArgumentExpression(nameof(value))] string option = "") =>
        Require(value >= 0, value, "at least 0 (0 means one thread for each processor)", option);
}
