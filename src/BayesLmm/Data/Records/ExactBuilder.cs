using System.Globalization;
using System.Numerics;
using BayesLmm.Data.Cells;
using BayesLmm.Data.Columns;

namespace BayesLmm.Data.Records;

/// <summary>
/// Collects numbers of types that hold more digits than a double. Whole numbers among which some lie beyond 2⁵³ are identifiers, and become text; other numbers
/// are rounded.
/// </summary>
internal sealed class ExactBuilder : ColumnBuilder
{
    private static readonly Type[] Types = [typeof(long), typeof(ulong), typeof(decimal), typeof(Int128), typeof(UInt128), typeof(BigInteger)];

    private readonly NumericBuilder numbers = new();
    private readonly List<(int Row, string Digits)> beyond = [];
    private bool isWhole = true;
    private int count;

    /// <summary>Whether values of a type are collected here.</summary>
    public static bool Takes(Type type) => Types.Contains(type);

    /// <summary>Adds a row; null is missing.</summary>
    public void Add(object? value)
    {
        bool isBeyond = value switch
        {
            long number => number is > NumberText.LargestExact or < -NumberText.LargestExact,
            ulong number => number > NumberText.LargestExact,
            Int128 number => number > NumberText.LargestExact || number < -NumberText.LargestExact,
            UInt128 number => number > (UInt128)NumberText.LargestExact,
            BigInteger number => BigInteger.Abs(number) > NumberText.LargestExact,
            decimal number => Math.Abs(number) > NumberText.LargestExact,
            _ => false,
        };
        isWhole &= value is not decimal part || decimal.Truncate(part) == part;
        if (isBeyond)
        {
            string digits = value is decimal whole ? decimal.Truncate(whole).ToString(CultureInfo.InvariantCulture) : Digits(value!);
            beyond.Add((count, digits));
        }

        numbers.Add(value switch
        {
            null => double.NaN,
            Int128 number => (double)number,
            UInt128 number => (double)number,
            BigInteger number => (double)number,
            _ => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        });
        count++;
    }

    /// <inheritdoc/>
    public override Column ToColumn(string name, ColumnOrigin? origin = null)
    {
        NumericColumn column = (NumericColumn)numbers.ToColumn(name, origin);
        if (beyond.Count == 0 || !isWhole)
        {
            return column;
        }

        string?[] texts = new string?[count];
        for (int row = 0; row < count; row++)
        {
            texts[row] = double.IsNaN(column.Values[row]) ? null : Digits(column.Values[row] is var value && Math.Abs(value) <= NumberText.LargestExact
                ? (long)value
                : 0L);
        }

        foreach ((int row, string digits) in beyond)
        {
            texts[row] = digits;
        }

        return CategoricalColumn.FromTexts(name, texts);
    }

    private static string Digits(object value) => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture);
}
