using BayesLmm.Design.Products;

namespace BayesLmm.Estimation.Tests;

/// <summary>
/// The connected components of the graph in which two levels are joined when they occur together in some row: one for each level of a single factor, one for
/// each outer level of nested factors, as a rule one in all for crossed ones.
/// </summary>
internal sealed class LevelComponents
{
    private LevelComponents(int[] componentOfLevel, int[][] members)
    {
        ComponentOfLevel = componentOfLevel;
        Members = members;
    }

    /// <summary>For each level, through all terms, the number of its component.</summary>
    public IReadOnlyList<int> ComponentOfLevel { get; }

    /// <summary>The levels of each component.</summary>
    public IReadOnlyList<int[]> Members { get; }

    /// <summary>The most levels that a component has.</summary>
    public int LargestSize => Members.Count == 0 ? 0 : Members.Max(component => component.Length);

    /// <summary>Finds them, in time almost proportional to the number of blocks.</summary>
    public static LevelComponents Find(LevelBlocks blocks)
    {
        int count = blocks.LevelCount;
        int[] parent = [.. Enumerable.Range(0, count)];
        for (int level = 0; level < count; level++)
        {
            for (int b = blocks.ColumnStarts[level]; b < blocks.ColumnStarts[level + 1]; b++)
            {
                parent[Root(parent, blocks.Rows[b])] = Root(parent, level);
            }
        }

        int[] component = new int[count], numberOfRoot = new int[count];
        Array.Fill(numberOfRoot, -1);
        List<List<int>> members = [];
        for (int level = 0; level < count; level++)
        {
            ref int number = ref numberOfRoot[Root(parent, level)];
            if (number < 0)
            {
                number = members.Count;
                members.Add([]);
            }

            component[level] = number;
            members[number].Add(level);
        }

        return new LevelComponents(component, [.. members.Select(levels => levels.ToArray())]);
    }

    /// <summary>The representative of a level, halving the path to it.</summary>
    private static int Root(int[] parent, int level)
    {
        while (parent[level] != level)
        {
            parent[level] = parent[parent[level]];
            level = parent[level];
        }

        return level;
    }
}
