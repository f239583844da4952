using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The line of each group along the model's main predictor (posterior means of the rows' expected values), the line of the population with its 95 % band,
    /// and the observed rows. Of very many groups some are shown, spread evenly over the groups' means.
    /// </summary>
    /// <param name="group">The grouping factor's name.</param>
    /// <exception cref="ArgumentException">There is no such grouping factor; the message names it and the nearest name.</exception>
    /// <exception cref="NotSupportedException">The model has no predictor to draw lines along, or none that varies within the levels.</exception>
    public Figure Spaghetti(string group)
    {
        FigureSource source = Select([group]);
        return NoFigure.Unless(SpaghettiFigure.WhyNot(source, group), () => SpaghettiFigure.Create(source, group));
    }

    /// <summary>
    /// The same in a panel for each group, for up to 30 groups; of more, 30 that represent them, spread evenly over the groups' means.
    /// </summary>
    /// <param name="group">The grouping factor's name.</param>
    /// <exception cref="ArgumentException">There is no such grouping factor; the message names it and the nearest name.</exception>
    /// <exception cref="NotSupportedException">The model has no predictor to draw lines along, or none that varies within the levels.</exception>
    public Figure GroupLines(string group)
    {
        FigureSource source = Select([group]);
        return NoFigure.Unless(SpaghettiFigure.WhyNot(source, group), () => SpaghettiFigure.CreatePanels(source, group));
    }
}

/// <summary>Builds <c>posterior.Plot.Spaghetti</c> and <c>posterior.Plot.GroupLines</c>.</summary>
internal static class SpaghettiFigure
{
    private const int MostLines = 200;
    private const int MostPanels = 30;

    /// <summary>Why the levels of a grouping factor have no lines; null if they have.</summary>
    public static string? WhyNot(FigureSource source, string group) => RowPlaces.Main(source.Model) is not { } places
        ? "the model has no predictor to draw lines along"
        : GroupRows.Of(source.Model, group).Rows.Any(rows => rows.Select(row => places.Places[row]).Where(double.IsFinite).Distinct().Skip(1).Any()) ? null
        : $"the model's predictors are the same in all rows of a level of '{group}', so that levels have no lines";

    /// <summary>All lines in one panel.</summary>
    public static Figure Create(FigureSource source, string group)
    {
        RowPlaces places = RowPlaces.Main(source.Model)!;
        EquatableArray<FittedRow> rows = ResponseAxis.Rows(source);
        GroupRows all = GroupRows.Of(source.Model, group), groups = all.Represent(MostLines, of => of.Average(row => rows[row].Fitted));
        int[] shown = Thinning.Evenly(rows.Count);
        List<Mark> marks =
        [
            new PointMark(
                "row",
                Theme.Reference with { Opacity = 0.35 },
                shown.Select(row => places.Places[row]).ToEquatableArray(),
                shown.Select(row => rows[row].Response).ToEquatableArray(),
                Hollow: false,
                Size: 4),
            .. groups.Rows.Select(own => Line($"level of {group}", places, own, row => rows[row].Fitted, Theme.Posterior with { Opacity = 0.45 }, 1)),
            .. Population(source, places),
        ];
        string note = Thinning.Note(shown.Length, rows.Count) + Thinning.Note(groups.Levels.Count, all.Levels.Count, "levels");
        return new Figure(source.Title, [new Panel(null, places.ToAxis(), Around(source, rows, note), marks.ToEquatableArray())])
        {
            Description = $"A line for each level of {group} along {places.Name}, and the line of the population with its 95 % interval.",
            Part = group,
            PanelWidth = 640,
            PanelHeight = 440,
        };
    }

    /// <summary>A panel for each level.</summary>
    public static Figure CreatePanels(FigureSource source, string group)
    {
        RowPlaces places = RowPlaces.Main(source.Model)!;
        EquatableArray<FittedRow> rows = ResponseAxis.Rows(source);
        GroupRows all = GroupRows.Of(source.Model, group), groups = all.Represent(MostPanels, of => of.Average(row => rows[row].Fitted));
        Mark[] population = [.. Population(source, places).OfType<LineMark>()];
        Axis y = Around(source, rows, "");
        Panel[] panels =
        [
            .. groups.Rows.Select((own, i) => new Panel(groups.Levels[i], places.ToAxis() with { Label = null }, y with { Label = null },
            [
                .. population,
                Line("its line", places, own, row => rows[row].Fitted, Theme.Posterior, 2),
                new PointMark(
                    "row",
                    Theme.Reference with { Opacity = 0.8 },
                    own.Select(row => places.Places[row]).ToEquatableArray(),
                    own.Select(row => rows[row].Response).ToEquatableArray(),
                    Hollow: false,
                    Size: 4),
            ])),
        ];
        string note = Thinning.Note(panels.Length, all.Levels.Count, "levels of " + group);
        return new Figure($"{source.Title}: {y.Label} by {places.Name}{note}", panels.ToEquatableArray())
        {
            Description = $"A panel for each level of {group}: its rows, its line along {places.Name}, and the line of the population.",
            Part = group,
            Columns = Math.Min(6, panels.Length),
            PanelWidth = 190,
            PanelHeight = 170,
        };
    }

    /// <summary>The line of the population and its band; nothing where its mean is not defined at the means of the other predictors.</summary>
    private static IEnumerable<Mark> Population(FigureSource source, RowPlaces places)
    {
        if (PopulationLine.Of(source, places) is not { } line)
        {
            return [];
        }

        return
        [
            new AreaMark("95 % interval of the population", Theme.Reml with { Opacity = 0.25 }, line.Xs, line.Lower, line.Upper),
            new LineMark("population", Theme.Reml, line.Xs, line.Means, Stroke.Dashed, Width: 2.5),
        ];
    }

    /// <summary>The mean of some values of rows at each place.</summary>
    private static LineMark Line(string label, RowPlaces places, int[] rows, Func<int, double> value, Ink ink, double width)
    {
        (double X, double Y)[] points =
        [
            .. rows.Where(row => double.IsFinite(places.Places[row])).GroupBy(row => places.Places[row]).OrderBy(part => part.Key)
                .Select(part => (part.Key, part.Average(value))),
        ];
        return new LineMark(
            label, ink, points.Select(point => point.X).ToEquatableArray(), points.Select(point => point.Y).ToEquatableArray(), Stroke.Solid, width);
    }

    private static Axis Around(FigureSource source, EquatableArray<FittedRow> rows, string note) =>
        Axis.Around(ResponseAxis.Of(source.Model) + note, rows.Select(row => row.Response).Concat(rows.Select(row => row.Fitted)));
}
