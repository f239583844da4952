using BayesLmm.Data.Cells;
using BayesLmm.Data.Columns;
using BayesLmm.Data.Readings;
using BayesLmm.Design.Expressions;
using BayesLmm.Diagnostics;
using BayesLmm.Numerics;

namespace BayesLmm.Design;

/// <summary>What a model does with a column.</summary>
internal enum NameUse
{
    /// <summary>It is the response.</summary>
    Response,

    /// <summary>It stands alone in the formula: a number, or a factor.</summary>
    Predictor,

    /// <summary>It stands in arithmetic, or in a function of numbers.</summary>
    Arithmetic,

    /// <summary>Its texts count: it groups rows, or is a factor by a statement or a function.</summary>
    Text,
}

/// <summary>
/// Reads the columns of a table as a model uses them: texts that are numbers or dates become numbers where numbers are wanted, and stay text where levels are;
/// texts that are nearly numbers are refused. Whatever was decided is said, once a column.
/// </summary>
internal sealed class ColumnReading : ITextNumbers
{
    /// <summary>Numbers that are computed in two ways differ by so little of themselves.</summary>
    private const double Rounding = 1e-13;

    private readonly SourceColumns columns;
    private readonly ReadingDiagnostics words;
    private readonly List<Diagnostic> diagnostics;
    private readonly Dictionary<string, TextReading> said = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EquatableArray<MissingCode>> codes = new(StringComparer.Ordinal);
    private readonly HashSet<(string Column, string Code)> saidCodes = [];

    /// <summary>Reads the columns of a table.</summary>
    /// <param name="source">The model text.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="diagnostics">Receives what is wrong and what was decided.</param>
    /// <param name="table">The name of the table, if it is not the model's own.</param>
    public ColumnReading(SourceText source, SourceColumns columns, List<Diagnostic> diagnostics, string? table = null)
    {
        this.columns = columns;
        this.diagnostics = diagnostics;
        words = new ReadingDiagnostics(source, columns, table);
    }

    /// <summary>Says what counts as missing in a column; to be called the first time that the model names it.</summary>
    public void Notice(Column column, TextSpan span)
    {
        if (columns.WasReadOtherwise(column.Name))
        {
            diagnostics.Add(words.ReadOtherwise(column, span));
        }

        AddCodes(column, span, columns.CodesOf(column.Name));
    }

    /// <summary>The column as a formula uses it.</summary>
    /// <param name="column">The column, with all rows of the table.</param>
    /// <param name="use">What for.</param>
    /// <param name="span">Where the formula names it.</param>
    public Column Use(Column column, NameUse use, TextSpan span)
    {
        if (column is not CategoricalColumn text)
        {
            return column;
        }

        TextReading? reading = use == NameUse.Text ? null : columns.Judge(text);
        if (reading is not null && words.Refusal(text, span, reading, mayBeFactor: use == NameUse.Predictor) is { } refusal)
        {
            diagnostics.Add(refusal);
            return column;
        }

        switch (reading)
        {
            case TextReading.Numbers or TextReading.Dates:
            case TextReading.Readable when use != NameUse.Predictor:
                Say(text, span, reading);
                return new NumericColumn(text.Name, ((TextReading.Readable)reading).Of(text)) { Origin = text.Origin };
            case TextReading.Identifiers identifiers:
                diagnostics.Add(words.IdentifiersAsPredictor(text, span, identifiers.Example));
                return column;
            case TextReading.NumbersAsText:
                diagnostics.Add(words.NumbersAreText(text, span));
                return column;
            case TextReading.WordsAndNumbers some:
                diagnostics.Add(words.NumbersAmongWords(text, span, some));
                break;
            case TextReading.Times times when use == NameUse.Predictor:
                diagnostics.Add(words.TimesAreLevels(text, span, times.Example));
                break;
            case TextReading.Measurements measured when use == NameUse.Predictor:
                diagnostics.Add(words.MeasurementsAreLevels(text, span, measured));
                break;
        }

        SayDoubtfulLevels(text, span);
        return column;
    }

    /// <inheritdoc/>
    public double[]? NumbersOf(CategoricalColumn column, TextSpan span, out bool isReported)
    {
        TextReading reading = columns.Judge(column);
        Diagnostic? refusal = words.Refusal(column, span, reading, mayBeFactor: false);
        isReported = refusal is not null;
        if (refusal is not null)
        {
            diagnostics.Add(refusal);
        }

        if (reading is not TextReading.Readable readable)
        {
            return null;
        }

        Say(column, span, reading);
        return readable.Of(column);
    }

    /// <inheritdoc/>
    public bool[] MissingIn(CategoricalColumn column, TextSpan span)
    {
        if (columns.Judge(column) is not TextReading.Readable readable)
        {
            return Array.ConvertAll(column.Codes.ToArray(), code => code < 0);
        }

        AddCodes(column, span, CodesAmong(column, readable));
        return Array.ConvertAll(readable.Of(column), double.IsNaN);
    }

    /// <summary>Warns of numbers that often stand for missing values.</summary>
    /// <param name="column">The column, with all rows of the table, as the formula uses it.</param>
    /// <param name="span">Where the formula names it.</param>
    /// <param name="chosen">For each row whether the model wants it; null when it wants all.</param>
    public void NoticeSuspects(NumericColumn column, TextSpan span, bool[]? chosen) =>
        diagnostics.AddRange(SuspectNumbers.Of(column.Values, chosen).Select(suspect => words.SuspectNumber(column, span, suspect)));

    /// <summary>Warns of different texts, and of identifiers, that have become one number and so one level.</summary>
    /// <param name="column">The column, with all rows of the table, whose numbers are levels.</param>
    /// <param name="span">Where the model names it.</param>
    public void NoticeMerged(NumericColumn column, TextSpan span)
    {
        if (column.Origin?.Spellings?.In(column.Values, NumericColumn.NameOf) is { } two)
        {
            diagnostics.Add(words.TwoSpellingsOfALevel(column, span, two));
        }

        double[] distinct = [.. column.Values.ToArray().Where(value => double.IsFinite(value) && value != Math.Floor(value)).Distinct().Order()];
        int alike = Array.FindIndex(distinct, 0, Math.Max(0, distinct.Length - 1), value =>
            distinct[Array.BinarySearch(distinct, value) + 1] - value <= Rounding * Math.Abs(value));
        if (alike >= 0)
        {
            diagnostics.Add(words.LevelsDifferByRounding(column, span, distinct[alike], distinct[alike + 1]));
        }

        for (int row = 0; row < column.Length; row++)
        {
            if (Math.Abs(column.Values[row]) > NumberText.LargestExact && double.IsFinite(column.Values[row]))
            {
                diagnostics.Add(words.RoundedLevel(column, span, row));
                break;
            }
        }
    }

    /// <summary>What a column that the model uses turned out to be.</summary>
    /// <param name="column">The column, with all rows of the table, as the formula uses it.</param>
    public ColumnFact FactOf(Column column)
    {
        TextReading? reading = said.GetValueOrDefault(column.Name);
        string? example = reading is TextReading.Numbers numbers && columns.Find(column.Name) is CategoricalColumn text ? text.Levels[numbers.Example] : null;
        EquatableArray<MissingCode> known = codes.GetValueOrDefault(column.Name, columns.CodesOf(column.Name));
        return ColumnFact.Of(column, known, reading is TextReading.Dates, example) with
        {
            Written = reading as TextReading.Numbers,
            AreDates = reading is TextReading.Dates,
        };
    }

    private void Say(CategoricalColumn column, TextSpan span, TextReading reading)
    {
        if (!said.TryAdd(column.Name, reading))
        {
            return;
        }

        if (reading is TextReading.Dates dates)
        {
            diagnostics.Add(words.ReadAsDays(column, span, dates));
        }
        else if (reading is TextReading.Numbers numbers && (numbers.Sign is not null
            || numbers.Notation != columns.Conventions.NotationToRead || NumberNotation.IsTypeset(column.Levels[numbers.Example])))
        {
            diagnostics.Add(words.ReadAs(column, span, numbers));
        }

        MissingCode[] found = CodesAmong(column, (TextReading.Readable)reading);
        codes[column.Name] = columns.CodesOf(column.Name).Concat(found).ToEquatableArray();
        AddCodes(column, span, found);
    }

    /// <summary>The texts among numbers or dates that stand for missing values.</summary>
    private static MissingCode[] CodesAmong(CategoricalColumn column, TextReading.Readable reading) => [.. Enumerable.Range(0, column.Levels.Count)
        .Where(level => double.IsNaN(reading.ByLevel[level]) && column.Codes.Contains(level))
        .Select(level => new MissingCode(column.Levels[level], column.Codes.Count(level), column.Codes.IndexOf(level)))];

    private void AddCodes(Column column, TextSpan span, IEnumerable<MissingCode> found)
    {
        foreach (MissingCode code in found.Where(code => !columns.Conventions.Missing.Contains(code.Text) && saidCodes.Add((column.Name, code.Text))))
        {
            diagnostics.Add(words.CodesAreMissing(column, span, code));
        }
    }

    private void SayDoubtfulLevels(CategoricalColumn column, TextSpan span)
    {
        for (int level = 0; level < column.Levels.Count; level++)
        {
            if (MissingCodes.IsDoubtful(column.Levels[level], column.Levels) && column.Codes.Contains(level))
            {
                diagnostics.Add(words.DoubtfulLevel(column, span, level));
            }
        }

        (int, int)[] alike = [.. LookAlikeLevels.Of(column.Levels).Where(pair => column.Codes.Contains(pair.First) && column.Codes.Contains(pair.Second))];
        if (alike.Length > 0)
        {
            diagnostics.Add(words.LookAlikes(column, span, alike));
        }
    }
}
