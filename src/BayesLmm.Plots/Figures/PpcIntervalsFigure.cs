using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;
using BayesLmm.Posteriors.Predictions;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The rows sorted by their predictions: 50 % and 90 % intervals of a new observation in the row's place, with the observed one. About every tenth row is
    /// outside its 90 % interval. Of many rows some, spread evenly, are shown.
    /// </summary>
    public Figure PpcIntervals() => PpcIntervalsFigure.Create(Select(null));
}

/// <summary>Builds <c>posterior.Plot.PpcIntervals</c>.</summary>
internal static class PpcIntervalsFigure
{
    /// <summary>The most rows that can be told apart.</summary>
    public const int MostRows = 200;

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        int count = source.Model.Design.RowCount;
        int[] rows = Thinning.Evenly(count, MostRows);
        PosteriorPredictionOptions options = new() { Probabilities = [0.05, 0.25, 0.75, 0.95], Threads = source.Posterior.Options.Threads };
        PosteriorPrediction[] predictions = PosteriorPredictor.PredictRows(source.Posterior, rows, options, source.Fit.CancellationToken);
        int[] order = [.. Enumerable.Range(0, rows.Length).OrderBy(i => predictions[i].Expected.Mean)];
        PredictedValue[] values = [.. order.Select(i => predictions[i].Observation ?? predictions[i].Expected)];
        double[] observed = [.. order.Select(i => source.Model.Design.Response[rows[i]])];
        int outside = Enumerable.Range(0, values.Length).Count(i => !IsInside(i));
        EquatableArray<double> End(int quantile) => values.Select(value => value.Quantiles[quantile]).ToEquatableArray();
        int[] inside = [.. Enumerable.Range(0, values.Length).Where(IsInside)], beyond = [.. Enumerable.Range(0, values.Length).Where(i => !IsInside(i))];
        EquatableArray<double> xs = LevelRows.Ys(values.Length, 1), lower = End(0), upper = End(3);
        List<Mark> marks =
        [
            new ColumnIntervalMark("90 % of new observations", Theme.Posterior with { Opacity = 0.8 }, xs, lower, upper, Width: 1),
            new ColumnIntervalMark("50 % of new observations", Theme.Posterior with { Opacity = 0.45 }, xs, End(1), End(2), Width: values.Length > 100 ? 3 : 5),
        ];
        AddPoints("observed", Theme.Observed, hollow: false, 4.5, inside);
        AddPoints("observed, outside 90 %", Theme.Warning, hollow: true, 6, beyond);
        return new Figure(source.Title,
        [
            new Panel(
                null,
                new Axis("rows by their prediction" + Thinning.Note(rows.Length, count), -0.02 * values.Length, (1.02 * values.Length) + 1),
                Axis.Around(source.Model.ResponseName, [.. lower, .. upper, .. observed]),
                marks.ToEquatableArray()),
        ])
        {
            Description = FormattableString.Invariant(
                $"Rows sorted by their predictions: intervals of new observations, and those observed; {outside} of {rows.Length} are outside 90 %."),
            PanelWidth = 760,
            PanelHeight = 380,
        };

        bool IsInside(int i) => observed[i] >= values[i].Quantiles[0] && observed[i] <= values[i].Quantiles[3];

        void AddPoints(string label, Ink ink, bool hollow, double size, int[] places)
        {
            if (places.Length > 0)
            {
                marks.Add(new PointMark(label, ink, ResidualPanels.Take(xs, places), ResidualPanels.Take(observed, places), hollow, size));
            }
        }
    }
}
