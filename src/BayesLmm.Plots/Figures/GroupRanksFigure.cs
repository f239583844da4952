using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The rank of each level among all levels of a grouping factor, one panel for each effect: expected ranks with 50 % and 95 % intervals; 1 is the largest.
    /// Wide intervals say that a league table of the levels would be arbitrary (Goldstein &amp; Spiegelhalter 1996).
    /// </summary>
    /// <param name="group">The grouping factor's name.</param>
    /// <exception cref="ArgumentException">There is no such grouping factor; the message names it and the nearest name.</exception>
    public Figure GroupRanks(string group) => GroupRanksFigure.Create(Select([group]), group);
}

/// <summary>Builds <c>posterior.Plot.GroupRanks</c>.</summary>
internal static class GroupRanksFigure
{
    /// <summary>The most levels: ranks of more take levels² numbers.</summary>
    internal const int MostLevels = 2000;

    /// <summary>Whether a factor has few enough levels.</summary>
    public static bool CanRank(FigureSource source, string group) => source.TermsOf(group).Max(term => term.Levels.Count) is > 1 and <= MostLevels;

    /// <summary>The figure of a grouping factor.</summary>
    public static Figure Create(FigureSource source, string group)
    {
        GroupTerm[] terms = [.. source.TermsOf(group)];
        return new Figure(source.Title, terms.SelectMany(term => term.Effects.Distinct()).Distinct().Select(effect => CreatePanel(
            $"rank of {group} by {effect}", source.Posterior.Ranks(group, effect, source.Fit.CancellationToken))).ToEquatableArray())
        {
            Description = $"Expected rank of each level of {group} with 50 % and 95 % intervals; rank 1 is the largest.",
            Part = group,
            PanelWidth = 430,
            PanelHeight = LevelRows.HeightOf(terms.Max(term => term.Levels.Count)),
        };
    }

    /// <summary>The ranks by one effect, rank 1 at the top.</summary>
    internal static Panel CreatePanel(string label, EquatableArray<GroupRank> ranks)
    {
        LevelInterval[] levels =
        [
            .. ranks.OrderByDescending(rank => rank.ExpectedRank).Select(rank => new LevelInterval(
                rank.Level, rank.ExpectedRank, (Quantile(rank, 0.25), Quantile(rank, 0.75)), (Quantile(rank, 0.025), Quantile(rank, 0.975)))),
        ];
        return new Panel(
            null,
            new Axis(label, 0.5, ranks.Count + 0.5),
            LevelRows.AxisOf([.. levels.Select(level => level.Level)]),
            [.. LevelPanel.MarksOf(levels, "50 % interval", "95 % interval", "expected rank")]);
    }

    /// <summary>The least rank at which the probability of this or a better rank reaches a value.</summary>
    internal static int Quantile(GroupRank rank, double probability)
    {
        double sum = 0;
        for (int i = 0; i < rank.Probabilities.Count; i++)
        {
            sum += rank.Probabilities[i];
            if (sum >= probability - 1e-12)
            {
                return i + 1;
            }
        }

        return rank.Probabilities.Count;
    }
}
