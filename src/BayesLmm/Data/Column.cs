using BayesLmm.Numerics;

namespace BayesLmm.Data;

/// <summary>A named column of a <see cref="Table"/>.</summary>
public abstract class Column
{
    private protected Column(string name) => Name = name;

    /// <summary>The column's name in the table.</summary>
    public string Name { get; }

    /// <summary>Number of rows.</summary>
    public abstract int Length { get; }

    /// <summary>Whether the value in row <paramref name="row"/> is missing.</summary>
    public abstract bool IsMissing(int row);
}

/// <summary>A column of numbers; NaN is a missing value.</summary>
public sealed class NumericColumn : Column
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
    public override bool IsMissing(int row) => double.IsNaN(values[row]);
}

/// <summary>A column of levels; code −1 is a missing value.</summary>
public sealed class CategoricalColumn : Column
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
    public override bool IsMissing(int row) => codes[row] < 0;
}
