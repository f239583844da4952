using BayesLmm.Design;
using BayesLmm.Equations.Laplace;

namespace BayesLmm.Densities.Groups;

/// <summary>
/// The rows and effects of a model whose terms all have the same groups: given the other unknowns the effects of one group are independent of those of others.
/// Immutable.
/// </summary>
internal sealed class GroupBlocks
{
    /// <summary>The most effects of a group: an integral over more takes too many points.</summary>
    public const int MostEffects = 4;

    private GroupBlocks(int[] rowStarts, int[] effects, double[][] columns, int[] termOffsets)
    {
        RowStarts = rowStarts;
        Effects = effects;
        Columns = columns;
        TermOffsets = termOffsets;
    }

    /// <summary>Where each group's rows start, with the number of rows at the end.</summary>
    public int[] RowStarts { get; }

    /// <summary>Number of groups, J.</summary>
    public int Count => RowStarts.Length - 1;

    /// <summary>Effects of a group, r.</summary>
    public int Width => Columns.Length;

    /// <summary>The place in b of each group's effects, J × r by rows.</summary>
    public int[] Effects { get; }

    /// <summary>The columns of Z that belong to a group's effects, n numbers each.</summary>
    public double[][] Columns { get; }

    /// <summary>Where each term's effects begin among a group's.</summary>
    public int[] TermOffsets { get; }

    /// <summary>The groups of some rows; null where terms have different groups, or groups have too many effects.</summary>
    /// <param name="rows">The rows, sorted by level.</param>
    public static GroupBlocks? TryOf(LaplaceRows rows)
    {
        LinearPredictor predictor = rows.Predictor;
        int terms = rows.Products.Terms.Count, width = rows.Products.Terms.Sum(term => term.Width);
        if (terms == 0 || width > MostEffects)
        {
            return null;
        }

        int[] offsets = new int[terms];
        for (int k = 1; k < terms; k++)
        {
            offsets[k] = offsets[k - 1] + rows.Products.Terms[k - 1].Width;
        }

        List<int> starts = [], effects = [];
        HashSet<int>[] seen = [.. Enumerable.Range(0, terms).Select(_ => new HashSet<int>())];
        for (int row = 0; row < rows.Count; row++)
        {
            bool begins = row == 0 || predictor.Level(0, row) != predictor.Level(0, row - 1);
            for (int k = 0; k < terms; k++)
            {
                int level = predictor.Level(k, row);
                if (level < 0 || begins != (row == 0 || level != predictor.Level(k, row - 1)) || (begins && !seen[k].Add(level)))
                {
                    return null;
                }

                for (int c = 0; begins && c < rows.Products.Terms[k].Width; c++)
                {
                    effects.Add(predictor.FirstEffect(k, row) + c);
                }
            }

            if (begins)
            {
                starts.Add(row);
            }
        }

        starts.Add(rows.Count);
        double[][] columns =
        [
            .. Enumerable.Range(0, terms).SelectMany(k =>
                Enumerable.Range(0, rows.Products.Terms[k].Width).Select(c => predictor.RandomColumn(k, c).ToArray())),
        ];
        return new GroupBlocks([.. starts], [.. effects], columns, offsets);
    }
}
