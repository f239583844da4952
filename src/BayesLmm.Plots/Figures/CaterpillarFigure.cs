using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
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
        return new Figure(source.Title, panels)
        {
            Description = $"Effects of each level of {group}, sorted: posterior means with 50 % and 95 % intervals"
                + $"{(source.Fit.HasReml ? "; circles, REML predictions" : "")}.",
            Part = group,
            PanelWidth = 430,
            PanelHeight = LevelRows.HeightOf(terms.Max(term => term.Levels.Count)),
        };
    }

    private static Panel CreatePanel(FigureSource source, GroupTerm term, string effect, string? orderBy)
    {
        double Mean(string level, string of) => source.Posterior[Parameter.GroupEffect(term.Group, level, of)].Values.ToArray().Average();
        string order = orderBy is not null && term.Effects.Contains(orderBy) ? orderBy : effect;
        LevelInterval[] levels =
        [
            .. term.Levels
                .Select(level => Of(level, source.Posterior[Parameter.GroupEffect(term.Group, level, effect)].Values))
                .OrderBy(level => order == effect ? level.Middle : Mean(level.Level, order)),
        ];
        string[] names = [.. levels.Select(level => level.Level)];
        List<Mark> marks =
        [
            new VerticalMark(null, Theme.Reference, 0, Stroke.Dashed, Width: 1),
            .. LevelPanel.MarksOf(levels, "50 % interval", "95 % interval", "posterior mean"),
        ];
        List<double> shown = [0, .. levels.Select(level => level.Outer.Lower), .. levels.Select(level => level.Outer.Upper)];
        if (source.Fit.HasReml && source.Fit.Reml.Optimum.Converged)
        {
            EquatableArray<double> predictions = Predictions(source.Fit.Reml, term.Group, effect, names);
            marks.Add(new PointMark(
                "REML prediction", Theme.Reml, predictions, LevelRows.Ys(levels.Length), Hollow: true, LevelPanel.SizeOf(levels.Length, 8)));
            shown.AddRange(predictions);
        }

        return new Panel(null, Axis.Around($"{term.Group}[·, {effect}]", shown), LevelRows.AxisOf(names), marks.ToEquatableArray());
    }

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

    private static LevelInterval Of(string level, ReadOnlySpan<double> draws)
    {
        double[] sorted = draws.ToArray();
        Array.Sort(sorted);
        return new LevelInterval(
            level,
            sorted.Average(),
            (Quantiles.Of(sorted, 0.25), Quantiles.Of(sorted, 0.75)),
            (Quantiles.Of(sorted, 0.025), Quantiles.Of(sorted, 0.975)));
    }
}
