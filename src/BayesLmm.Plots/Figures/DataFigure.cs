using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>The response by the levels of a grouping factor, sorted by their means: rows as points, means as discs, the mean of all as a line.</summary>
    /// <param name="group">The grouping factor's name.</param>
    /// <exception cref="ArgumentException">There is no such grouping factor; the message names it and the nearest name.</exception>
    public Figure Data(string group) => DataFigure.Create(Select([group]), group);
}

/// <summary>Builds <c>posterior.Plot.Data</c>.</summary>
internal static class DataFigure
{
    /// <summary>The figure of a grouping factor.</summary>
    public static Figure Create(FigureSource source, string group)
    {
        double[] response = source.Model.Response.ToArray();
        GroupRows groups = GroupRows.Of(source.Model, group);
        return CreateFigure(source, group, response, groups);
    }

    /// <summary>The figure of a model without grouping factors: the response along the main predictor, or in order.</summary>
    public static Figure CreateUngrouped(FigureSource source)
    {
        double[] response = source.Model.Response.ToArray();
        RowPlaces? places = RowPlaces.Main(source.Model);
        int[] shown = Thinning.Evenly(response.Length);
        EquatableArray<double> xs = shown.Select(row => places?.Places[row] ?? row + 1.0).ToEquatableArray();
        EquatableArray<double> ys = shown.Select(row => response[row]).ToEquatableArray();
        Axis x = places?.ToAxis() ?? new Axis("row", 0, response.Length + 1);
        return new Figure(source.Title,
        [
            new Panel(
                null, x, Axis.Around(source.Model.ResponseName, response),
                [new PointMark("row", Theme.Posterior with { Opacity = 0.6 }, xs, ys, Hollow: false, Size: 5)]),
        ])
        {
            Description = $"The response {source.Model.ResponseName} {(places is null ? "in the order of the rows" : "against " + places.Name)}.",
            PanelWidth = 640,
            PanelHeight = 400,
        };
    }

    private static Figure CreateFigure(FigureSource source, string group, double[] response, GroupRows groups)
    {
        double[] means = [.. groups.Rows.Select(rows => rows.Average(row => response[row]))];
        int[] order = [.. Enumerable.Range(0, means.Length).OrderBy(level => means[level])];
        (double Value, double Place)[] points = [.. order.SelectMany((level, place) => groups.Rows[level].Select(row => (response[row], (double)place)))];
        int[] shown = Thinning.Evenly(points.Length);
        string[] names = [.. order.Select(level => groups.Levels[level])];
        Panel panel = new(
            null,
            Axis.Around(source.Model.ResponseName + Thinning.Note(shown.Length, points.Length), response),
            LevelRows.AxisOf(names),
            [
                new VerticalMark("mean of all rows", Theme.Reference, response.Average(), Stroke.Dashed, Width: 1),
                new PointMark(
                    "row",
                    Theme.Posterior with { Opacity = 0.5 },
                    shown.Select(i => points[i].Value).ToEquatableArray(),
                    shown.Select(i => points[i].Place).ToEquatableArray(),
                    Hollow: true,
                    Size: 5),
                new PointMark(
                    "mean of the level",
                    Theme.Reml,
                    order.Select(level => means[level]).ToEquatableArray(),
                    LevelRows.Ys(order.Length),
                    Hollow: false,
                    LevelPanel.SizeOf(order.Length, 7)),
            ]);
        return new Figure(source.Title, [panel])
        {
            Description = $"The response {source.Model.ResponseName} by {group}, levels sorted by their means.",
            Part = group,
            PanelWidth = 640,
            PanelHeight = LevelRows.HeightOf(names.Length),
        };
    }
}
