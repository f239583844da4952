using System.Globalization;

namespace BayesLmm.Data.Readings;

/// <summary>A number that often stands for a missing value and lies far outside of the others of its column.</summary>
/// <param name="Value">The number.</param>
/// <param name="Rows">The rows that have it.</param>
/// <param name="FirstRow">The first of them, from 0.</param>
internal sealed record SuspectNumber(double Value, int Rows, int FirstRow);

/// <summary>Finds numbers such as −99 or 999 that programs and questionnaires write for a missing value.</summary>
internal static class SuspectNumbers
{
    private const int LongestCode = 7;

    /// <summary>The suspect numbers of a column.</summary>
    /// <param name="values">The column; NaN is missing.</param>
    /// <param name="chosen">For each row whether it counts; null when all do.</param>
    public static List<SuspectNumber> Of(ReadOnlySpan<double> values, bool[]? chosen = null)
    {
        List<double> found = [];
        int before;
        double from = double.NegativeInfinity, to = double.PositiveInfinity;
        do
        {
            before = found.Count;
            from = Below(values, chosen, from, to, found);
            to = Above(values, chosen, from, to, found);
        }
        while (found.Count > before);
        return [.. Describe(values, chosen, found)];
    }

    /// <summary>Adds the suspect numbers at the lower end; returns the bound of the others.</summary>
    private static double Below(ReadOnlySpan<double> values, bool[]? chosen, double from, double to, List<double> found)
    {
        List<double> codes = [];
        double bound = from;
        Ends ends = Ends.Of(values, chosen, bound, to);
        for (; ends.Lowest < 0 && IsCode(ends.Lowest); ends = Ends.Of(values, chosen, bound, to))
        {
            codes.Add(ends.Lowest);
            bound = double.BitIncrement(ends.Lowest);
        }

        for (double next = ends.Lowest; codes.Count > 0; next = codes[^1], codes.RemoveAt(codes.Count - 1))
        {
            if (ends.HasThree && (next >= 0 || next - codes[^1] > ends.Highest - next))
            {
                found.AddRange(codes);
                return double.BitIncrement(codes[^1]);
            }
        }

        return from;
    }

    /// <summary>Adds the suspect numbers at the upper end; returns the bound of the others.</summary>
    private static double Above(ReadOnlySpan<double> values, bool[]? chosen, double from, double to, List<double> found)
    {
        List<double> codes = [];
        double bound = to;
        Ends ends = Ends.Of(values, chosen, from, bound);
        for (; ends.Highest > 0 && IsCode(ends.Highest); ends = Ends.Of(values, chosen, from, bound))
        {
            codes.Add(ends.Highest);
            bound = double.BitDecrement(ends.Highest);
        }

        for (double next = ends.Highest; codes.Count > 0; next = codes[^1], codes.RemoveAt(codes.Count - 1))
        {
            if (ends.HasThree && codes[^1] - next > next - ends.Lowest)
            {
                found.AddRange(codes);
                return double.BitDecrement(codes[^1]);
            }
        }

        return to;
    }

    /// <summary>Whether a number is one that is written for missing values: nines, or sevens and eights, as in −9, −99, 999, −88, 998, 99.9.</summary>
    private static bool IsCode(double value)
    {
        string digits = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Replace(".", "", StringComparison.Ordinal);
        ReadOnlySpan<char> first = digits.AsSpan(0, digits.Length - 1);
        int fewest = value < 0 ? 1 : 2;
        return digits.Length <= LongestCode && digits[^1] switch
        {
            '9' => digits.Length >= fewest && first.IndexOfAnyExcept('9') < 0,
            '8' or '7' => digits.Length > fewest && (first.IndexOfAnyExcept('9') < 0 || first.IndexOfAnyExcept(digits[^1]) < 0),
            _ => false,
        };
    }

    private static List<SuspectNumber> Describe(ReadOnlySpan<double> values, bool[]? chosen, List<double> codes)
    {
        List<SuspectNumber> described = [];
        foreach (double code in codes)
        {
            int rows = 0, first = -1;
            for (int row = 0; row < values.Length; row++)
            {
                if (values[row] == code && (chosen is null || chosen[row]))
                {
                    first = rows++ == 0 ? row : first;
                }
            }

            described.Add(new SuspectNumber(code, rows, first));
        }

        return described;
    }

    /// <summary>The ends of some numbers.</summary>
    /// <param name="Lowest">The lowest.</param>
    /// <param name="Highest">The highest.</param>
    /// <param name="HasThree">Whether there are three different ones; beside fewer nothing is far outside.</param>
    private readonly record struct Ends(double Lowest, double Highest, bool HasThree)
    {
        /// <summary>The ends of the numbers within bounds.</summary>
        public static Ends Of(ReadOnlySpan<double> values, bool[]? chosen, double from, double to)
        {
            double lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
            double first = double.NaN, second = double.NaN;
            bool hasThree = false;
            for (int row = 0; row < values.Length; row++)
            {
                double value = values[row];
                if (value >= from && value <= to && (chosen is null || chosen[row]))
                {
                    lowest = Math.Min(lowest, value);
                    highest = Math.Max(highest, value);
                    first = double.IsNaN(first) ? value : first;
                    second = double.IsNaN(second) && value != first ? value : second;
                    hasThree |= value != first && value != second;
                }
            }

            return new Ends(lowest, highest, hasThree);
        }
    }
}
