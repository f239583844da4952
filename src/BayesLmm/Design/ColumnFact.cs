using BayesLmm.Data.Columns;
using BayesLmm.Data.Readings;
using BayesLmm.Numerics;

namespace BayesLmm.Design;

/// <summary>What a column turned out to be.</summary>
internal enum ColumnContent
{
    /// <summary>Numbers.</summary>
    Numbers,

    /// <summary>Whole numbers.</summary>
    WholeNumbers,

    /// <summary>Names of levels.</summary>
    Text,

    /// <summary>Dates, used as days since 1970-01-01.</summary>
    Dates,
}

/// <summary>What a column of the table, which the model uses, turned out to be, over all rows of the table.</summary>
/// <param name="Name">The column.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Levels">The number of levels of a text; 0 of numbers.</param>
/// <param name="Missing">The rows in which it is missing.</param>
/// <param name="Codes">What counts as missing besides the empty text and <c>NA</c>.</param>
/// <param name="Example">Of numbers that were read from another notation than a decimal point one as it is written; otherwise null.</param>
internal sealed record ColumnFact(string Name, ColumnContent Kind, int Levels, int Missing, EquatableArray<MissingCode> Codes, string? Example)
{
    /// <summary>Of texts that were read as numbers how these are written; otherwise null.</summary>
    public TextReading.Numbers? Written { get; init; }

    /// <summary>Whether its values were used as days; in part of a model a column of dates may also be text.</summary>
    public bool AreDates { get; init; }

    /// <summary>The facts of a column.</summary>
    /// <param name="column">The column with all rows of the table, as the model uses it.</param>
    /// <param name="codes">What counts as missing.</param>
    /// <param name="areDates">Whether its numbers are dates.</param>
    /// <param name="example">A number as it is written; null when it has a decimal point.</param>
    public static ColumnFact Of(Column column, EquatableArray<MissingCode> codes, bool areDates, string? example)
    {
        if (column is CategoricalColumn text)
        {
            return new ColumnFact(column.Name, ColumnContent.Text, text.Levels.Count, text.Codes.Count(-1), codes, null);
        }

        int missing = 0;
        bool isWhole = true;
        foreach (double value in ((NumericColumn)column).Values)
        {
            bool isMissing = double.IsNaN(value);
            missing += isMissing ? 1 : 0;
            isWhole &= isMissing || value == Math.Floor(value);
        }

        ColumnContent content = areDates ? ColumnContent.Dates : isWhole ? ColumnContent.WholeNumbers : ColumnContent.Numbers;
        return new ColumnFact(column.Name, content, 0, missing, codes, example);
    }
}
