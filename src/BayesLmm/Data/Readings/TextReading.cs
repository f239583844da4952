using BayesLmm.Data.Cells;

namespace BayesLmm.Data.Readings;

/// <summary>What the texts of a column may be besides names of levels.</summary>
internal abstract record TextReading
{
    /// <summary>Names of levels.</summary>
    internal sealed record Words : TextReading;

    /// <summary>Names of levels, though fewer than half of the rows hold numbers.</summary>
    /// <param name="Level">A level that is a number.</param>
    /// <param name="Rows">The rows that hold numbers.</param>
    internal sealed record WordsAndNumbers(int Level, int Rows) : TextReading;

    /// <summary>Texts that can be taken as numbers.</summary>
    /// <param name="ByLevel">For each level its number; NaN where it stands for a missing value.</param>
    internal abstract record Readable(double[] ByLevel) : TextReading
    {
        /// <summary>The numbers of a column with these levels, row by row.</summary>
        public double[] Of(CategoricalColumn column)
        {
            double[] values = new double[column.Length];
            for (int row = 0; row < values.Length; row++)
            {
                values[row] = column.Codes[row] is >= 0 and var code ? ByLevel[code] : double.NaN;
            }

            return values;
        }
    }

    /// <summary>Numbers.</summary>
    /// <param name="ByLevel">For each level its number; NaN where it stands for a missing value.</param>
    /// <param name="Notation">How they are written.</param>
    /// <param name="IsPercent">Whether each has a percent sign, which the number leaves off.</param>
    /// <param name="Example">A level that shows how they are written.</param>
    internal sealed record Numbers(double[] ByLevel, NumberNotation Notation, bool IsPercent, int Example) : Readable(ByLevel);

    /// <summary>Dates, as days since 1970-01-01.</summary>
    /// <param name="ByLevel">For each level its days; NaN where it stands for a missing value.</param>
    /// <param name="Example">A level that is a date.</param>
    internal sealed record Dates(double[] ByLevel, int Example) : Readable(ByLevel);

    /// <summary>Whole numbers that are written as identifiers are: with leading zeros, or longer than a double.</summary>
    /// <param name="ByLevel">For each level its number; NaN where it stands for a missing value.</param>
    /// <param name="Example">A level that shows it.</param>
    internal sealed record Identifiers(double[] ByLevel, int Example) : Readable(ByLevel);

    /// <summary>Texts by the word of their source that all are numbers.</summary>
    /// <param name="ByLevel">For each level its number.</param>
    internal sealed record NumbersAsText(double[] ByLevel) : Readable(ByLevel);

    /// <summary>Numbers or dates but for a few rows.</summary>
    /// <param name="Stranger">The level of the first row that is none.</param>
    internal sealed record Mixed(int Stranger) : TextReading;

    /// <summary>Numbers with a mark that may stand before decimals or between thousands.</summary>
    /// <param name="Example">A level with the mark.</param>
    /// <param name="First">One way to read them.</param>
    /// <param name="Second">The other.</param>
    internal sealed record Ambiguous(int Example, NumberNotation First, NumberNotation Second) : TextReading;

    /// <summary>Numbers, but written in different ways.</summary>
    /// <param name="Example">A level that is written as most of them are.</param>
    /// <param name="Stranger">The level of the first row that is written otherwise.</param>
    internal sealed record TwoNotations(int Example, int Stranger) : TextReading;

    /// <summary>Dates in a form that is read only where the model names it.</summary>
    /// <param name="Example">A level that is one.</param>
    /// <param name="Forms">The forms in which all of them are dates; several where days and months cannot be told apart, none where they differ.</param>
    internal sealed record OtherDates(int Example, IReadOnlyList<string> Forms) : TextReading;

    /// <summary>Times of day, or durations.</summary>
    /// <param name="Example">A level that is one.</param>
    internal sealed record Times(int Example) : TextReading;
}
