using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The effects of a grouping factor, one panel for each effect with its levels from the lowest mean at the bottom to the highest: posterior means with
    /// 50 % and 95 % intervals, and the best linear unbiased predictions of restricted maximum likelihood as circles.
    /// </summary>
    /// <param name="group">The grouping factor's name.</param>
    /// <param name="orderBy">The effect whose order all panels share, such as <c>intercept</c>; null for an order of its own in each panel.</param>
    /// <exception cref="ArgumentException">There is no such grouping factor or effect; the message names it and the nearest name.</exception>
    public Figure Caterpillar(string group, string? orderBy = null) => CaterpillarFigure.Create(Select([group]), group, orderBy);
}

/// <summary>Builds <c>posterior.Plot.Caterpillar</c>.</summary>
internal static class CaterpillarFigure
{
    /// <summary>The most levels that get a line of text each unless the picture's height is given.</summary>
    private const int MostNamedLevels = 150;

    /// <summary>With more levels than these only the extreme ones are named, in the panel.</summary>
    private const int MostLevelsOnAxis = 400;

    /// <summary>How many levels at each end are named then.</summary>
    private const int ExtremeLevels = 3;

    /// <summary>The figure of a grouping factor.</summary>
    public static Figure Create(FigureSource source, string group, string? orderBy = null)
    {
        GroupTerm[] terms = [.. source.TermsOf(group)];
        if (terms.Length == 0)
        {
            throw new ArgumentException($"The model has no grouping factor '{group}'; it has {string.Join(", ", source.Groups)}.", nameof(group));
        }

        if (orderBy is not null && terms.All(term => !term.Effects.Contains(orderBy)))
        {
            string known = string.Join(", ", terms.SelectMany(term => term.Effects));
            throw new ArgumentException($"'{group}' has no effect '{orderBy}'; it has {known}.", nameof(orderBy));
        }

        EquatableArray<Panel> panels = terms.SelectMany(term => term.Effects.Select(effect => CreatePanel(source, term, effect, orderBy))).ToEquatableArray();
        int levels = terms.Max(term => term.Levels.Count);
        int height = levels > MostLevelsOnAxis ? 640 : 90 + (14 * Math.Min(levels, MostNamedLevels));
        return new Figure(source.Title, panels)
        {
            Description = $"Effects of each level of {group}, sorted: posterior means with 50 % and 95 % intervals; circles, REML predictions.",
            Part = group,
            PanelWidth = 430,
            PanelHeight = Math.Max(height, 200),
        };
    }

    private static Panel CreatePanel(FigureSource source, GroupTerm term, string effect, string? orderBy)
    {
        double Mean(string level, string of) => source.Posterior[Parameter.GroupEffect(term.Group, level, of)].Values.ToArray().Average();
        string order = orderBy is not null && term.Effects.Contains(orderBy) ? orderBy : effect;
        LevelEffect[] levels =
        [
            .. term.Levels
                .Select(level => LevelEffect.Of(level, source.Posterior[Parameter.GroupEffect(term.Group, level, effect)].Values))
                .OrderBy(level => order == effect ? level.Mean : Mean(level.Level, order)),
        ];
        EquatableArray<double> ys = Enumerable.Range(0, levels.Length).Select(i => (double)i).ToEquatableArray();
        List<Mark> marks =
        [
            new VerticalMark(null, Theme.Reference, 0, Stroke.Dashed, Width: 1),
            Interval("95 % interval", levels, ys, level => level.Outer, width: 1.2, opacity: 0.8),
            Interval("50 % interval", levels, ys, level => level.Inner, width: 4, opacity: 0.55),
            new PointMark("posterior mean", Theme.Posterior, levels.Select(level => level.Mean).ToEquatableArray(), ys, Hollow: false, Size: 5),
        ];
        List<double> shown = [0, .. levels.Select(level => level.Outer.Lower), .. levels.Select(level => level.Outer.Upper)];
        if (source.Fit.Reml.Optimum.Converged)
        {
            EquatableArray<double> predictions = Predictions(source.Fit.Reml, term.Group, effect, levels.Select(level => level.Level));
            marks.Add(new PointMark("REML prediction", Theme.Reml, predictions, ys, Hollow: true, Size: 8));
            shown.AddRange(predictions);
        }

        Axis x = Axis.Around($"{term.Group}[·, {effect}]", shown);
        Axis y = new(null, -0.8, levels.Length - 0.2) { Ticks = TickKind.Names, Names = levels.Select(level => level.Level).ToEquatableArray() };
        if (levels.Length > MostLevelsOnAxis)
        {
            y = new Axis("level, in order", -0.02 * levels.Length, 1.02 * levels.Length);
            marks.Add(Names(levels[..ExtremeLevels], 0, Place.Right, level => level.Outer.Upper, levels.Length));
            marks.Add(Names(levels[^ExtremeLevels..], levels.Length - ExtremeLevels, Place.Left, level => level.Outer.Lower, levels.Length));
        }

        return new Panel(null, x, y, marks.ToEquatableArray());
    }

    /// <summary>The names of some levels beside their intervals, spread so that they do not cover each other.</summary>
    private static TextMark Names(LevelEffect[] levels, int first, Place place, Func<LevelEffect, double> end, int all) => new(
        Theme.Reference,
        levels.Select(end).ToEquatableArray(),
        levels.Select((_, i) => first == 0 ? i * 0.025 * all : all - (0.025 * all * (levels.Length - 1 - i))).ToEquatableArray(),
        levels.Select(level => level.Level).ToEquatableArray(),
        place);

    private static IntervalMark Interval(
        string label, LevelEffect[] levels, EquatableArray<double> ys, Func<LevelEffect, (double Lower, double Upper)> ends, double width, double opacity) =>
        new(
            label,
            Theme.Posterior with { Opacity = opacity },
            levels.Select(level => ends(level).Lower).ToEquatableArray(),
            levels.Select(level => ends(level).Upper).ToEquatableArray(),
            ys,
            width);

    /// <summary>The predictions of an effect in the order of the levels.</summary>
    private static EquatableArray<double> Predictions(RemlFit reml, string group, string effect, IEnumerable<string> levels)
    {
        GroupEffects term = reml.GroupEffects.FirstOrDefault(candidate => candidate.Group == group && candidate.Effects.Contains(effect))
            ?? throw new ArgumentException($"The REML fit is of another model: it has no effect '{effect}' of '{group}'.", nameof(reml));
        int column = term.Effects.ToList().IndexOf(effect);
        Dictionary<string, double> values = term.Levels
            .Select((level, j) => (level, term.Values[(j * term.Effects.Count) + column]))
            .ToDictionary(StringComparer.Ordinal);
        return levels
            .Select(level => values.TryGetValue(level, out double value)
                ? value
                : throw new ArgumentException($"The REML fit is of other data: '{group}' has no level '{level}' in it.", nameof(reml)))
            .ToEquatableArray();
    }

    /// <summary>The effect of one level in numbers.</summary>
    private readonly record struct LevelEffect(string Level, double Mean, (double Lower, double Upper) Inner, (double Lower, double Upper) Outer)
    {
        public static LevelEffect Of(string level, ReadOnlySpan<double> draws)
        {
            double[] sorted = draws.ToArray();
            Array.Sort(sorted);
            return new LevelEffect(
                level,
                sorted.Average(),
                (Quantiles.Of(sorted, 0.25), Quantiles.Of(sorted, 0.75)),
                (Quantiles.Of(sorted, 0.025), Quantiles.Of(sorted, 0.975)));
        }
    }
}
