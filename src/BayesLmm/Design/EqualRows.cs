using BayesLmm.Design.Columns;

namespace BayesLmm.Design;

/// <summary>
/// The rows of a design with those put together that have one linear predictor whatever the parameters: equal rows of X and Z, equal levels, equal offsets.
/// One of them stands for all, with the sum of their responses and of their weights (numbers of trials, or 1 for a row). Found by hashing, in time linear in
/// the rows.
/// </summary>
/// <param name="Rows">The row that stands for each group of equal rows, in the order in which their first rows come.</param>
/// <param name="Response">The sum of the group's responses; the response that all have, where equal rows have equal responses too.</param>
/// <param name="Weights">The sum of the group's weights.</param>
internal sealed record EqualRows(int[] Rows, double[] Response, double[] Weights)
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    /// <summary>Puts equal rows together.</summary>
    /// <param name="design">The design.</param>
    /// <param name="order">All rows, in the order in which they are to come.</param>
    /// <param name="withEqualResponses">Whether only rows of one response are put together.</param>
    /// <returns>Null where no two rows are equal.</returns>
    public static EqualRows? Find(ModelDesign design, int[] order, bool withEqualResponses)
    {
        List<double[]> columns = Columns(design);
        if (withEqualResponses)
        {
            columns.Add(design.Response);
        }

        int[][] levels = [.. design.RandomTerms.Select(term => term.Codes)];
        ulong[] hashes = Hashes(columns, levels, design.RowCount);
        int bits = Math.Max(4, 65 - System.Numerics.BitOperations.LeadingZeroCount((ulong)design.RowCount));
        int[] places = new int[1 << bits];
        List<int> first = [];
        int[] group = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            int row = order[i], place = (int)(hashes[row] >> (64 - bits));
            while (places[place] != 0 && !AreEqual(first[places[place] - 1], row))
            {
                place = (place + 1) & (places.Length - 1);
            }

            if (places[place] == 0)
            {
                first.Add(row);
                places[place] = first.Count;
            }

            group[i] = places[place] - 1;
        }

        return first.Count == order.Length ? null : Sum(design, order, [.. first], group, withEqualResponses);

        bool AreEqual(int one, int other)
        {
            if (hashes[one] != hashes[other])
            {
                return false;
            }

            foreach (int[] codes in levels)
            {
                if (codes[one] != codes[other])
                {
                    return false;
                }
            }

            foreach (double[] column in columns)
            {
                if (column[one] != column[other])
                {
                    return false;
                }
            }

            return true;
        }
    }

    private static EqualRows Sum(ModelDesign design, int[] order, int[] first, int[] group, bool withEqualResponses)
    {
        double[] response = new double[first.Length], weights = new double[first.Length];
        for (int i = 0; i < order.Length; i++)
        {
            weights[group[i]] += design.WeightOf(order[i]);
            response[group[i]] = design.Response[order[i]] + (withEqualResponses ? 0 : response[group[i]]);
        }

        return new EqualRows(first, response, weights);
    }

    /// <summary>Every column on which the linear predictor depends, the constant ones and those that occur twice once.</summary>
    private static List<double[]> Columns(ModelDesign design)
    {
        IEnumerable<DesignColumn> all = design.FixedEffects.CenteredColumns.Concat(design.RandomTerms.SelectMany(term => term.CenteredColumns));
        List<double[]> columns = [.. all.Where(column => column.Name != TermColumns.Intercept).Select(column => column.Values).Distinct()];
        if (design.Offset is { } offset)
        {
            columns.Add(offset);
        }

        return columns;
    }

    private static ulong[] Hashes(List<double[]> columns, int[][] levels, int count)
    {
        ulong[] hashes = new ulong[count];
        foreach (int[] codes in levels)
        {
            for (int row = 0; row < count; row++)
            {
                hashes[row] = Mix(hashes[row], (ulong)codes[row]);
            }
        }

        foreach (double[] column in columns)
        {
            for (int row = 0; row < count; row++)
            {
                // −0 equals 0.
                hashes[row] = Mix(hashes[row], BitConverter.DoubleToUInt64Bits(column[row] + 0.0));
            }
        }

        return hashes;
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        ulong mixed = (System.Numerics.BitOperations.RotateLeft(hash, 23) ^ value) * Multiplier;
        return mixed ^ (mixed >> 32);
    }
}
