using BayesLmm.Data.Cells;
using BayesLmm.Diagnostics;
using BayesLmm.Distributions;
using static BayesLmm.Diagnostic;

namespace BayesLmm.Design.Expressions;

/// <summary>The wording of every error in evaluating an expression. Codes BL2051 and up, BL2010, and the warnings BL2121 and BL2122.</summary>
internal static class ExpressionDiagnostics
{
    public static Diagnostic UnknownLevel(SourceText source, TextSpan span, string level, string column, IEnumerable<string> levels) =>
        Error("BL2010", $"Column '{column}' has no level '{level}'.", source, span, NameSuggestion.Nearest(level, levels));

    /// <summary>A function that does not exist; <paramref name="meant"/> is the one that was probably meant, null for the nearest in spelling.</summary>
    public static Diagnostic UnknownFunction(SourceText source, TextSpan span, string name, IEnumerable<string> known, string? meant) => Error(
        "BL2051", $"There is no function '{name}'; there are {string.Join(", ", known)}.", source, span, meant ?? NameSuggestion.Nearest(name, known));

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

    public static Diagnostic UnknownArgument(SourceText source, TextSpan span, string function, string name, IReadOnlyCollection<string> known) => Error(
        "BL2063", $"'{function}' has no argument '{name}'; it has {string.Join(", ", known)}.", source, span, NameSuggestion.Nearest(name, known));

    public static Diagnostic ArgumentTwice(SourceText source, TextSpan span, string function, string name) =>
        Error("BL2064", $"The argument '{name}' of '{function}' is given twice.", source, span);

    /// <summary>An argument that cannot be used; <paramref name="what"/> says what it must be.</summary>
    public static Diagnostic WrongArgument(SourceText source, TextSpan span, string function, string what) =>
        Error("BL2065", $"In '{function}', {what}.", source, span);

    public static Diagnostic TooFewValuesForKnots(SourceText source, TextSpan span, string name, int columns) =>
        Error("BL2066", $"So many values of '{name}' are equal that {columns} columns have no room for their knots; take fewer, or place the knots by 'knots'.",
            source, span);

    /// <summary>A value that is no date.</summary>
    /// <param name="source">The text.</param>
    /// <param name="span">The place of the argument.</param>
    /// <param name="value">The value.</param>
    /// <param name="place">Where it stands; null for a constant.</param>
    /// <param name="form">The form that dates have; null when none was given, for ISO dates.</param>
    public static Diagnostic NotADate(SourceText source, TextSpan span, string value, string? place, string? form) => Error(
        "BL2067",
        $"'{value}'{(place is null ? "" : $" in {place}")} is no date of the form {form ?? "yyyy-MM-dd"}"
            + (form is null ? $"; if it has another form, say which, as in date(x, \"{DateText.FormsOf([value]).FirstOrDefault("dd.MM.yyyy")}\")." : "."),
        source,
        span);

    public static Diagnostic NumbersForDates(SourceText source, TextSpan span, string name, double example) => Error(
        "BL2068",
        FormattableString.Invariant($"'{name}' holds numbers such as {example}; if they are dates, say of which form, as in date(x, \"yyyyMMdd\")."),
        source,
        span);

    public static Diagnostic NotADateFormat(SourceText source, TextSpan span, string? meant) => Error(
        "BL2069",
        "The form of a date is a text with its day, month and year, as in \"dd.MM.yyyy\", \"M/d/yyyy\" or \"yyyyMMdd\"; minutes are mm, and months MM.",
        source,
        span,
        meant);

    public static Diagnostic NeverMissing(SourceText source, TextSpan span, string call) => Error(
        "BL2070",
        $"'{call}' is FALSE in every row of a formula, which uses rows without missing values only; compute it by 'let', or use it in 'where'.",
        source,
        span);

    public static Diagnostic ConstantInGroup(SourceText source, TextSpan span, string name, string group) =>
        Error("BL2077", $"'{name}' does not vary within the group '{group}' and cannot be scaled there.", source, span);

    public static Diagnostic BeyondBoundaryKnots(SourceText source, TextSpan span, string name, string call, int rows, double lower, double upper) => Warning(
        "BL2121",
        FormattableString.Invariant($"In {rows} {(rows == 1 ? "row" : "rows")} '{name}' lies beyond the boundary knots of '{call}', {lower:g6} and {upper:g6}")
            + ", where its polynomials go on and soon grow large.",
        source,
        span);

    /// <summary>Groups whose means are not known from the model's data.</summary>
    public static Diagnostic MeansOfNewGroups(SourceText source, TextSpan span, string call, IReadOnlyList<string> groups) => Warning(
        "BL2122",
        $"The model's data do not have the {(groups.Count == 1 ? "group" : "groups")} {string.Join(", ", groups.Take(5).Select(group => $"'{group}'"))}"
            + (groups.Count > 5 ? $" and {groups.Count - 5} others" : "")
            + $"; '{call}' takes {(groups.Count == 1 ? "its mean" : "their means")} from the new rows.",
        source,
        span);

    /// <summary>A hint for text that would be a number if its comma were a point.</summary>
    public static string DecimalComma(string example) =>
        example.Count(c => c == ',') == 1 && double.TryParse(example.Replace(',', '.'), System.Globalization.CultureInfo.InvariantCulture, out _)
            ? " Write decimals with a point, not a comma."
            : "";
}
