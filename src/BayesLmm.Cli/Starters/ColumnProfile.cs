using BayesLmm.Data.Cells;
using BayesLmm.Data.Columns;
using BayesLmm.Data.Readings;
using BayesLmm.Language.Printing;
using BayesLmm.Reports.Starters;

namespace BayesLmm.Cli.Starters;

/// <summary>The properties of a column that one pass shows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsNumeric">Whether it holds numbers.</param>
/// <param name="IsWhole">Whether all numbers are whole.</param>
/// <param name="IsFinite">Whether no number is infinite.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Missing">Rows in which it is missing.</param>
/// <param name="Distinct">Number of different values.</param>
/// <param name="Lowest">The lowest number; NaN for text.</param>
/// <param name="Highest">The highest number; NaN for text.</param>
/// <param name="Runs">Stretches of rows with one value.</param>
/// <param name="Values">The column.</param>
internal sealed record ColumnProfile(
    string Name, bool IsNumeric, bool IsWhole, bool IsFinite, int Rows, int Missing, int Distinct, double Lowest, double Highest, int Runs, Column Values)
{
    /// <summary>Groups have at least this many levels; below, the variance between them depends on its prior, and fixed effects are better.</summary>
    public const int FewestLevels = 5;

    /// <summary>A grouping factor has several rows for a level: at most this many levels a row.</summary>
    private const double MostLevelsPerRow = 0.7;

    /// <summary>Numbers of many repeated values, nearly without gaps, are labels.</summary>
    private const int ManyLevels = 50, RowsPerLevel = 10, LargestGap = 4;

    /// <summary>What its texts are, of a column of text; otherwise null.</summary>
    public TextReading? Reading { get; private init; }

    /// <summary>Whether its numbers are dates, in days.</summary>
    public bool IsDate { get; private init; }

    /// <summary>The form of dates that are not written as <c>2020-01-31</c>; otherwise null.</summary>
    public string? DateForm { get; private init; }

    /// <summary>What a person has to know about how it was read.</summary>
    public IReadOnlyList<StarterDoubt> Doubts { get; private init; } = [];

    /// <summary>Whether its texts are numbers too, which the formula takes as levels only if a statement says so.</summary>
    public bool IsTextOfNumbers => Reading is TextReading.Identifiers or TextReading.NumbersAsText or TextReading.WordsAndNumbers;

    /// <summary>
    /// Whether it numbers the rows: 1, 2, …, n or 0, 1, …, n − 1, or the same of many rows from another number on; under a name of row names whole numbers that
    /// rise from row to row, as those of a part of a table do, and in any order under a name that nothing else has.
    /// </summary>
    public bool NumbersRows => IsUsableNumber && IsWhole && Missing == 0 && Distinct == Rows && Runs == Rows
        && ((IsCounting && (Rises || !ColumnNameHints.SuggestsMeasure(Name)))
            || (Rises && (ColumnNameHints.SuggestsRowNames(Name) || (IsLongCount && !ColumnNameHints.SuggestsMeasure(Name))))
            || Name is "column0" or "column00" or "Unnamed: 0" or "rownames" or "row_names" or "__index_level_0__");

    /// <summary>Whether the levels are 1, 2, 3, … or 0, 1, 2, …</summary>
    public bool IsNumbered => IsUsableNumber && IsCounting;

    /// <summary>Whether values repeat, as those of a grouping factor do.</summary>
    public bool Repeats => Distinct >= 2 && Distinct <= MostLevelsPerRow * (Rows - Missing);

    /// <summary>Whether it varies and is a number everywhere, so that it can be a response or a predictor.</summary>
    public bool IsUsableNumber => IsNumeric && IsFinite && Distinct >= 2;

    /// <summary>Whether whole numbers look like the numbers of groups.</summary>
    public bool IsCode => IsUsableNumber && IsWhole && !IsDate && Lowest >= 0 && Repeats && Distinct >= 3
        && !ColumnNameHints.SuggestsMeasure(Name) && !ColumnNameHints.SuggestsResponse(Name)
        && (ColumnNameHints.SuggestsGroup(Name)
            || (IsCounting && Distinct > FewestLevels)
            || (!IsCounting && Distinct >= FewestLevels && Runs <= 2 * Distinct && Runs < Rows / 2)
            || (Distinct >= ManyLevels && Rows >= RowsPerLevel * Distinct && Highest - Lowest < LargestGap * (double)Distinct));

    /// <summary>Whether a few whole numbers 1, 2, 3, … look like the codes of a treatment.</summary>
    public bool IsFactorCode => IsUsableNumber && IsWhole && !IsDate && Repeats && IsCounting && Lowest == 1 && Distinct is >= 3 and <= FewestLevels
        && !ColumnNameHints.SuggestsMeasure(Name) && !ColumnNameHints.SuggestsResponse(Name);

    /// <summary>Whether the values are 0, 1, 2, … or 1, 2, 3, … without a gap.</summary>
    private bool IsCounting => IsWhole && Lowest is 0 or 1 && Highest - Lowest == Distinct - 1;

    /// <summary>Whether the values are whole numbers without a gap, and more than a factor or a series of years has.</summary>
    private bool IsLongCount => Rows >= ManyLevels && Highest - Lowest == Distinct - 1;

    private bool Rises
    {
        get
        {
            ReadOnlySpan<double> values = ((NumericColumn)Values).Values;
            for (int row = 1; row < values.Length; row++)
            {
                if (!(values[row] > values[row - 1]))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Looks at a column as a formula would read it.</summary>
    /// <param name="column">The column.</param>
    /// <param name="source">Its table.</param>
    public static ColumnProfile Of(Column column, SourceColumns source)
    {
        List<StarterDoubt> doubts =
            [.. source.CodesOf(column.Name).Select(code => new StarterDoubt.CountsAsMissing(code.Text, code.Rows))];
        if (column is not CategoricalColumn text)
        {
            return Of(column) with { Doubts = [.. doubts, .. Suspects((NumericColumn)column)] };
        }

        TextReading reading = source.Judge(text);
        switch (reading)
        {
            case TextReading.Numbers numbers:
                doubts.Add(new StarterDoubt.ReadAs(text.Levels[numbers.Example], numbers.ByLevel[numbers.Example]));
                doubts.AddRange(Codes(text, numbers.ByLevel));
                return AsNumbers(text, numbers.Of(text), reading, doubts);
            case TextReading.Dates dates:
                doubts.AddRange(Codes(text, dates.ByLevel));
                return AsNumbers(text, dates.Of(text), reading, doubts) with { IsDate = true };
            case TextReading.OtherDates { Forms: [string form] }:
                double[] days = [.. text.Levels.Select(level => DateText.Days(level, [form]) ?? double.NaN)];
                return AsNumbers(text, [.. text.Codes.ToArray().Select(code => code < 0 ? double.NaN : days[code])], reading, doubts)
                    with { IsDate = true, DateForm = form };
            default:
                doubts.AddRange(text.Levels.Where(level => MissingCodes.IsDoubtful(level, text.Levels))
                    .Select(level => new StarterDoubt.MayBeMissing(level, text.Codes.Count(text.Levels.Span.IndexOf(level)))));
                doubts.AddRange(LookAlikeLevels.Of(text.Levels).Take(1)
                    .Select(pair => new StarterDoubt.LookAlikes(text.Levels[pair.First], text.Levels[pair.Second])));
                return Of(text) with { Reading = reading, Doubts = doubts };
        }
    }

    /// <summary>The column as numbers, where a formula would take its texts so as a response; null where they are none.</summary>
    public ColumnProfile? AsResponse() => IsNumeric ? this
        : Reading is TextReading.Readable numbers ? AsNumbers((CategoricalColumn)Values, numbers.Of((CategoricalColumn)Values), Reading, Doubts)
        : null;

    private static ColumnProfile AsNumbers(CategoricalColumn text, double[] values, TextReading reading, IReadOnlyList<StarterDoubt> doubts)
    {
        NumericColumn numbers = new(text.Name, values);
        return Of(numbers) with { Reading = reading, Doubts = [.. doubts, .. Suspects(numbers)] };
    }

    private static IEnumerable<StarterDoubt> Suspects(NumericColumn column) =>
        SuspectNumbers.Of(column.Values).Select(suspect => new StarterDoubt.MayBeMissing(ExpressionPrinter.PrintNumber(suspect.Value), suspect.Rows));

    /// <summary>The levels that count as missing.</summary>
    private static IEnumerable<StarterDoubt> Codes(CategoricalColumn text, double[] byLevel) => Enumerable.Range(0, byLevel.Length)
        .Where(level => double.IsNaN(byLevel[level]))
        .Select(level => new StarterDoubt.CountsAsMissing(text.Levels[level], text.Codes.Count(level)));

    private static ColumnProfile Of(Column column)
    {
        int missing = Enumerable.Range(0, column.Length).Count(column.IsMissing);
        if (column is CategoricalColumn text)
        {
            int levels = text.Codes.ToArray().Where(code => code >= 0).Distinct().Count();
            return new ColumnProfile(text.Name, false, false, true, text.Length, missing, levels, double.NaN, double.NaN, RunsOf<int>(text.Codes), text);
        }

        ReadOnlySpan<double> values = ((NumericColumn)column).Values;
        double[] present = [.. values.ToArray().Where(value => !double.IsNaN(value))];
        return new ColumnProfile(
            column.Name,
            IsNumeric: true,
            present.All(value => Math.Floor(value) == value),
            present.All(double.IsFinite),
            column.Length,
            missing,
            present.Distinct().Count(),
            present.DefaultIfEmpty(double.NaN).Min(),
            present.DefaultIfEmpty(double.NaN).Max(),
            RunsOf(values),
            column);
    }

    /// <summary>What a person is told about it.</summary>
    public StarterColumn Describe() => new(
        Name,
        !IsNumeric ? ColumnKind.Text : IsDate ? ColumnKind.Date : IsWhole ? ColumnKind.Integer : ColumnKind.Number,
        Distinct,
        Lowest,
        Highest,
        Missing,
        IsCode || IsFactorCode)
    {
        DateForm = DateForm,
        Doubts = Doubts,
    };

    /// <summary>The levels as codes; −1 where missing.</summary>
    public int[] Codes() => (Values as CategoricalColumn ?? ((NumericColumn)Values).ToCategorical()).Codes.ToArray();

    private static int RunsOf<T>(ReadOnlySpan<T> values)
        where T : IEquatable<T>
    {
        int runs = values.Length == 0 ? 0 : 1;
        for (int i = 1; i < values.Length; i++)
        {
            runs += values[i].Equals(values[i - 1]) ? 0 : 1;
        }

        return runs;
    }
}
