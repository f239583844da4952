using BayesLmm.Data.Cells;
using BayesLmm.Data.Columns;
using BayesLmm.Numerics;

namespace BayesLmm.Data.Readings;

/// <summary>The columns of a table under a model's <c>data</c> statement: what it calls missing is missing.</summary>
internal sealed class SourceColumns
{
    private readonly Table table;
    private readonly Dictionary<string, Column> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EquatableArray<MissingCode>> codes = new(StringComparer.Ordinal);
    private readonly Dictionary<CategoricalColumn, TextReading> judged = [];

    private readonly Func<string, NumberNotation?> notationOf;

    /// <summary>The columns of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="conventions">What the model says of it.</param>
    /// <param name="notationOf">How the numbers of a column are written, where that is known of another table; null where it is not.</param>
    public SourceColumns(Table table, DataConventions conventions, Func<string, NumberNotation?>? notationOf = null)
    {
        this.table = table;
        Conventions = conventions;
        this.notationOf = notationOf ?? (_ => null);
    }

    /// <summary>The model's conventions.</summary>
    public DataConventions Conventions { get; }

    /// <summary>The column of a name, or null.</summary>
    public Column? Find(string name)
    {
        if (!known.TryGetValue(name, out Column? column) && table.TryGetColumn(name, out Column? own))
        {
            column = WithoutCodes(own);
            known.Add(name, column);
        }

        return column;
    }

    /// <summary>What counts as missing in a column besides the empty text and <c>NA</c>.</summary>
    public EquatableArray<MissingCode> CodesOf(string name) => Find(name) is null ? [] : codes[name];

    /// <summary>How the numbers of a column are written; null where that is open.</summary>
    public NumberNotation? NotationOf(string name) => Conventions.Notation ?? notationOf(name);

    /// <summary>Whether the table was read in a notation that would read this column otherwise than the model's.</summary>
    public bool WasReadOtherwise(string name) => Conventions.Notation is { } stated
        && Find(name) is NumericColumn { Origin: { HasMarks: true } origin } && origin.Notation.Decimal != stated.Decimal;

    /// <summary>What the texts of a column are.</summary>
    public TextReading Judge(CategoricalColumn column)
    {
        if (!judged.TryGetValue(column, out TextReading? reading))
        {
            reading = TextJudge.Judge(column, NotationOf(column.Name));

            // Where a text was stated to be a missing value, what is left was meant as numbers.
            reading = reading is TextReading.NumbersAsText texts && CodesOf(column.Name).Count > 0
                ? new TextReading.Numbers(texts.ByLevel, Conventions.NotationToRead, IsPercent: false, Example: 0)
                : reading;
            judged.Add(column, reading);
        }

        return reading;
    }

    /// <summary>The place of a row, for messages.</summary>
    /// <param name="column">The column, with all rows of the table.</param>
    /// <param name="row">The row, from 0.</param>
    public string PlaceOf(Column column, int row) => (column.Origin ?? table.Columns[0].Origin)?.Lines is { } lines
        ? FormattableString.Invariant($"data row {row + 1} (line {lines.LineOf(row)})")
        : FormattableString.Invariant($"data row {row + 1}");

    private Column WithoutCodes(Column column)
    {
        List<MissingCode> found = [.. column.Origin?.Codes ?? []];
        Column result = Conventions.Missing.Count == 0 ? column
            : column is NumericColumn numbers ? WithoutNumbers(numbers, found)
            : WithoutLevels((CategoricalColumn)column, found);
        codes.Add(column.Name, found.ToEquatableArray());
        return result;
    }

    private NumericColumn WithoutNumbers(NumericColumn column, List<MissingCode> found)
    {
        double[] values = column.Values.ToArray();
        foreach (string code in Conventions.Missing)
        {
            if (!Conventions.NotationToRead.TryParse(code, out double number))
            {
                continue;
            }

            int count = 0, first = -1;
            for (int row = 0; row < values.Length; row++)
            {
                if (values[row] == number)
                {
                    first = count++ == 0 ? row : first;
                    values[row] = double.NaN;
                }
            }

            Add(found, code, count, first);
        }

        return new NumericColumn(column.Name, values) { Origin = column.Origin };
    }

    private CategoricalColumn WithoutLevels(CategoricalColumn column, List<MissingCode> found)
    {
        foreach (string code in Conventions.Missing)
        {
            int level = column.Levels.Span.IndexOf(code);
            Add(found, code, level < 0 ? 0 : column.Codes.Count(level), level < 0 ? -1 : column.Codes.IndexOf(level));
        }

        return column.WithLevels([.. column.Levels.Where(level => !Conventions.Missing.Contains(level))]);
    }

    private static void Add(List<MissingCode> found, string code, int count, int first)
    {
        if (count > 0)
        {
            found.Add(new MissingCode(code, count, first));
        }
    }
}
