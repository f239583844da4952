using BayesLmm.Design;
using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// What the model predicts against what was observed: for the rows, and for the means of the levels of each grouping factor, where points flatter than the
    /// line show partial pooling. The levels farthest from the line are named.
    /// </summary>
    public Figure Predictions() => PredictionsFigure.Create(Select(null));
}

/// <summary>Builds <c>posterior.Plot.Predictions</c>.</summary>
internal static class PredictionsFigure
{
    private const int Named = 3;

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        double[] fitted = source.Fit.Residuals.Fitted, observed = source.Model.Design.Response;
        string y = source.Model.ResponseName;
        return new Figure(source.Title,
        [
            CreatePanel("rows", y, fitted, observed, []),
            .. source.Groups.Select(group =>
            {
                RandomTermDesign term = source.Model.Design.RandomTerms.First(term => term.Group == group);
                IGrouping<int, int>[] levels = [.. Enumerable.Range(0, observed.Length).GroupBy(row => term.Codes[row])];
                return CreatePanel(
                    $"means of {group}", y,
                    [.. levels.Select(rows => rows.Average(row => fitted[row]))],
                    [.. levels.Select(rows => rows.Average(row => observed[row]))],
                    [.. levels.Select(rows => term.Levels[rows.Key])]);
            }),
        ])
        {
            Description = $"Predicted against observed {y}: of the rows, and of the means of the levels of each grouping factor, with the line of equality.",
            PanelWidth = source.Groups.Count == 0 ? 560 : 420,
            PanelHeight = source.Groups.Count == 0 ? 440 : 340,
        };
    }

    private static Panel CreatePanel(string title, string response, double[] predicted, double[] observed, string[] names)
    {
        int[] shown = Thinning.Evenly(observed.Length);
        string note = Thinning.Note(shown.Length, observed.Length, names.Length == 0 ? "rows" : "levels");
        Axis range = Axis.Around($"predicted {response}{note}", [.. predicted, .. observed]);
        IEnumerable<int> farthest = Enumerable.Range(0, names.Length).OrderByDescending(i => Math.Abs(observed[i] - predicted[i])).Take(Named);
        int[] named = NamedPoints.Apart(farthest, i => (predicted[i], observed[i]), range, range);
        return new Panel(
            title,
            range,
            range with { Label = $"observed {response}" },
            [
                new LineMark("equal", Theme.Reference, [range.Lower, range.Upper], [range.Lower, range.Upper], Stroke.Dashed, Width: 1.2),
                new PointMark(
                    names.Length == 0 ? "row" : "level", ResidualPanels.Points(shown.Length),
                    ResidualPanels.Take(predicted, shown), ResidualPanels.Take(observed, shown), Hollow: names.Length > 0, ResidualPanels.SizeOf(shown.Length)),
                Names([.. named.Where(i => !IsLow(i))], Place.Left),
                Names([.. named.Where(IsLow)], Place.Right),
            ]);

        bool IsLow(int i) => 2 * predicted[i] < range.Lower + range.Upper;

        TextMark Names(int[] places, Place side) => new(
            Theme.Observed, ResidualPanels.Take(predicted, places), ResidualPanels.Take(observed, places),
            places.Select(i => LevelRows.Shortened(names[i])).ToEquatableArray(), side);
    }
}
