namespace BayesLmm.Numerics.Sparse;

/// <summary>The update that one supernode subtracts from another: its rows from <paramref name="From"/> on, times those up to <paramref name="To"/>.</summary>
/// <param name="Target">The supernode that is changed; the rows From to To are among its columns.</param>
/// <param name="From">First of the source's rows below its triangle.</param>
/// <param name="To">One past the last of them that is a column of the target.</param>
/// <param name="FirstRelative">Where <see cref="PanelStructure.Relative"/> starts to say which rows of the target's panel the source's rows from From on
/// are.</param>
internal readonly record struct PanelUpdate(int Target, int From, int To, int FirstRelative);

/// <summary>
/// Supernodes: runs of columns of a Cholesky factor with the same rows below them, each stored as a dense panel by rows, its triangle on top (Ng &amp; Peyton
/// 1993). Neighbours in the elimination tree are joined into wider ones where that adds few zeros (Ashcraft &amp; Grimes 1989).
/// </summary>
internal sealed class PanelStructure
{
    private readonly int[] superOf;
    private readonly int[] rowStarts;
    private readonly int[] rows;
    private readonly int[] valueStarts;
    private readonly int[] updateStarts;
    private readonly PanelUpdate[] updates;
    private readonly int[] relative;
    private readonly int[] places;

    private PanelStructure(PermutedPattern pattern, EliminationTree tree)
    {
        FirstColumns = PanelPartition.Of(tree);
        int count = FirstColumns.Length - 1;
        superOf = new int[tree.Order];
        rowStarts = new int[count + 1];
        valueStarts = new int[count + 1];
        for (int s = 0; s < count; s++)
        {
            superOf.AsSpan(FirstColumns[s]..FirstColumns[s + 1]).Fill(s);
            int below = tree.ColumnCounts[FirstColumns[s + 1] - 1] - 1;
            rowStarts[s + 1] = checked(rowStarts[s] + below);
            valueStarts[s + 1] = checked(valueStarts[s] + (Width(s) * (Width(s) + below)));
            LargestWidth = Math.Max(LargestWidth, Width(s));
        }

        rows = FindRows(pattern.Pattern);
        (updateStarts, updates, relative) = FindUpdates();
        places = FindPlaces(pattern);
    }

    /// <summary>Number of supernodes.</summary>
    public int Count => FirstColumns.Length - 1;

    /// <summary>The first column of each supernode, and the order.</summary>
    public int[] FirstColumns { get; }

    /// <summary>Columns of the widest supernode.</summary>
    public int LargestWidth { get; }

    /// <summary>Numbers that all panels hold.</summary>
    public int StoredNumbers => valueStarts[^1];

    /// <summary>For each supernode the row of a panel that a row of another is: row number in the panel.</summary>
    public ReadOnlySpan<int> Relative => relative;

    /// <summary>For each entry of A's pattern its place in the panels.</summary>
    public ReadOnlySpan<int> Places => places;

    /// <summary>Builds the structure.</summary>
    /// <param name="pattern">P A Pᵀ, ordered so that subtrees of the elimination tree are contiguous.</param>
    /// <param name="tree">Its elimination tree.</param>
    public static PanelStructure Of(PermutedPattern pattern, EliminationTree tree) => new(pattern, tree);

    /// <summary>Columns of a supernode.</summary>
    public int Width(int s) => FirstColumns[s + 1] - FirstColumns[s];

    /// <summary>Rows of L below a supernode's triangle, ascending.</summary>
    public ReadOnlySpan<int> Rows(int s) => rows.AsSpan(rowStarts[s]..rowStarts[s + 1]);

    /// <summary>Where a supernode's panel starts; its rows are <see cref="Width"/> numbers long.</summary>
    public int ValueStart(int s) => valueStarts[s];

    /// <summary>The updates that a supernode subtracts from those after it.</summary>
    public ReadOnlySpan<PanelUpdate> Updates(int s) => updates.AsSpan(updateStarts[s]..updateStarts[s + 1]);

    /// <summary>Where the entry of a row and a column of L is stored; −1 where it is 0 by structure.</summary>
    /// <param name="row">The row in the order of elimination, at or below the diagonal.</param>
    /// <param name="column">The column.</param>
    public int PlaceOf(int row, int column)
    {
        int s = superOf[column], inPanel = PanelRow(s, row);
        bool isBelow = row >= FirstColumns[s + 1];
        return isBelow && inPanel < Width(s) ? -1 : valueStarts[s] + (inPanel * Width(s)) + column - FirstColumns[s];
    }

    /// <summary>The supernode of a column.</summary>
    public int SuperOf(int column) => superOf[column];

    private int[] FindRows(SymmetricPattern pattern)
    {
        int[] found = new int[rowStarts[^1]];
        int[] mark = new int[pattern.Order], firstChild = new int[Count], nextSibling = new int[Count];
        Array.Fill(mark, -1);
        Array.Fill(firstChild, -1);
        for (int s = 0; s < Count; s++)
        {
            int end = FirstColumns[s + 1], next = rowStarts[s];
            for (int p = pattern.ColumnStarts[FirstColumns[s]]; p < pattern.ColumnStarts[end]; p++)
            {
                Add(pattern.Rows[p]);
            }

            for (int child = firstChild[s]; child >= 0; child = nextSibling[child])
            {
                for (int k = rowStarts[child]; k < rowStarts[child + 1]; k++)
                {
                    Add(found[k]);
                }
            }

            found.AsSpan(rowStarts[s]..next).Sort();
            if (next > rowStarts[s])
            {
                int parent = superOf[found[rowStarts[s]]];
                nextSibling[s] = firstChild[parent];
                firstChild[parent] = s;
            }

            void Add(int row)
            {
                if (row >= end && mark[row] != s)
                {
                    mark[row] = s;
                    found[next++] = row;
                }
            }
        }

        return found;
    }

    private (int[] Starts, PanelUpdate[] Updates, int[] Relative) FindUpdates()
    {
        int[] starts = new int[Count + 1];
        List<PanelUpdate> found = [];
        List<int> relatives = [];
        for (int s = 0; s < Count; s++)
        {
            int below = rowStarts[s + 1] - rowStarts[s];
            for (int from = 0; from < below;)
            {
                int target = superOf[rows[rowStarts[s] + from]];
                int end = FirstColumns[target + 1], to = from;
                while (to < below && rows[rowStarts[s] + to] < end)
                {
                    to++;
                }

                found.Add(new PanelUpdate(target, from, to, relatives.Count));
                for (int k = from; k < below; k++)
                {
                    relatives.Add(PanelRow(target, rows[rowStarts[s] + k]));
                }

                from = to;
            }

            starts[s + 1] = found.Count;
        }

        return (starts, [.. found], [.. relatives]);
    }

    private int[] FindPlaces(PermutedPattern permuted)
    {
        SymmetricPattern pattern = permuted.Pattern;
        int[] found = new int[pattern.NonZeros];
        for (int j = 0; j < pattern.Order; j++)
        {
            int s = superOf[j];
            for (int p = pattern.ColumnStarts[j]; p < pattern.ColumnStarts[j + 1]; p++)
            {
                found[permuted.Sources is { } sources ? sources[p] : p] = valueStarts[s] + (PanelRow(s, pattern.Rows[p]) * Width(s)) + j - FirstColumns[s];
            }
        }

        return found;
    }

    /// <summary>Which row of a supernode's panel a row of L is.</summary>
    private int PanelRow(int s, int row) =>
        row < FirstColumns[s + 1] ? row - FirstColumns[s] : Width(s) + rows.AsSpan(rowStarts[s]..rowStarts[s + 1]).BinarySearch(row);
}
