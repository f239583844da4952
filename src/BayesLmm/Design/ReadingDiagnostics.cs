using BayesLmm.Data.Cells;
using BayesLmm.Data.Columns;
using BayesLmm.Data.Readings;
using BayesLmm.Diagnostics;
using BayesLmm.Language.Printing;
using static BayesLmm.Diagnostic;

namespace BayesLmm.Design;

/// <summary>The wording of everything about texts that are numbers, or nearly so. Codes BL2081 and up, warnings BL2111 and up.</summary>
/// <param name="source">The model text.</param>
/// <param name="columns">The columns.</param>
internal sealed class ReadingDiagnostics(SourceText source, SourceColumns columns)
{
    /// <summary>Why a column cannot be used as numbers; null when its texts are plainly words, or plainly numbers.</summary>
    /// <param name="column">The column.</param>
    /// <param name="span">Where the model names it.</param>
    /// <param name="reading">What its texts are.</param>
    /// <param name="mayBeFactor">Whether the model could use it as a factor.</param>
    public Diagnostic? Refusal(CategoricalColumn column, TextSpan span, TextReading reading, bool mayBeFactor) => reading switch
    {
        TextReading.Mixed mixed => Error(
            "BL2081",
            $"Column '{column.Name}' holds numbers or dates, but '{column.Levels[mixed.Stranger]}' in {PlaceOf(column, mixed.Stranger)}. "
                + $"If that stands for a missing value, {Stating("missing", column.Levels[mixed.Stranger])}{OrFactor(column, mayBeFactor)}.",
            source,
            span),
        TextReading.Ambiguous ambiguous => Error(
            "BL2082",
            $"'{column.Levels[ambiguous.Example]}' in column '{column.Name}', {PlaceOf(column, ambiguous.Example)}, may be "
                + $"{ValueIn(ambiguous.First, column.Levels[ambiguous.Example])} or {ValueIn(ambiguous.Second, column.Levels[ambiguous.Example])}, "
                + "and so may every number of the column. "
                + $"To say which, {Stating(ambiguous.First)} or {Stating(ambiguous.Second)}{OrFactor(column, mayBeFactor)}.",
            source,
            span),
        TextReading.TwoNotations two => Error(
            "BL2083",
            $"The numbers of column '{column.Name}' are written in different ways: '{column.Levels[two.Example]}' in {PlaceOf(column, two.Example)}, but "
                + $"'{column.Levels[two.Stranger]}' in {PlaceOf(column, two.Stranger)}. Write all of them alike; if the second stands for a missing value, "
                + $"{Stating("missing", column.Levels[two.Stranger])}{OrFactor(column, mayBeFactor)}.",
            source,
            span),
        TextReading.OtherDates dates => Error(
            "BL2084",
            $"'{column.Levels[dates.Example]}' in column '{column.Name}', {PlaceOf(column, dates.Example)}, looks like a date, but it is not written as "
                + $"'2020-01-31'. Say of which form it is, as in date({ExpressionPrinter.PrintName(column.Name)}, \"dd.MM.yyyy\")"
                + $"{OrFactor(column, mayBeFactor)}.",
            source,
            span),
        _ => null,
    };

    public Diagnostic IdentifiersAsPredictor(CategoricalColumn column, TextSpan span, int example) => Error(
        "BL2085",
        $"Column '{column.Name}' is text, because its whole numbers are written as identifiers are, with leading zeros or longer than 16 digits: "
            + $"'{column.Levels[example]}' in {PlaceOf(column, example)}. If it is a factor, write {AsFactor(column)}; if its values count something, write "
            + $"'let number = {ExpressionPrinter.PrintName(column.Name)} + 0' and use that.",
        source,
        span);

    public Diagnostic ReadOtherwise(Column column, TextSpan span) => Error(
        "BL2086",
        $"The numbers of column '{column.Name}' were read with '{column.Origin!.Notation.Decimal}' before the decimals, but the 'data' statement of the "
            + "model says otherwise; read the table with TableReader.Read(path, model).",
        source,
        span);

    public Diagnostic CodesAreMissing(Column column, TextSpan span, MissingCode code) => Warning(
        "BL2111",
        $"'{code.Text}' counts as missing in column '{column.Name}': {(code.Rows == 1 ? "1 row" : $"{code.Rows} rows, the first of them")}, "
            + $"{columns.PlaceOf(column, code.FirstRow)}.",
        source,
        span);

    public Diagnostic ReadAs(CategoricalColumn column, TextSpan span, TextReading.Numbers numbers) => Warning(
        "BL2112",
        $"Column '{column.Name}' is text that was read as numbers{(numbers.IsPercent ? ", without the percent signs" : "")}: "
            + $"'{column.Levels[numbers.Example]}' in {PlaceOf(column, numbers.Example)} is {ExpressionPrinter.PrintNumber(numbers.ByLevel[numbers.Example])}.",
        source,
        span);

    public Diagnostic ReadAsDays(CategoricalColumn column, TextSpan span, TextReading.Dates dates) => Warning(
        "BL2113",
        $"The dates of column '{column.Name}' are used as numbers, in days since 1970-01-01: '{column.Levels[dates.Example]}' is "
            + $"{ExpressionPrinter.PrintNumber(dates.ByLevel[dates.Example])}.",
        source,
        span);

    public Diagnostic DoubtfulLevel(CategoricalColumn column, TextSpan span, int level) => Warning(
        "BL2114",
        $"Column '{column.Name}' has a level '{column.Levels[level]}', which often stands for a missing value ({PlaceOf(column, level)}). If it does, "
            + $"{Stating("missing", column.Levels[level])}.",
        source,
        span);

    public Diagnostic NumbersAmongWords(CategoricalColumn column, TextSpan span, TextReading.WordsAndNumbers words) => Warning(
        "BL2115",
        $"Column '{column.Name}' is text, so that it is a factor, though some of its values are numbers: {words.Rows} rows, the first of them "
            + $"{PlaceOf(column, words.Level)}, '{column.Levels[words.Level]}'. To say that it is a factor, write {AsFactor(column)}.",
        source,
        span);

    public Diagnostic NumbersAreText(CategoricalColumn column, TextSpan span) => Warning(
        "BL2116",
        $"Column '{column.Name}' is a factor, because its source says that its values are text, though all of them are numbers, such as "
            + $"'{column.Levels[0]}'. To say that it is a factor, write {AsFactor(column)}; for numbers, write "
            + $"'let number = {ExpressionPrinter.PrintName(column.Name)} + 0' and use that.",
        source,
        span);

    private string PlaceOf(CategoricalColumn column, int level) => columns.PlaceOf(column, column.Codes.IndexOf(level));

    private static string OrFactor(CategoricalColumn column, bool mayBeFactor) => mayBeFactor ? $"; if the column is text, write {AsFactor(column)}" : "";

    private static string AsFactor(CategoricalColumn column) => $"'factor {ExpressionPrinter.PrintName(column.Name)}'";

    private static string ValueIn(NumberNotation notation, string text) =>
        ExpressionPrinter.PrintNumber(notation.TryParse(text.AsSpan().Trim().TrimEnd('%'), out double value) ? value : double.NaN);

    private string Stating(NumberNotation notation) =>
        notation.Thousands is { } thousands ? Stating("thousands", thousands.ToString()) : Stating("decimal", notation.Decimal.ToString());

    private string Stating(string option, string value)
    {
        string written = $"{option} {QuotedText.Of(value)}";
        return columns.Conventions.IsStated ? $"add '{written}' to the 'data' statement" : $"write 'data {written}'";
    }
}
