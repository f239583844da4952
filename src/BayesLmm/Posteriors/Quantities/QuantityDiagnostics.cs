using BayesLmm.Diagnostics;
using static BayesLmm.Diagnostic;

namespace BayesLmm.Posteriors.Quantities;

/// <summary>The wording of every error in an expression over a posterior. Codes BL5101 to BL5199.</summary>
internal static class QuantityDiagnostics
{
    public static Diagnostic UnknownName(SourceText source, TextSpan span, string name, IReadOnlyCollection<string> names) => Error(
        "BL5101",
        $"The posterior has no parameter or group effect '{name}'; it has {List(names)}.",
        source,
        span,
        NameSuggestion.Nearest(name, names));

    public static Diagnostic UnknownParameter(SourceText source, TextSpan span, string name, IReadOnlyCollection<string> names) => Error(
        "BL5109", $"There is no parameter or quantity '{name}'; there are {List(names)}.", source, span, NameSuggestion.Nearest(name, names));

    public static Diagnostic UnknownFunction(SourceText source, TextSpan span, string name, IReadOnlyList<string> functions) => Error(
        "BL5102",
        $"There is no function '{name}' of draws; the functions are {string.Join(", ", functions)}.",
        source,
        span,
        NameSuggestion.Nearest(name, functions));

    public static Diagnostic WrongArguments(SourceText source, TextSpan span, string function, string expected) =>
        Error("BL5103", $"The function '{function}' takes {expected}.", source, span);

    public static Diagnostic NoNumber(SourceText source, TextSpan span, string found) =>
        Error("BL5104", $"Found {found} where a number was expected.", source, span);

    public static Diagnostic NoCondition(SourceText source, TextSpan span) =>
        Error("BL5105", "Found a number where a condition was expected, such as 'Days > 5'.", source, span);

    public static Diagnostic EqualityInside(SourceText source, TextSpan span) => Error(
        "BL5106",
        "Two numbers of a posterior are equal with probability 0. A point hypothesis 'Days = 0' stands alone; otherwise write a region, such as "
            + "'abs(Days) < 0.1'.",
        source,
        span);

    public static Diagnostic NameTaken(SourceText source, TextSpan span, string name) =>
        Error("BL5107", $"There is a quantity, parameter or group effect '{name}' already.", source, span);

    public static Diagnostic NotNamed(SourceText source, TextSpan span) =>
        Error("BL5108", "A quantity is written 'name = expression', such as 'ratio = Days / intercept'.", source, span);

    private static string List(IReadOnlyCollection<string> names)
    {
        const int Most = 12;
        return names.Count <= Most ? string.Join(", ", names) : $"{string.Join(", ", names.Take(Most))} and {names.Count - Most} more";
    }
}
