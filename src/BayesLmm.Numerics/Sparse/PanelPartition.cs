namespace BayesLmm.Numerics.Sparse;

/// <summary>Which columns of a factor make a supernode.</summary>
internal static class PanelPartition
{
    /// <summary>Supernodes of at most this many columns are joined, however many zeros that adds.</summary>
    private const int AlwaysJoined = 4;

    /// <summary>The share of zeros that joined supernodes may have, by their number of columns together (the defaults of CHOLMOD).</summary>
    private static readonly (int Columns, double Zeros)[] AllowedZeros = [(16, 0.8), (48, 0.1), (int.MaxValue, 0.05)];

    /// <summary>The first column of each supernode, and the order.</summary>
    /// <param name="tree">An elimination tree in postorder.</param>
    public static int[] Of(EliminationTree tree)
    {
        List<Run> runs = [];
        int n = tree.Order;
        for (int j = 0; j < n;)
        {
            int last = j;
            while (last + 1 < n && tree.Parents[last] == last + 1 && tree.ColumnCounts[last] == tree.ColumnCounts[last + 1] + 1)
            {
                last++;
            }

            int width = last - j + 1, below = tree.ColumnCounts[last] - 1;
            Run run = new(j, width, below, Entries(width, below));
            while (runs.Count > 0 && tree.Parents[run.First - 1] is int parent && parent >= run.First && parent < run.First + run.Width
                && Joined(runs[^1], run) is { } joined)
            {
                runs.RemoveAt(runs.Count - 1);
                run = joined;
            }

            runs.Add(run);
            j = last + 1;
        }

        return [.. runs.Select(run => run.First), n];
    }

    private static double Entries(double width, double below) => (0.5 * width * (width + 1)) + (width * below);

    /// <summary>Two neighbouring runs as one, or null where that would add too many zeros.</summary>
    private static Run? Joined(Run child, Run parent)
    {
        int width = child.Width + parent.Width;
        double entries = child.NonZeros + parent.NonZeros, all = Entries(width, parent.Below);
        double allowed = AllowedZeros.First(limit => width <= limit.Columns).Zeros;
        return width <= AlwaysJoined || all - entries <= allowed * all ? new Run(child.First, width, parent.Below, entries) : null;
    }

    /// <summary>A run of columns.</summary>
    /// <param name="First">The first column.</param>
    /// <param name="Width">Number of columns.</param>
    /// <param name="Below">Rows below them.</param>
    /// <param name="NonZeros">Entries that are not zeros added by joining.</param>
    private readonly record struct Run(int First, int Width, int Below, double NonZeros);
}
