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

    /// <summary>
    /// Whether it numbers the rows: 1, 2, …, n or 0, 1, …, n − 1; or, under a name of row names, whole numbers that rise from row to row, as those of a part
    /// of a table do.
    /// </summary>
    public bool NumbersRows => IsUsableNumber && IsWhole && Missing == 0 && Distinct == Rows && Runs == Rows
        && ((IsCounting && (Rises || !ColumnNameHints.SuggestsMeasure(Name))) || (Rises && ColumnNameHints.SuggestsRowNames(Name)));

    /// <summary>Whether the levels are 1, 2, 3, … or 0, 1, 2, …</summary>
    public bool IsNumbered => IsUsableNumber && IsCounting;

    /// <summary>Whether values repeat, as those of a grouping factor do.</summary>
    public bool Repeats => Distinct >= 2 && Distinct <= MostLevelsPerRow * (Rows - Missing);

    /// <summary>Whether it varies and is a number everywhere, so that it can be a response or a predictor.</summary>
    public bool IsUsableNumber => IsNumeric && IsFinite && Distinct >= 2;

    /// <summary>Whether whole numbers look like the numbers of groups.</summary>
    public bool IsCode => IsUsableNumber && IsWhole && Lowest >= 0 && Repeats && Distinct >= 3
        && !ColumnNameHints.SuggestsMeasure(Name) && !ColumnNameHints.SuggestsResponse(Name)
        && (ColumnNameHints.SuggestsGroup(Name)
            || (IsCounting && Distinct > FewestLevels)
            || (!IsCounting && Distinct >= FewestLevels && Runs <= 2 * Distinct && Runs < Rows / 2)
            || (Distinct >= ManyLevels && Rows >= RowsPerLevel * Distinct && Highest - Lowest < LargestGap * (double)Distinct));

    /// <summary>Whether a few whole numbers 1, 2, 3, … look like the codes of a treatment.</summary>
    public bool IsFactorCode => IsUsableNumber && IsWhole && Repeats && IsCounting && Lowest == 1 && Distinct is >= 3 and <= FewestLevels
        && !ColumnNameHints.SuggestsMeasure(Name) && !ColumnNameHints.SuggestsResponse(Name);

    /// <summary>Whether the values are 0, 1, 2, … or 1, 2, 3, … without a gap.</summary>
    private bool IsCounting => IsWhole && Lowest is 0 or 1 && Highest - Lowest == Distinct - 1;

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

    /// <summary>Looks at a column.</summary>
    public static ColumnProfile Of(Column column)
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
        !IsNumeric ? ColumnKind.Text : IsWhole ? ColumnKind.Integer : ColumnKind.Number,
        Distinct,
        Lowest,
        Highest,
        Missing,
        IsCode || IsFactorCode);

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
