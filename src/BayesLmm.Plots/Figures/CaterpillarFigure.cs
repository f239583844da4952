using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Marks;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Plots;

public static partial class FigureExtensions
{
    extension(Figure)
    {
        /// <summary>
        /// The effects of a grouping factor, one panel for each effect with its levels from the lowest mean at the bottom to the highest: posterior means with
        /// 50 % and 95 % intervals.
        /// </summary>
        /// <param name="posterior">The draws.</param>
        /// <param name="group">The grouping factor's name.</param>
        /// <param name="reml">The fit whose best linear unbiased predictions are drawn as circles; null for none.</param>
        /// <exception cref="ArgumentException">
        /// There is no such grouping factor; the message names it and the nearest name. Or <paramref name="reml"/> is a fit of another model.
        /// </exception>
        public static Figure Caterpillar(Posterior posterior, string group, RemlFit? reml = null) => CaterpillarFigure.Create(posterior, group, reml);
    }
}

/// <summary>Builds <c>Figure.Caterpillar</c>.</summary>
internal static class CaterpillarFigure
{
    /// <summary>The most levels that get a line of text each unless the picture's height is given; of more levels only some are written.</summary>
    private const int MostNamedLevels = 100;

    /// <summary>The figure, checked names and all.</summary>
    public static Figure Create(Posterior posterior, string group, RemlFit? reml = null)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        GroupTerm[] terms = [.. posterior.Model.GroupTerms.Where(term => term.Group == group)];
        if (terms.Length == 0)
        {
            throw QuantitySelection.Unknown("grouping factor", group, posterior.Model.GroupTerms.Select(term => term.Group));
        }

        EquatableArray<Panel> panels = terms.SelectMany(term => term.Effects.Select(effect => CreatePanel(posterior, term, effect, reml))).ToEquatableArray();
        int height = 90 + (14 * Math.Min(terms.Max(term => term.Levels.Count), MostNamedLevels));
        return new Figure(posterior.Model.Specification.FormulaText, panels, Theme.ColumnsFor(panels.Count), panelWidth: 430, Math.Max(height, 200));
    }

    private static Panel CreatePanel(Posterior posterior, GroupTerm term, string effect, RemlFit? reml)
    {
        LevelEffect[] levels =
        [
            .. term.Levels
                .Select(level => LevelEffect.Of(level, posterior[Parameter.GroupEffect(term.Group, level, effect)].Values))
                .OrderBy(level => level.Mean),
        ];
        EquatableArray<double> ys = Enumerable.Range(0, levels.Length).Select(i => (double)i).ToEquatableArray();
        List<Mark> marks =
        [
            new VerticalMark(null, Theme.Reference, 0, Stroke.Dashed, Width: 1),
            Interval("95 % interval", levels, ys, level => level.Outer, width: 1.2, opacity: 0.8),
            Interval("50 % interval", levels, ys, level => level.Inner, width: 4, opacity: 0.55),
            new PointMark("posterior mean", Theme.Posterior, levels.Select(level => level.Mean).ToEquatableArray(), ys, Hollow: false, Size: 5),
        ];
        IEnumerable<double> shown = levels.SelectMany(level => new[] { level.Outer.Lower, level.Outer.Upper });
        if (reml is not null)
        {
            EquatableArray<double> predictions = Predictions(reml, term.Group, effect, levels.Select(level => level.Level));
            marks.Add(new PointMark("REML prediction", Theme.Reml, predictions, ys, Hollow: true, Size: 8));
            shown = shown.Concat(predictions);
        }

        Axis names = new(null, -0.8, levels.Length - 0.2) { Ticks = TickKind.Names, Names = levels.Select(level => level.Level).ToEquatableArray() };
        return new Panel(null, Axis.Around($"{term.Group}[·, {effect}]", shown.Append(0)), names, marks.ToEquatableArray());
    }

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
