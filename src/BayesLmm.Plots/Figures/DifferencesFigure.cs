using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// How certain it is that a level's effect exceeds another's, for each pair of levels of a grouping factor, one panel for each effect: the larger the disc,
    /// the more certain. Of many levels those with the largest and the smallest effects are shown.
    /// </summary>
    /// <param name="group">The grouping factor's name.</param>
    /// <exception cref="ArgumentException">There is no such grouping factor; the message names it and the nearest name.</exception>
    public Figure Differences(string group) => DifferencesFigure.Create(Select([group]), group);
}

/// <summary>Builds <c>posterior.Plot.Differences</c>.</summary>
internal static class DifferencesFigure
{
    /// <summary>The most levels that are compared; of more the extreme ones.</summary>
    private const int MostLevels = 24;

    private static readonly double[] Thresholds = [0.5, 0.8, 0.95, 0.99];

    /// <summary>The figure of a grouping factor.</summary>
    public static Figure Create(FigureSource source, string group)
    {
        GroupTerm[] terms = [.. source.TermsOf(group)];
        int shown = Math.Min(MostLevels, terms.Max(term => term.Levels.Count));
        return new Figure(source.Title, terms.SelectMany(term => term.Effects.Select(effect => CreatePanel(source.Posterior, term, effect))).ToEquatableArray())
        {
            Description = $"How certain it is that the level of {group} in the row exceeds the level in the column: the larger the disc, the more certain.",
            Part = group,
            PanelWidth = Math.Max(440, 140 + (16 * shown)),
            PanelHeight = Math.Max(260, 130 + (16 * shown)),
        };
    }

    private static Panel CreatePanel(Posterior posterior, GroupTerm term, string effect)
    {
        (string Level, DrawColumn Draws, double Mean)[] sorted =
        [
            .. term.Levels.Select(level => (level, Draws: posterior[Parameter.GroupEffect(term.Group, level, effect)]))
                .Select(one => (one.level, one.Draws, GroupMeans.Mean(one.Draws))).OrderBy(one => one.Item3),
        ];
        bool isCut = sorted.Length > MostLevels;
        (string Level, DrawColumn Draws, double Mean)[] levels = isCut ? [.. sorted[..(MostLevels / 2)], .. sorted[^(MostLevels / 2)..]] : sorted;
        string[] names = [.. levels.Select(level => level.Level)];
        List<Mark> marks = [];
        List<(double X, double Y, double P)> pairs = [];
        for (int row = 0; row < levels.Length; row++)
        {
            for (int column = 0; column < row; column++)
            {
                double more = ProbabilityOfMore(levels[row].Draws.Values, levels[column].Draws.Values);
                pairs.Add(more >= 0.5 ? (column, row, more) : (row, column, 1 - more));   // a level of smaller mean may be larger in most draws
            }
        }

        for (int i = 0; i < Thresholds.Length; i++)
        {
            (double X, double Y, double P)[] those =
                [.. pairs.Where(pair => pair.P >= Thresholds[i] && (i + 1 == Thresholds.Length || pair.P < Thresholds[i + 1]))];
            if (those.Length > 0)
            {
                string upper = i + 1 == Thresholds.Length ? "1" : FormattableString.Invariant($"{Thresholds[i + 1]}");
                marks.Add(new PointMark(
                    FormattableString.Invariant($"row exceeds column with probability {Thresholds[i]} to {upper}"),
                    Theme.Posterior with { Opacity = 0.25 + (0.25 * i) },
                    those.Select(pair => pair.X).ToEquatableArray(),
                    those.Select(pair => pair.Y).ToEquatableArray(),
                    Hollow: i == 0,
                    Size: 4 + (3 * i)));
            }
        }

        Axis Names(string? label) => new(label, -0.8, levels.Length - 0.2) { Ticks = TickKind.Names, Names = names.ToEquatableArray() };
        string title = $"{term.Group}[·, {effect}]" + (isCut ? $" ({MostLevels} of {sorted.Length} levels)" : "");
        return new Panel(title, Names(null), Names(null), marks.ToEquatableArray());
    }

    /// <summary>The share of draws in which the first number is larger; equal ones count half.</summary>
    internal static double ProbabilityOfMore(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double more = 0;
        for (int i = 0; i < first.Length; i++)
        {
            more += first[i] > second[i] ? 1 : first[i] == second[i] ? 0.5 : 0;
        }

        return more / first.Length;
    }
}
