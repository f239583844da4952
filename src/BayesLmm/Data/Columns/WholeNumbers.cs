namespace BayesLmm.Data.Columns;

/// <summary>Numbers the distinct values of columns of identifiers, which are mostly whole numbers without great gaps, by a table in place of hashing.</summary>
internal static class WholeNumbers
{
    /// <summary>The table may have this many places for each row.</summary>
    private const int PlacesForARow = 4;

    /// <summary>
    /// The distinct numbers in ascending order, and for each row the index of its number, −1 where it is missing; null when some are not whole or too far
    /// apart.
    /// </summary>
    public static (double[] Distinct, int[] Codes)? TryNumber(ReadOnlySpan<double> values)
    {
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (value != Math.Floor(value))
            {
                if (double.IsNaN(value))
                {
                    continue;
                }

                return null;
            }

            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        if (!(least <= most && most - least < (double)PlacesForARow * values.Length))
        {
            return null;
        }

        int[] codeOf = new int[(int)(most - least) + 1];
        foreach (double value in values)
        {
            if (!double.IsNaN(value))
            {
                codeOf[(int)(value - least)] = 1;
            }
        }

        int count = 0;
        double[] distinct = new double[codeOf.AsSpan().Count(1)];
        for (int place = 0; place < codeOf.Length; place++)
        {
            if (codeOf[place] != 0)
            {
                distinct[count] = least + place;
                codeOf[place] = count++;
            }
        }

        int[] codes = new int[values.Length];
        for (int row = 0; row < codes.Length; row++)
        {
            codes[row] = double.IsNaN(values[row]) ? -1 : codeOf[(int)(values[row] - least)];
        }

        return (distinct, codes);
    }
}
