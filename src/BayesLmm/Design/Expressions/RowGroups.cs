namespace BayesLmm.Design.Expressions;

/// <summary>The groups that rows belong to: combinations of the levels of one or more columns.</summary>
/// <param name="Names">The groups' names; of combinations the levels are joined by a character that no level has.</param>
/// <param name="Codes">For each row the index of its group; −1 where a column is missing.</param>
internal sealed record RowGroups(IReadOnlyList<string> Names, int[] Codes)
{
    private const char Separator = '\0';

    /// <summary>The groups of some columns; without columns one group of all rows.</summary>
    /// <param name="columns">The columns, all of one length.</param>
    /// <param name="rowCount">Number of rows.</param>
    public static RowGroups Of(IReadOnlyList<CategoricalColumn> columns, int rowCount)
    {
        RowGroups groups = columns.Count == 0 ? new RowGroups([""], new int[rowCount]) : new RowGroups(columns[0].Levels, columns[0].Codes.ToArray());
        return columns.Skip(1).Aggregate(groups, (outer, inner) => outer.Cross(inner));
    }

    /// <summary>A group's name as messages have it: <c>a:b</c>.</summary>
    public static string Shown(string name) => name.Replace(Separator, ':');

    private RowGroups Cross(CategoricalColumn inner)
    {
        Dictionary<(int, int), int> numbers = [];
        List<string> names = [];
        int[] codes = new int[Codes.Length];
        for (int row = 0; row < codes.Length; row++)
        {
            (int Outer, int Inner) pair = (Codes[row], inner.Codes[row]);
            if (pair.Outer < 0 || pair.Inner < 0)
            {
                codes[row] = -1;
                continue;
            }

            if (!numbers.TryGetValue(pair, out codes[row]))
            {
                codes[row] = names.Count;
                numbers.Add(pair, names.Count);
                names.Add(Names[pair.Outer] + Separator + inner.Levels[pair.Inner]);
            }
        }

        return new RowGroups(names, codes);
    }
}
