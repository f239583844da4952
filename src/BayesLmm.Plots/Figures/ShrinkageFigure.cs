using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// How the model pulls the levels' coefficients together: an arrow from the estimate of a level's rows alone (no pooling) to the coefficient of the model
    /// (partial pooling), and a line where one coefficient for all would be (complete pooling). With two coefficients also one against the other.
    /// </summary>
    /// <param name="group">The grouping factor's name.</param>
    /// <exception cref="ArgumentException">There is no such grouping factor; the message names it and the nearest name.</exception>
    /// <exception cref="NotSupportedException">The family has no least squares.</exception>
    public Figure Shrinkage(string group)
    {
        FigureSource source = Select([group]);
        return NoFigure.Unless(ShrinkageFigure.WhyNot(source), () => ShrinkageFigure.Create(source, group));
    }
}

/// <summary>Builds <c>posterior.Plot.Shrinkage</c>.</summary>
internal static class ShrinkageFigure
{
    /// <summary>Why a fit has no such figures; null if it has.</summary>
    public static string? WhyNot(FigureSource source) => source.Groups.Count == 0 ? NoFigure.NoGroups
        : source.Fit.HasReml ? null
        : $"the model's family is {source.Model.Family}, and no and complete pooling are by least squares";

    /// <summary>The figure of a grouping factor.</summary>
    public static Figure Create(FigureSource source, string group)
    {
        EquatableArray<PooledCoefficient> table = source.Fit.PoolingOf(group);
        string[] names = [.. table.Select(row => row.Coefficient).Distinct()];
        List<Panel> panels = [.. names.Select(name => CreatePanel($"{name}, by {group}", [.. table.Where(row => row.Coefficient == name)]))];
        if (names.Length == 2 && Pairs(table, names) is { Length: > 1 } pairs)
        {
            panels.Add(CreatePlane(names[0], names[1], pairs));
        }

        return new Figure(source.Title, panels.ToEquatableArray())
        {
            Description = $"Coefficients of the levels of {group}: arrows lead from a level's estimate alone to the model's; the line is one for all.",
            Part = group,
            PanelWidth = 400,
            PanelHeight = LevelRows.HeightOf(table.Select(row => row.Level).Distinct().Count()),
        };
    }

    /// <summary>One coefficient, levels one above the other in the order of the model's coefficients.</summary>
    internal static Panel CreatePanel(string title, IReadOnlyList<PooledCoefficient> rows)
    {
        PooledCoefficient[] sorted = [.. rows.OrderBy(row => row.Partial)];
        int[] alone = [.. Enumerable.Range(0, sorted.Length).Where(i => sorted[i].Alone is not null)];
        double[] from = [.. alone.Select(i => sorted[i].Alone!.Value)], places = [.. alone.Select(i => (double)i)];
        string[] names = [.. sorted.Select(row => row.Level)];
        List<Mark> marks =
        [
            new VerticalMark("complete pooling", Theme.Reference, sorted[0].Complete, Stroke.Dashed, Width: 1.5),
            new ArrowMark(
                null,
                Theme.Posterior with { Opacity = 0.6 },
                from.ToEquatableArray(),
                places.ToEquatableArray(),
                alone.Select(i => sorted[i].Partial).ToEquatableArray(),
                places.ToEquatableArray(),
                Width: 1.2),
            new PointMark("no pooling", Theme.Reml, from.ToEquatableArray(), places.ToEquatableArray(), Hollow: true, LevelPanel.SizeOf(sorted.Length, 7)),
            new PointMark(
                "partial pooling",
                Theme.Posterior,
                sorted.Select(row => row.Partial).ToEquatableArray(),
                LevelRows.Ys(sorted.Length),
                Hollow: false,
                LevelPanel.SizeOf(sorted.Length, 6)),
        ];
        return new Panel(
            null, Axis.Around(title, [.. from, .. sorted.Select(row => row.Partial), sorted[0].Complete]), LevelRows.AxisOf(names), marks.ToEquatableArray());
    }

    /// <summary>Two coefficients, one against the other.</summary>
    private static Panel CreatePlane(string first, string second, (PooledCoefficient X, PooledCoefficient Y)[] pairs)
    {
        EquatableArray<double> fromX = pairs.Select(pair => pair.X.Alone!.Value).ToEquatableArray();
        EquatableArray<double> fromY = pairs.Select(pair => pair.Y.Alone!.Value).ToEquatableArray();
        EquatableArray<double> toX = pairs.Select(pair => pair.X.Partial).ToEquatableArray(), toY = pairs.Select(pair => pair.Y.Partial).ToEquatableArray();
        (double x, double y) = (pairs[0].X.Complete, pairs[0].Y.Complete);
        return new Panel(
            null,
            Axis.Around(first, [.. fromX, .. toX, x]),
            Axis.Around(second, [.. fromY, .. toY, y]),
            [
                new VerticalMark("complete pooling", Theme.Reference, x, Stroke.Dashed, Width: 1),
                new HorizontalMark(null, Theme.Reference, y, Stroke.Dashed, Width: 1),
                new ArrowMark(null, Theme.Posterior with { Opacity = 0.6 }, fromX, fromY, toX, toY, Width: 1.2),
                new PointMark("no pooling", Theme.Reml, fromX, fromY, Hollow: true, Size: 7),
                new PointMark("partial pooling", Theme.Posterior, toX, toY, Hollow: false, Size: 6),
                new TextMark(
                    Theme.Reference, toX, toY, pairs.Select(pair => pair.X.Level).ToEquatableArray(), Place.Above),
            ]);
    }

    private static (PooledCoefficient X, PooledCoefficient Y)[] Pairs(EquatableArray<PooledCoefficient> table, string[] names)
    {
        Dictionary<string, PooledCoefficient> others = table.Where(row => row.Coefficient == names[1] && row.Alone is not null)
            .ToDictionary(row => row.Level, StringComparer.Ordinal);
        return
        [
            .. table.Where(row => row.Coefficient == names[0] && row.Alone is not null && others.ContainsKey(row.Level))
                .Select(row => (row, others[row.Level])),
        ];
    }
}
