using System.Globalization;
using BayesLmm.Data.Cells;
using static BayesLmm.Data.Readings.TextReading;

namespace BayesLmm.Data.Readings;

/// <summary>Finds out whether the texts of a column are numbers or dates, by its levels and by how many rows have each.</summary>
internal sealed class TextJudge
{
    /// <summary>Fewer texts with digits may be levels of a factor: <c>10 mg</c>, <c>20 mg</c>.</summary>
    private const int FewestMeasured = 8;

    private const string Minus = "-+\u2212";

    private enum Kind
    {
        Unused,
        Code,
        Number,
        Date,
        OtherDate,
        Word,
    }

    private readonly IReadOnlyList<string> levels;
    private readonly int[] rows;
    private readonly int[] firstRows;
    private readonly Kind[] kinds;
    private readonly NumberNotation? stated;
    private readonly bool isTyped;

    private TextJudge(CategoricalColumn column, NumberNotation? stated)
    {
        levels = [.. column.Levels];
        this.stated = stated;
        isTyped = column.Origin is null or { IsTyped: true };
        rows = new int[levels.Count];
        firstRows = new int[levels.Count];
        for (int row = column.Length - 1; row >= 0; row--)
        {
            if (column.Codes[row] is >= 0 and var code)
            {
                rows[code]++;
                firstRows[code] = row;
            }
        }

        kinds = [.. levels.Select((level, i) => rows[i] == 0 ? Kind.Unused : KindOf(level))];
    }

    /// <summary>What the texts of a column are.</summary>
    /// <param name="column">The column.</param>
    /// <param name="stated">How its numbers are written, if that is known.</param>
    public static TextReading Judge(CategoricalColumn column, NumberNotation? stated = null) => new TextJudge(column, stated).Judge();

    private TextReading Judge()
    {
        int numbers = RowsOf(Kind.Number), dates = RowsOf(Kind.Date), others = RowsOf(Kind.OtherDate), words = RowsOf(Kind.Word);
        int most = Math.Max(Math.Max(numbers, dates), others);
        if (most == 0 || most < words + numbers + dates + others - most)
        {
            return numbers > 0 ? new WordsAndNumbers(First(kind => kind == Kind.Number), numbers)
                : most == 0 && words > 0 && LevelsOf(Kind.Word).All(DateText.IsTime) ? new Times(First(kind => kind == Kind.Word))
                : numbers == 0 && MeasuredLevel() is { } measured ? new Measurements(measured, rows.Count(count => count > 0))
                : new Words();
        }

        return others == most ? new OtherDates(First(kind => kind == Kind.OtherDate), DateText.FormsOf([.. LevelsOf(Kind.OtherDate)]))
            : words + others > 0 || (numbers > 0 && dates > 0) ? new Mixed(First(kind => kind is not (Kind.Unused or Kind.Code)
                && kind != (numbers == most ? Kind.Number : Kind.Date)))
            : dates > 0 ? new Dates(ByLevel(level => DateText.TryParse(level, out double days) ? days : double.NaN), First(kind => kind == Kind.Date))
            : JudgeNumbers();
    }

    private TextReading JudgeNumbers()
    {
        char? sign = Used().GroupBy(level => SignOf(levels[level])).MaxBy(alike => alike.Sum(level => rows[level]))!.Key;
        if (FirstOf(level => SignOf(levels[level]) != sign) is { } other)
        {
            return new Mixed(other);
        }

        NumberNotation[] known = stated is { } notation ? [notation] : [.. NumberNotation.All];
        NumberNotation[] fitting = [.. known.Where(candidate => Used().All(level => Number(level, candidate) is not null))];
        if (fitting.Length == 0)
        {
            NumberNotation best = known.MaxBy(candidate => Used().Where(level => Number(level, candidate) is not null).Sum(level => rows[level]));
            int stranger = FirstOf(level => Number(level, best) is null)!.Value;
            return FirstOf(level => Number(level, best) is not null) is { } usual ? new TwoNotations(usual, stranger) : new Mixed(stranger);
        }

        if (fitting[0] != NumberNotation.Plain && FirstOf(level => fitting.Any(other => Number(level, other) != Number(level, fitting[0]))) is { } ambiguous)
        {
            return new Ambiguous(ambiguous, fitting[0], fitting.First(other => Number(ambiguous, other) != Number(ambiguous, fitting[0])));
        }

        double[] values = ByLevel(level => Number(level, fitting[0]) ?? double.NaN);
        if (fitting[0] == NumberNotation.Plain && sign is null)
        {
            NumberForm[] forms = [.. levels.Select(level => NumberText.Parse(level, out _))];
            if (Used().All(level => forms[level] != NumberForm.Decimal) && FirstOf(level => forms[level] >= NumberForm.Padded) is { } identifier)
            {
                return new Identifiers(values, identifier);
            }

            if (isTyped && !kinds.Contains(Kind.Code))
            {
                return new NumbersAsText(values);
            }
        }

        int example = FirstOf(level => NumberText.Parse(levels[level], out _) == NumberForm.None) ?? First(kind => kind == Kind.Number);
        return new Numbers(values, fitting[0], sign, example);
    }

    private Kind KindOf(string level)
    {
        if (MissingCodes.IsAmongNumbers(level))
        {
            return Kind.Code;
        }

        string bare = WithoutSign(level);
        if ((stated is { } notation && notation.TryParse(bare, out _)) || NumberText.Parse(bare, out _) != NumberForm.None)
        {
            return Kind.Number;
        }

        return DateText.TryParse(level, out _) ? Kind.Date
            : NumberNotation.All.Any(candidate => candidate.TryParse(bare, out _)) ? Kind.Number
            : DateText.IsOfOtherForm(level) ? Kind.OtherDate
            : Kind.Word;
    }

    /// <summary>The number of a level in a notation; null when it is not written so.</summary>
    private double? Number(int level, NumberNotation notation)
    {
        string bare = WithoutSign(levels[level]);
        bool isPlain = notation == NumberNotation.Plain;
        return notation.TryParse(bare, out double value) || (isPlain && NumberText.Parse(bare, out value) != NumberForm.None) ? value : null;
    }

    /// <summary>The percent sign behind a text, or the sign of a currency before or behind it.</summary>
    private static char? SignOf(string level)
    {
        ReadOnlySpan<char> text = level.AsSpan().Trim();
        return text is [.., '%'] ? '%'
            : text is [.., var last] && IsCurrency(last) ? last
            : text.TrimStart(Minus) is [var first, ..] && IsCurrency(first) ? first
            : null;
    }

    /// <summary>A text without such a sign.</summary>
    public static string WithoutSign(string level)
    {
        if (SignOf(level) is not { } sign)
        {
            return level;
        }

        string text = level.Trim();
        int place = text[^1] == sign ? text.Length - 1 : text.IndexOf(sign, StringComparison.Ordinal);
        return text[..place].TrimEnd() + text[(place + 1)..].TrimStart();
    }

    private static bool IsCurrency(char sign) => char.GetUnicodeCategory(sign) == UnicodeCategory.CurrencySymbol;

    /// <summary>
    /// Where all words have digits and are hardly names of levels, since there is nearly one for each row, none has a letter (<c>1/2</c>, <c>120/80</c>), or
    /// the same unit stands behind every number: the first of them. Otherwise null.
    /// </summary>
    private int? MeasuredLevel()
    {
        string[] words = [.. LevelsOf(Kind.Word)];
        if (words.Length < FewestMeasured || !words.All(word => word.AsSpan().ContainsAnyInRange('0', '9')))
        {
            return null;
        }

        bool isLevelForRow = 2 * words.Length > RowsOf(Kind.Word);
        bool hasUnit = UnitOf(words[0]) is { } unit && words.All(word => UnitOf(word) == unit);
        return isLevelForRow || hasUnit || !words.Any(word => word.Any(char.IsLetter)) ? First(kind => kind == Kind.Word) : null;
    }

    /// <summary>What stands behind the number that a text begins with; null when it begins with none.</summary>
    private static string? UnitOf(string word)
    {
        ReadOnlySpan<char> text = word.AsSpan().Trim(), unit = text.TrimStart("0123456789.,-+");
        return unit.Length < text.Length && !unit.ContainsAnyInRange('0', '9') ? unit.Trim().ToString() : null;
    }

    private double[] ByLevel(Func<string, double> value) => [.. levels.Select((level, i) => kinds[i] is Kind.Unused or Kind.Code ? double.NaN : value(level))];

    private double[] ByLevel(Func<int, double> value) => [.. levels.Select((_, i) => kinds[i] is Kind.Unused or Kind.Code ? double.NaN : value(i))];

    private IEnumerable<string> LevelsOf(Kind kind) => levels.Where((_, level) => kinds[level] == kind);

    private int RowsOf(Kind kind) => rows.Where((_, level) => kinds[level] == kind).Sum();

    /// <summary>The levels with values, which are numbers.</summary>
    private IEnumerable<int> Used() => Enumerable.Range(0, levels.Count).Where(level => kinds[level] == Kind.Number);

    /// <summary>Of the levels of some kind the one that comes first in the table.</summary>
    private int First(Func<Kind, bool> isWanted) => Enumerable.Range(0, levels.Count).Where(level => isWanted(kinds[level])).MinBy(level => firstRows[level]);

    /// <summary>Of some numbers the one that comes first in the table; null when there is none.</summary>
    private int? FirstOf(Func<int, bool> isWanted) =>
        Used().Where(isWanted).Select(level => (int?)level).MinBy(level => firstRows[level!.Value]);
}
