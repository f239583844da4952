using BayesLmm.Design;
using BayesLmm.Models;

namespace BayesLmm.Plots.Sources;

/// <summary>The rows of each level of a grouping factor.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Levels">The levels that have rows.</param>
/// <param name="Rows">For each of them its rows, counted through the rows of the fit.</param>
internal sealed record GroupRows(string Group, IReadOnlyList<string> Levels, IReadOnlyList<int[]> Rows)
{
    /// <summary>The rows of a grouping factor.</summary>
    public static GroupRows Of(BoundModel model, string group)
    {
        RandomTermDesign term = model.Design.RandomTerms.First(one => one.Group == group);
        List<int>[] rows = [.. term.Levels.Select(_ => new List<int>())];
        for (int row = 0; row < term.Codes.Length; row++)
        {
            rows[term.Codes[row]].Add(row);
        }

        int[] used = [.. Enumerable.Range(0, rows.Length).Where(level => rows[level].Count > 0)];
        return new(group, [.. used.Select(level => term.Levels[level])], [.. used.Select(level => rows[level].ToArray())]);
    }

    /// <summary>Some of the levels: all if they are few enough, otherwise some spread evenly over an order.</summary>
    /// <param name="most">The most levels.</param>
    /// <param name="by">What they are ordered by.</param>
    public GroupRows Represent(int most, Func<int[], double> by)
    {
        int[] order = [.. Enumerable.Range(0, Levels.Count).OrderBy(level => by(Rows[level]))];
        int[] chosen = Levels.Count <= most
            ? [.. Enumerable.Range(0, Levels.Count)]
            : [.. Enumerable.Range(0, most).Select(i => order[(int)Math.Round(i * (Levels.Count - 1.0) / Math.Max(1, most - 1))])];
        return this with { Levels = [.. chosen.Select(level => Levels[level])], Rows = [.. chosen.Select(level => Rows[level])] };
    }
}
