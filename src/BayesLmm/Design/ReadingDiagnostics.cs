using BayesLmm.Data.Cells;
using BayesLmm.Data.Columns;
using BayesLmm.Data.Readings;
using BayesLmm.Diagnostics;
using BayesLmm.Language.Checks;
using BayesLmm.Language.Printing;
using static BayesLmm.Diagnostic;

namespace BayesLmm.Design;

/// <summary>The wording of everything about texts that are numbers, or nearly so. Codes BL2081 and up, warnings BL2111 and up.</summary>
/// <param name="source">The model text.</param>
/// <param name="columns">The columns.</param>
/// <param name="table">The name of the table, if it is not the model's own.</param>
internal sealed class ReadingDiagnostics(SourceText source, SourceColumns columns, string? table = null)
{
    private readonly string start = table is null ? "" : $"{table}: ";

    /// <summary>Why a column cannot be used as numbers; null when its texts are plainly words, or plainly numbers.</summary>
    /// <param name="column">The column.</param>
    /// <param name="span">Where the model names it.</param>
    /// <param name="reading">What its texts are.</param>
    /// <param name="mayBeFactor">Whether the model could use it as a factor.</param>
    public Diagnostic? Refusal(CategoricalColumn column, TextSpan span, TextReading reading, bool mayBeFactor) => reading switch
    {
        TextReading.Mixed mixed => Error(
            "BL2081",
            $"{start}Column '{column.Name}' holds numbers or dates, but '{column.Levels[mixed.Stranger]}' in {PlaceOf(column, mixed.Stranger)}. "
                + $"If that stands for a missing value, {Stating("missing", column.Levels[mixed.Stranger])}{OrFactor(column, mayBeFactor)}.",
            source,
            span),
        TextReading.Ambiguous ambiguous => Error(
            "BL2082",
            $"{start}'{column.Levels[ambiguous.Example]}' in column '{column.Name}', {PlaceOf(column, ambiguous.Example)}, may be "
                + $"{ValueIn(ambiguous.First, column.Levels[ambiguous.Example])} or {ValueIn(ambiguous.Second, column.Levels[ambiguous.Example])}, "
                + "and so may every number of the column. "
                + $"To say which, {Stating(ambiguous.First)} or {Stating(ambiguous.Second)}{OrFactor(column, mayBeFactor)}.",
            source,
            span),
        TextReading.TwoNotations two => Error(
            "BL2083",
            $"{start}The numbers of column '{column.Name}' are written in different ways: '{column.Levels[two.Example]}' in {PlaceOf(column, two.Example)}, "
                + $"but '{column.Levels[two.Stranger]}' in {PlaceOf(column, two.Stranger)}. Write all of them alike; if the second stands for a missing value, "
                + $"{Stating("missing", column.Levels[two.Stranger])}{OrFactor(column, mayBeFactor)}.",
            source,
            span),
        TextReading.OtherDates dates => Error(
            "BL2084",
            $"{start}'{column.Levels[dates.Example]}' in column '{column.Name}', {PlaceOf(column, dates.Example)}, looks like a date, but it is not written as "
                + $"'2020-01-31'. {FormOf(column, dates)}{OrFactor(column, mayBeFactor)}.",
            source,
            span),
        _ => null,
    };

    public Diagnostic IdentifiersAsPredictor(CategoricalColumn column, TextSpan span, int example) => Error(
        "BL2085",
        $"{start}Column '{column.Name}' is text, because its whole numbers are written as identifiers are, with leading zeros or longer than 16 digits: "
            + $"'{column.Levels[example]}' in {PlaceOf(column, example)}. If it is a factor, write {AsFactor(column)}; if its values count something, write "
            + $"'let number = {ExpressionPrinter.PrintName(column.Name)} + 0' and use that.",
        source,
        span);

    public Diagnostic ReadOtherwise(Column column, TextSpan span) => Error(
        "BL2086",
        $"{start}The numbers of column '{column.Name}' were read with '{column.Origin!.Notation.Decimal}' before the decimals, but the 'data' statement of the "
            + "model says otherwise; read the table with TableReader.Read(path, model).",
        source,
        span);

    public Diagnostic CodesAreMissing(Column column, TextSpan span, MissingCode code) => Warning(
        "BL2111",
        $"{start}'{code.Text}' counts as missing in column '{column.Name}': {RowsFrom(code.Rows)}"
            + $"{columns.PlaceOf(column, code.FirstRow)}.",
        source,
        span);

    public Diagnostic ReadAs(CategoricalColumn column, TextSpan span, TextReading.Numbers numbers) => Warning(
        "BL2112",
        $"{start}Column '{column.Name}' is text that was read as numbers{Without(numbers.Sign)}: "
            + $"'{column.Levels[numbers.Example]}' in {PlaceOf(column, numbers.Example)} is {ExpressionPrinter.PrintNumber(numbers.ByLevel[numbers.Example])}.",
        source,
        span);

    public Diagnostic ReadAsDays(CategoricalColumn column, TextSpan span, TextReading.Dates dates) => Warning(
        "BL2113",
        $"{start}The dates of column '{column.Name}' are used as numbers, in days since 1970-01-01: '{column.Levels[dates.Example]}' is "
            + $"{ExpressionPrinter.PrintNumber(dates.ByLevel[dates.Example])}.",
        source,
        span);

    public Diagnostic DoubtfulLevel(CategoricalColumn column, TextSpan span, int level) => Warning(
        "BL2114",
        $"{start}Column '{column.Name}' has a level '{column.Levels[level]}', which often stands for a missing value ({PlaceOf(column, level)}). If it does, "
            + $"{Stating("missing", column.Levels[level])}.",
        source,
        span);

    public Diagnostic NumbersAmongWords(CategoricalColumn column, TextSpan span, TextReading.WordsAndNumbers words) => Warning(
        "BL2115",
        $"{start}Column '{column.Name}' is text, so that it is a factor, though some of its values are numbers: {RowsFrom(words.Rows)}"
            + $"{PlaceOf(column, words.Level)}, '{column.Levels[words.Level]}'. To say that it is a factor, write {AsFactor(column)}.",
        source,
        span);

    public Diagnostic NumbersAreText(CategoricalColumn column, TextSpan span) => Warning(
        "BL2116",
        $"{start}Column '{column.Name}' is a factor, because its source says that its values are text, though all of them are numbers, such as "
            + $"'{column.Levels[0]}'. To say that it is a factor, write {AsFactor(column)}; for numbers, write "
            + $"'let number = {ExpressionPrinter.PrintName(column.Name)} + 0' and use that.",
        source,
        span);

    public Diagnostic SuspectNumber(NumericColumn column, TextSpan span, SuspectNumber suspect) => Warning(
        "BL2117",
        $"{start}Column '{column.Name}' has the number {ExpressionPrinter.PrintNumber(suspect.Value)} far from all others: {RowsFrom(suspect.Rows)}"
            + $"{columns.PlaceOf(column, suspect.FirstRow)}. It is used as a number, but often stands for a missing value. If it does, "
            + $"{Stating("missing", ExpressionPrinter.PrintNumber(suspect.Value))}.",
        source,
        span);

    public Diagnostic LookAlikes(CategoricalColumn column, TextSpan span, IReadOnlyList<(int First, int Second)> pairs)
    {
        (int first, int second) = pairs[0];
        string more = pairs.Count == 1 ? "" : pairs.Count == 2 ? ", as does 1 other pair" : $", as do {pairs.Count - 1} other pairs";
        string differ = DesignDiagnostics.HowAlikesDiffer(column.Levels[first], column.Levels[second]);
        return Warning(
            "BL2118",
            $"{start}Column '{column.Name}' has the levels '{column.Levels[first]}' ({PlaceOf(column, first)}) and '{column.Levels[second]}' "
                + $"({PlaceOf(column, second)}), which {differ}{more}. They are different levels; if they should be one, write them alike in the table.",
            source,
            span);
    }

    public Diagnostic TimesAreLevels(CategoricalColumn column, TextSpan span, int example) => Warning(
        "BL2119",
        $"{start}Column '{column.Name}' holds times such as '{column.Levels[example]}' and is a factor with a coefficient for each of them. To say that it is "
            + $"a factor, write {AsFactor(column)}; for numbers, make a column of minutes or seconds in the table.",
        source,
        span);

    public Diagnostic MeasurementsAreLevels(CategoricalColumn column, TextSpan span, TextReading.Measurements texts) => Warning(
        "BL2125",
        $"{start}Column '{column.Name}' is text and so a factor with {texts.Count} levels, such as '{column.Levels[texts.Example]}' in "
            + $"{PlaceOf(column, texts.Example)}. To say that it is a factor, write {AsFactor(column)}; if it holds numbers, leave off in the table what is no "
            + "part of a number.",
        source,
        span);

    public Diagnostic TwoSpellingsOfALevel(Column column, TextSpan span, TwoSpellings two) => Warning(
        "BL2126",
        $"{start}The levels of column '{column.Name}' are numbers, some of which are written in two ways: '{two.Text}' in "
            + $"{columns.PlaceOf(column, two.Row)} and '{two.Other}' are one level. If they name different things, write the names as text, such as "
            + $"'n{two.Text}', in the table; if not, write them alike.",
        source,
        span);

    public Diagnostic RoundedLevel(Column column, TextSpan span, int row) => Warning(
        "BL2127",
        $"{start}The levels of column '{column.Name}' are numbers beyond 2^53, such as {ValueAt(column, row)} in {columns.PlaceOf(column, row)}, which the "
            + "table holds rounded: identifiers that differ in their last digits alone are one level. Write identifiers with all their digits, or as text.",
        source,
        span);

    public Diagnostic LevelsDifferByRounding(Column column, TextSpan span, double first, double second) => Warning(
        "BL2128",
        FormattableString.Invariant($"{start}The levels of column '{column.Name}' are numbers, of which {first:R} and {second:R} differ by rounding alone. ")
            + "They are two levels; if they should be one, round the numbers in the table.",
        source,
        span);

    public Diagnostic NoDate(Column column, TextSpan span, int row) => Error(
        "BL2088",
        $"{start}Column '{column.Name}' holds dates in the model's data, but '{ValueAt(column, row)}' in {columns.PlaceOf(column, row)}. Write dates as "
            + "'2020-01-31'.",
        source,
        span);

    public Diagnostic DatesForNumbers(CategoricalColumn column, TextSpan span, int example) => Error(
        "BL2087",
        $"{start}Column '{column.Name}' holds dates such as '{column.Levels[example]}' in {PlaceOf(column, example)}, but numbers in the model's data.",
        source,
        span);

    public Diagnostic OtherDecimals(Column column, TextSpan span, int row) => Warning(
        "BL2123",
        $"{start}The numbers of column '{column.Name}' have a decimal point here and '{columns.NotationOf(column.Name)!.Value.Decimal}' before the decimals in "
            + $"the model's data: {columns.PlaceOf(column, row)} is taken as {ValueAt(column, row)}.",
        source,
        span);

    public Diagnostic NoPercentSigns(Column column, TextSpan span, int row) => Warning(
        "BL2124",
        $"{start}The numbers of column '{column.Name}' have percent signs in the model's data and none here: '{ValueAt(column, row)}' in "
            + $"{columns.PlaceOf(column, row)} is taken as {ValueAt(column, row)} %.",
        source,
        span);

    private static string Without(char? sign) => sign switch
    {
        null => "",
        '%' => ", without the percent signs",
        _ => $", without the signs '{sign}'",
    };

    private static string RowsFrom(int count) => count == 1 ? "1 row, " : $"{count} rows, the first is ";

    private static string ValueAt(Column column, int row) => column.Level(row) ?? ExpressionPrinter.PrintNumber(column.Number(row) ?? double.NaN);

    private static string FormOf(CategoricalColumn column, TextReading.OtherDates dates)
    {
        string[] calls = [.. dates.Forms.Select(form => $"date({ExpressionPrinter.PrintName(column.Name)}, {QuotedText.Of(form)})")];
        return calls.Length switch
        {
            0 => "The dates of the column are not all of one form. Write them as '2020-01-31' in the table",
            1 => $"To use it as days, write {calls[0]}",
            _ => $"Its days and months cannot be told apart. To use it as days, write {SyntaxDiagnostics.List(calls, "or")}",
        };
    }

    private string PlaceOf(CategoricalColumn column, int level) => columns.PlaceOf(column, column.Codes.IndexOf(level));

    private static string OrFactor(CategoricalColumn column, bool mayBeFactor) => mayBeFactor ? $"; if the column is text, write {AsFactor(column)}" : "";

    private static string AsFactor(CategoricalColumn column) => $"'factor {ExpressionPrinter.PrintName(column.Name)}'";

    private static string ValueIn(NumberNotation notation, string text) =>
        ExpressionPrinter.PrintNumber(notation.TryParse(TextJudge.WithoutSign(text), out double value) ? value : double.NaN);

    private string Stating(NumberNotation notation) =>
        notation.Thousands is { } thousands ? Stating("thousands", thousands.ToString()) : Stating("decimal", notation.Decimal.ToString());

    private string Stating(string option, string value)
    {
        string written = $"{option} {QuotedText.Of(value)}";
        return columns.Conventions.IsStated ? $"add '{written}' to the 'data' statement" : $"write 'data {written}'";
    }
}
