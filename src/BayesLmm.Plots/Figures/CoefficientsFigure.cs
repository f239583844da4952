using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The coefficients of the levels of a grouping factor, fixed and group effects together, sorted: posterior means with 95 % intervals, one panel a
    /// coefficient. The line is the mean over levels.
    /// </summary>
    /// <param name="group">The grouping factor's name.</param>
    /// <exception cref="ArgumentException">There is no such grouping factor; the message names it and the nearest name.</exception>
    public Figure Coefficients(string group) => CoefficientsFigure.Create(Select([group]), group);
}

/// <summary>Builds <c>posterior.Plot.Coefficients</c>.</summary>
internal static class CoefficientsFigure
{
    /// <summary>The figure of a grouping factor.</summary>
    public static Figure Create(FigureSource source, string group)
    {
        EquatableArray<GroupCoefficient> all = source.Posterior.Coefficients(group, null, source.Fit.CancellationToken);
        int levels = all.Select(coefficient => coefficient.Level).Distinct().Count();
        IEnumerable<Panel> panels = all.GroupBy(coefficient => coefficient.Coefficient).Select(rows => CreatePanel(group, rows.Key, rows));
        return new Figure(source.Title, panels.ToEquatableArray())
        {
            Description = $"Coefficients of each level of {group}, sorted: posterior means with 95 % intervals; the line is their mean.",
            Part = group,
            PanelWidth = 430,
            PanelHeight = LevelRows.HeightOf(levels),
        };
    }

    private static Panel CreatePanel(string group, string name, IEnumerable<GroupCoefficient> rows)
    {
        LevelInterval[] levels =
        [
            .. rows.Select(row => new LevelInterval(row.Level, row.Value.Mean, (row.Value.Mean, row.Value.Mean), (row.Value.Lower, row.Value.Upper)))
                .OrderBy(level => level.Middle),
        ];
        return new Panel(
            null,
            Axis.Around($"{name}, by {group}", levels.SelectMany(level => new[] { level.Outer.Lower, level.Outer.Upper })),
            LevelRows.AxisOf([.. levels.Select(level => level.Level)]),
            [
                new VerticalMark("mean over levels", Theme.Reference, levels.Average(level => level.Middle), Stroke.Dashed, Width: 1),
                .. LevelPanel.MarksOf(levels, null, "95 % interval", "posterior mean"),
            ]);
    }
}
