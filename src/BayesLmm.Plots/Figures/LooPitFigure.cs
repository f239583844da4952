using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// Where each response lies in its distribution given all other rows (LOO-PIT): the empirical distribution function of P(Y ≤ y) less that of the uniform
    /// distribution. Inside the band, which holds the whole function with probability 0.95, the model predicts as well as it says it does (Säilynoja, Bürkner
    /// and Vehtari 2022); a wave up then down says that its distributions are too wide, down then up that they are too narrow.
    /// </summary>
    public Figure LooPit() => LooPitFigure.Create(Select(null));
}

/// <summary>Builds <c>posterior.Plot.LooPit</c>.</summary>
internal static class LooPitFigure
{
    private const int Places = 400;

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source) => new(source.Title, [CreatePanel(source)])
    {
        Description = "Distribution function of LOO-PIT values less the uniform one, with the band that holds all of it with probability 0.95.",
        PanelWidth = 600,
        PanelHeight = 380,
    };

    /// <summary>Its panel.</summary>
    public static Panel CreatePanel(FigureSource source) =>
        CreatePanel([.. source.Fit.LeftOutRows.Rows.Select(row => row.Pit).Where(double.IsFinite)], source.Model.Design.RowCount);

    /// <summary>The panel of some values.</summary>
    /// <param name="pits">The values, from 0 to 1.</param>
    /// <param name="rows">The number of rows that they are from.</param>
    internal static Panel CreatePanel(double[] pits, int rows)
    {
        Array.Sort(pits);
        UniformEnvelope band = UniformEnvelope.Of(pits.Length);
        EquatableArray<double> at = [0, .. band.Places, 1];
        EquatableArray<double> lower = [0, .. band.Lower.Zip(band.Places, (end, place) => end - place), 0];
        EquatableArray<double> upper = [0, .. band.Upper.Zip(band.Places, (end, place) => end - place), 0];
        EquatableArray<double> xs = Enumerable.Range(0, Places + 1).Select(i => (double)i / Places).ToEquatableArray();
        EquatableArray<double> differences = xs.Select(x => EmpiricalDistribution.At(pits, x) - x).ToEquatableArray();
        return new Panel(
            null,
            new Axis("LOO-PIT, P(Y ≤ y given the other rows)" + Thinning.Note(pits.Length, rows), 0, 1),
            Axis.Around("distribution function less uniform", [.. lower, .. upper, .. differences]),
            [
                new AreaMark("95 % of uniform functions", Theme.Reference with { Opacity = 0.25 }, at, lower, upper),
                new HorizontalMark(null, Theme.Reference, 0, Stroke.Dashed, Width: 1),
                new LineMark("LOO-PIT", Theme.Posterior, xs, differences, Stroke.Solid, Width: 2),
            ]);
    }
}
