using System.Globalization;
using BayesLmm.Data.Cells;
using BayesLmm.Data.Columns;
using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>A named column of a <see cref="Table"/>: of numbers, or of levels.</summary>
public abstract class Column
{
    private protected Column(string name) => Name = name;

    /// <summary>The column's name in the table.</summary>
    public string Name { get; }

    /// <summary>Number of rows.</summary>
    public abstract int Length { get; }

    /// <summary>What was found out about the column when it was read from a text file; null for a column of another source.</summary>
    internal ColumnOrigin? Origin { get; init; }

    /// <summary>The distinct levels, in their order; null of a column of numbers.</summary>
    public abstract EquatableArray<string>? LevelNames { get; }

    /// <summary>Whether the value in row <paramref name="row"/> is missing.</summary>
    /// <param name="row">The row, from 0.</param>
    public abstract bool IsMissing(int row);

    /// <summary>The number in a row; null where it is missing, or a level.</summary>
    /// <param name="row">The row, from 0.</param>
    public abstract double? Number(int row);

    /// <summary>The level in a row; null where it is missing, or a number.</summary>
    /// <param name="row">The row, from 0.</param>
    public abstract string? Level(int row);

    /// <summary>Some rows of the column, in their order; all levels stay.</summary>
    /// <param name="rows">The rows, from 0.</param>
    internal abstract Column Take(int[] rows);

    /// <summary>Makes a column of numbers; NaN is a missing value.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The numbers in row order.</param>
    public static Column Numeric(string name, IEnumerable<double> values) => new NumericColumn(name, [.. values]);

    /// <summary>Makes a column of levels, the distinct texts in ordinal order; null, the empty text and <c>NA</c> are missing.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="texts">The texts in row order.</param>
    public static Column Categorical(string name, IEnumerable<string?> texts) => CategoricalColumn.FromTexts(name, texts);
}

/// <summary>A column of numbers; NaN is a missing value.</summary>
internal sealed class NumericColumn : Column
{
    private readonly double[] values;

    /// <summary>Makes a column; the array is not copied and must not be changed afterwards.</summary>
    public NumericColumn(string name, double[] values)
        : base(name) => this.values = values;

    /// <summary>The values in row order; NaN is a missing value.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <inheritdoc/>
    public override int Length => values.Length;

    /// <inheritdoc/>
    public override EquatableArray<string>? LevelNames => null;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => double.IsNaN(values[row]);

    /// <inheritdoc/>
    public override double? Number(int row) => IsMissing(row) ? null : values[row];

    /// <inheritdoc/>
    public override string? Level(int row) => null;

    /// <inheritdoc/>
    internal override Column Take(int[] rows) => new NumericColumn(Name, Array.ConvertAll(rows, row => values[row]));

    /// <summary>
    /// The same column as categories: a level for each distinct number, in the order of the numbers, named by the shortest text that reads
    /// back as the number: <c>308</c>, <c>0.2</c>.
    /// </summary>
    public CategoricalColumn ToCategorical()
    {
        (double[] distinct, int[] codes) = WholeNumbers.TryNumber(values) ?? NumberByHashing();

        return new CategoricalColumn(Name, distinct.Select(NameOf).ToEquatableArray(), codes);
    }

    /// <summary>The digits of a whole number, as text would have them; of others the shortest text. Adding 0 makes the negative zero positive.</summary>
    internal static string NameOf(double value) => value == Math.Floor(value) && Math.Abs(value) <= NumberText.LargestExact
        ? ((long)value).ToString(CultureInfo.InvariantCulture)
        : (value + 0.0).ToString("R", CultureInfo.InvariantCulture);

    private (double[] Distinct, int[] Codes) NumberByHashing()
    {
        double[] distinct = [.. values.Where(value => !double.IsNaN(value)).Distinct().Order()];
        Dictionary<double, int> codeOf = new(distinct.Length);
        for (int i = 0; i < distinct.Length; i++)
        {
            codeOf.Add(distinct[i], i);
        }

        return (distinct, [.. values.Select(value => double.IsNaN(value) ? -1 : codeOf[value])]);
    }
}

/// <summary>A column of levels; code −1 is a missing value.</summary>
internal sealed class CategoricalColumn : Column
{
    private readonly int[] codes;

    /// <summary>Makes a column; the array is not copied and must not be changed afterwards.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="levels">The distinct levels, in their order.</param>
    /// <param name="codes">For each row the index of its level in <paramref name="levels"/>, or −1 for a missing value.</param>
    public CategoricalColumn(string name, EquatableArray<string> levels, int[] codes)
        : base(name)
    {
        Levels = levels;
        this.codes = codes;
    }

    /// <summary>The distinct levels, in their order.</summary>
    public EquatableArray<string> Levels { get; }

    /// <summary>For each row the index of its level in <see cref="Levels"/>, or −1.</summary>
    public ReadOnlySpan<int> Codes => codes;

    /// <inheritdoc/>
    public override int Length => codes.Length;

    /// <inheritdoc/>
    public override EquatableArray<string>? LevelNames => Levels;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => codes[row] < 0;

    /// <inheritdoc/>
    public override double? Number(int row) => null;

    /// <inheritdoc/>
    public override string? Level(int row) => IsMissing(row) ? null : Levels[codes[row]];

    /// <inheritdoc/>
    internal override Column Take(int[] rows) => new CategoricalColumn(Name, Levels, Array.ConvertAll(rows, row => codes[row]));

    /// <summary>
    /// Makes a column of texts, with the distinct ones in ordinal order as levels; null, the empty text and <c>NA</c> are missing.
    /// </summary>
    /// <param name="name">The column's name.</param>
    /// <param name="texts">The texts in row order.</param>
    public static CategoricalColumn FromTexts(string name, IEnumerable<string?> texts)
    {
        CategoricalBuilder builder = new();
        foreach (string? text in texts)
        {
            builder.Add(text);
        }

        return (CategoricalColumn)builder.ToColumn(name);
    }

    /// <summary>
    /// The same column with other levels, or with its levels in another order. A level that no row has is kept; rows whose level is not among
    /// <paramref name="levels"/> become missing, so the caller checks first that none is lost.
    /// </summary>
    /// <param name="levels">The new levels, in their order.</param>
    /// <exception cref="ArgumentException">A level is listed twice.</exception>
    public CategoricalColumn WithLevels(IReadOnlyList<string> levels)
    {
        Dictionary<string, int> codeOf = new(StringComparer.Ordinal);
        for (int i = 0; i < levels.Count; i++)
        {
            if (!codeOf.TryAdd(levels[i], i))
            {
                throw new ArgumentException($"The level '{levels[i]}' of column '{Name}' is listed twice.", nameof(levels));
            }
        }

        int[] newCode = [.. Levels.Select(level => codeOf.GetValueOrDefault(level, -1))];
        return new CategoricalColumn(Name, levels.ToEquatableArray(), [.. codes.Select(code => code < 0 ? -1 : newCode[code])]) { Origin = Origin };
    }
}
