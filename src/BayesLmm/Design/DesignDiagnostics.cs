using BayesLmm.Data.Readings;
using BayesLmm.Design.Expressions;
using BayesLmm.Diagnostics;
using static BayesLmm.Diagnostic;

namespace BayesLmm.Design;

/// <summary>The wording of every error where a formula meets a table. Codes BL2001 and up.</summary>
internal static class DesignDiagnostics
{
    public static Diagnostic UnknownColumn(SourceText source, TextSpan span, string name, string table, IReadOnlyList<string> columns)
    {
        string? twin = LookAlikeLevels.Twin(name, columns);
        (string First, string Second)? written = twin is null ? null : LookAlikeLevels.Characters(name, twin);
        string alike = written is { } characters
            ? $" A column that looks the same is written with different characters ({characters.Second}, here {characters.First}): copy its name from there."
            : "";
        string? suggestion = written is null ? twin ?? NameSuggestion.Nearest(name, columns) : null;
        return Error("BL2001", $"There is no column '{name}' in {table}.{alike}", source, span, suggestion);
    }

    /// <summary>How two levels that look alike differ, as what is said of them.</summary>
    public static string HowAlikesDiffer(string first, string second) => LookAlikeLevels.Characters(first, second) is { } written
        ? $"look the same but are written with different characters ({written.First}, and {written.Second})"
        : "differ only in blanks or capitals";

    /// <summary>A level of new rows that is taken for a new one because of how it is written.</summary>
    public static Diagnostic NewLevelLooksLike(
        SourceText source, TextSpan span, string group, string level, string known, string table, int others) => Warning(
        "BL2137",
        $"The level '{level}' of '{group}' in {table} is new, though the model's data have '{known}': they {HowAlikesDiffer(level, known)}"
            + (others == 0 ? "" : $"; so it is with {others} more")
            + ". If they should be one, write them alike in the table.",
        source,
        span);

    public static Diagnostic ResponseNotAColumn(SourceText source, TextSpan span) =>
        Error("BL2002", "The response must be a column, or arithmetic on columns, with one number a row.", source, span);

    /// <summary>
    /// A categorical response: in the table, with <paramref name="example"/> as one of its values, or by a factor statement if that is null.
    /// </summary>
    public static Diagnostic ResponseNotNumeric(SourceText source, TextSpan span, string name, string? example) => Error(
        "BL2003",
        $"The response '{name}' must be numeric, but "
            + $"{(example is null ? "the model declares it a factor." : $"holds text such as '{example}'.{ExpressionDiagnostics.DecimalComma(example)}")}",
        source,
        span);

    public static Diagnostic ResponseConstant(SourceText source, TextSpan span, string name, string value) =>
        Error("BL2004", $"The response '{name}' is {value} in every row; there is no variation to explain.", source, span);

    public static Diagnostic NoRows(SourceText source, TextSpan span, string table, RowCounts rows) => Error(
        "BL2005",
        $"No row of {table} is complete; of {rows.Read} rows, "
            + $"{string.Join(", ", rows.Missing.Select(missing => $"{missing.Rows} {(missing.Rows == 1 ? "has" : "have")} no '{missing.Column}'"))}.",
        source,
        span);

    public static Diagnostic TooFewRows(SourceText source, TextSpan span, int rows, int coefficients) =>
        Error("BL2006",
            $"{(rows == 1 ? "There is 1 row" : $"There are {rows} rows")} for {coefficients} {(coefficients == 1 ? "coefficient" : "coefficients")}; a model "
                + "needs more rows than coefficients.", source, span);

    public static Diagnostic OneLevel(SourceText source, TextSpan span, string name, string level) =>
        Error("BL2007", $"The grouping factor '{name}' has one level, '{level}'; a variance between groups needs at least two.", source, span);

    public static Diagnostic FactorWithOneLevel(SourceText source, TextSpan span, string name, string level) =>
        Error("BL2008", $"The factor '{name}' has one level, '{level}', in the rows used; it cannot explain differences. Take it out of the formula.", source,
            span);

    public static Diagnostic NotFinite(SourceText source, TextSpan span, string name, int row) =>
        Error("BL2009", $"Column '{name}' has an infinite value in data row {row}; mark it as missing or remove the row.", source, span);

    public static Diagnostic LevelsLeftOut(SourceText source, TextSpan span, string level, string column) =>
        Error("BL2011", $"Column '{column}' has the level '{level}', which the list of levels leaves out; add it.", source, span);

    public static Diagnostic NoColumn(SourceText source, TextSpan span, string text) =>
        Error("BL2012", $"'{text}' is the same in every row, so it is no predictor.", source, span);

    public static Diagnostic NothingToEstimate(SourceText source, TextSpan span) =>
        Error("BL2013", "The formula has neither fixed nor random effects; write 1 for an intercept.", source, span);

    public static Diagnostic RepeatedRandomEffect(SourceText source, TextSpan span, string effect, string group) =>
        Error("BL2021", $"The effect '{effect}' of '{group}' stands in two random terms; their variances could not be told apart.", source, span);

    /// <summary>A response on the right-hand side too, in a role such as <c>predictor</c>.</summary>
    public static Diagnostic ResponseOnBothSides(SourceText source, TextSpan span, string name, string role) =>
        Error("BL2022", $"The response '{name}' is also a {role}.", source, span);

    public static Diagnostic ColumnDropped(SourceText source, TextSpan span, string dropped) =>
        Warning("BL2101", $"The column '{dropped}' is a linear combination of the columns before it and was left out.", source, span);

    public static Diagnostic ConstantWithin(SourceText source, TextSpan span, string effect, string group) =>
        Warning("BL2105",
            $"'{effect}' does not vary within the levels of '{group}', which so have no slope of their own to show; leave it among the fixed effects only.",
            source, span);

    public static Diagnostic ScalesApart(SourceText source, TextSpan span, string small, double smallSd, string large, double largeSd) =>
        Warning(
            "BL2106",
            FormattableString.Invariant($"The predictors are on very different scales: '{small}' varies by {smallSd:g2} and '{large}' by {
                largeSd:g2}. Coefficients are easier to read after scale( )."),
            source,
            span);

    public static Diagnostic VariationLost(SourceText source, TextSpan span, string column) =>
        Warning(
            "BL2108",
            $"'{column}' varies so little around so large a number that its values have kept fewer than four digits of what varies. Subtract a constant where "
                + "the table is made.",
            source,
            span);

    public static Diagnostic RowsDropped(SourceText source, TextSpan span, RowCounts rows) =>
        Warning(
            "BL2107",
            $"{rows.Dropped} of {rows.Read} rows {(rows.Dropped == 1 ? "was" : "were")} left out because of missing values in "
                + $"{string.Join(", ", rows.Missing.Select(entry => $"'{entry.Column}' ({entry.Rows})"))}.",
            source,
            span);

    public static Diagnostic MissingNotAllowed(SourceText source, TextSpan span, RowCounts rows) =>
        Error(
            "BL2024",
            $"{(rows.Dropped == 1 ? "1 row has" : $"{rows.Dropped} rows have")} missing values in "
                + $"{string.Join(", ", rows.Missing.Select(entry => $"'{entry.Column}' ({entry.Rows})"))}, and the model "
                + "says 'missing error'.",
            source,
            span);

    public static Diagnostic ReservedName(SourceText source, TextSpan span, string name) =>
        Error("BL2027", $"A predictor cannot be called '{name}', which is the name of a parameter; give it another name with 'let'.", source, span);

    public static Diagnostic GroupsOfOneName(SourceText source, TextSpan span, string group, string level) =>
        Error("BL2028", $"Two groups of '{group}' are called '{level}', because of ':' in the labels; make a column of unambiguous labels.", source, span);

    public static Diagnostic SamePartition(SourceText source, TextSpan span, string group, string other) =>
        Error("BL2029", $"'{group}' has the same groups as '{other}'; the two variances could not be told apart.", source, span);

    public static Diagnostic BeyondRange(SourceText source, TextSpan span, string name, double value, double smallest, double largest) => Error(
        "BL2093",
        FormattableString.Invariant($"'{name}' has values such as {value:g3}; computed are numbers from {smallest:g2} to {largest:g2}. ")
            + "Change the unit, for example with 'let'.",
        source,
        span);

    public static Diagnostic NothingChosen(SourceText source, TextSpan span, string table) =>
        Error("BL2025", $"No row of {table} fulfils this condition.", source, span);

    public static Diagnostic RandomColumnIsZero(SourceText source, TextSpan span, string effect, string group) =>
        Error("BL2023", $"The random effect '{effect}' of '{group}' is 0 in every row; take it out of the random term.", source, span);
}
