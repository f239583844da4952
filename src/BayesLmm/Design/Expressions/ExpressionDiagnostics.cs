using static BayesLmm.Diagnostic;

namespace BayesLmm.Design.Expressions;

/// <summary>The wording of every error in evaluating an expression. Codes BL2051 and up, and BL2010.</summary>
internal static class ExpressionDiagnostics
{
    public static Diagnostic UnknownLevel(SourceText source, TextSpan span, string level, string column, IEnumerable<string> levels) =>
        Error("BL2010", $"Column '{column}' has no level '{level}'.", source, span, NameSuggestion.Nearest(level, levels));

    public static Diagnostic UnknownFunction(SourceText source, TextSpan span, string name, IEnumerable<string> known) =>
        Error("BL2051", $"There is no function '{name}'; there are {string.Join(", ", known)}.", source, span, NameSuggestion.Nearest(name, known));

    public static Diagnostic WrongArguments(SourceText source, TextSpan span, string function, string usage) =>
        Error("BL2052", $"'{function}' is used as {usage}.", source, span);

    public static Diagnostic NumberNeeded(SourceText source, TextSpan span, string name, string example) =>
        Error("BL2053", $"A number is needed here, but '{name}' holds text such as '{example}'.{DecimalComma(example)}", source, span);

    public static Diagnostic NotAValue(SourceText source, TextSpan span) =>
        Error("BL2054", "This has no value in a row; only columns, numbers, arithmetic, comparisons and functions do.", source, span);

    public static Diagnostic NotADegree(SourceText source, TextSpan span, int largest) =>
        Error("BL2055", $"The degree must be a whole number from 1 to {largest}.", source, span);

    public static Diagnostic TooFewValues(SourceText source, TextSpan span, string name, int degree) =>
        Error("BL2056", $"'{name}' has too few distinct values for a polynomial of degree {degree}.", source, span);

    public static Diagnostic Constant(SourceText source, TextSpan span, string name) =>
        Error("BL2057", $"'{name}' is the same in every row and cannot be scaled.", source, span);

    public static Diagnostic NotFinite(SourceText source, TextSpan span, string name, int row) =>
        Error("BL2058", $"'{name}' is not a finite number in data row {row}; correct it, or leave the row out with 'where'.", source, span);

    public static Diagnostic MisplacedOffset(SourceText source, TextSpan span) =>
        Error("BL2059", "An offset can only be added to the fixed effects with '+'.", source, span);

    public static Diagnostic NotPositive(SourceText source, TextSpan span, string what, int row) =>
        Error("BL2060", $"{what} must be positive in every row; that of data row {row} is not.", source, span);

    public static Diagnostic NotACondition(SourceText source, TextSpan span) =>
        Error("BL2061", "A condition is needed here, such as 'Days >= 2'.", source, span);

    public static Diagnostic NameTaken(SourceText source, TextSpan span, string name, string table) =>
        Error("BL2062", $"{table} already has a column '{name}'; give the new one another name.", source, span);

    /// <summary>A hint for text that would be a number if its comma were a point.</summary>
    public static string DecimalComma(string example) =>
        example.Count(c => c == ',') == 1 && double.TryParse(example.Replace(',', '.'), System.Globalization.CultureInfo.InvariantCulture, out _)
            ? " Write decimals with a point, not a comma."
            : "";
}
