using BayesLmm.Design;
using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The residuals of each level of a grouping factor, sorted by their medians: all of them as a thin line from the least to the greatest, the middle half
    /// as a thick one, the median as a point. Levels whose residuals are much wider than those of others have a residual standard deviation of their own.
    /// Of binary, binomial and count responses they are quantile residuals.
    /// </summary>
    /// <param name="group">The grouping factor's name.</param>
    /// <exception cref="ArgumentException">There is no such grouping factor; the message names it and the nearest name.</exception>
    public Figure ResidualsByGroup(string group) => ResidualsByGroupFigure.Create(Select([group]), group);
}

/// <summary>Builds <c>posterior.Plot.ResidualsByGroup</c>.</summary>
internal static class ResidualsByGroupFigure
{
    /// <summary>The figure of a grouping factor.</summary>
    public static Figure Create(FigureSource source, string group) => new(source.Title, [CreatePanel(source, group)])
    {
        Description = $"Residuals of each level of {group}, sorted by the median: range, middle half and median.",
        Part = group,
        PanelWidth = 560,
        PanelHeight = LevelRows.HeightOf(LevelsOf(source, group).Levels.Count),
    };

    /// <summary>Its panel.</summary>
    public static Panel CreatePanel(FigureSource source, string group)
    {
        RandomTermDesign term = LevelsOf(source, group);
        (double[] values, string name) = source.Fit.Residuals.Drawn(source.Model);
        (string Level, double[] Sorted)[] levels =
        [
            .. Enumerable.Range(0, values.Length).GroupBy(row => term.Codes[row])
                .Select(rows => (Level: term.Levels[rows.Key], Sorted: rows.Select(row => values[row]).Order().ToArray()))
                .OrderBy(level => Quantiles.Of(level.Sorted, 0.5)),
        ];
        EquatableArray<double> At(double probability) => levels.Select(level => Quantiles.Of(level.Sorted, probability)).ToEquatableArray();
        EquatableArray<double> ys = LevelRows.Ys(levels.Length), least = At(0), greatest = At(1);
        string[] names = [.. levels.Select(level => level.Level)];
        return new Panel(
            null,
            Axis.Around($"{name} of {source.Model.ResponseName}, by {group}", [0, .. least, .. greatest]),
            LevelRows.AxisOf(names),
            [
                new VerticalMark(null, Theme.Reference, 0, Stroke.Dashed, Width: 1),
                new IntervalMark("all residuals", Theme.Posterior with { Opacity = 0.8 }, least, greatest, ys, Width: 1.2),
                new IntervalMark("middle half", Theme.Posterior with { Opacity = 0.45 }, At(0.25), At(0.75), ys, Width: 6),
                new PointMark("median", Theme.Observed, At(0.5), ys, Hollow: false, Size: 5),
                .. LevelRows.ExtremeNames(names, least, greatest),
            ]);
    }

    private static RandomTermDesign LevelsOf(FigureSource source, string group) => source.Model.Design.RandomTerms.First(term => term.Group == group);
}
