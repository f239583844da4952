using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>A distribution as a prior names it: of one number, or of a correlation matrix. Immutable and equal by value.</summary>
public abstract record PriorDistribution
{
    /// <summary>The name in the language, as in <c>student_t</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The arguments in the language's order.</summary>
    public abstract EquatableArray<double> Arguments { get; }

    /// <summary>The distribution in the language's words, as in <c>student_t(3, 0, 50)</c>.</summary>
    public sealed override string ToString() =>
        Arguments.Count == 0 ? Name : FormattableString.Invariant($"{Name}({string.Join(", ", Arguments.Select(Number))})");

    private static string Number(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
