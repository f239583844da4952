using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The correlation of draws with those some iterations before, one panel for each of some parameters, one line a chain: near 0 at once if draws are almost
    /// independent. The band holds 95 % of the correlations of independent draws.
    /// </summary>
    /// <param name="names">The names of parameters or group effects; null for all parameters.</param>
    /// <exception cref="ArgumentException">There is no such parameter or group effect; the message names it and the nearest name.</exception>
    public Figure Autocorrelation(IReadOnlyList<string>? names = null) => AutocorrelationFigure.Create(Select(names));
}

/// <summary>Builds <c>posterior.Plot.Autocorrelation</c>.</summary>
internal static class AutocorrelationFigure
{
    private const int MostLags = 40;

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source) =>
        new(source.Title, source.Quantities.Select(column => CreatePanel(column, source.Posterior.Chains)).ToEquatableArray())
        {
            Description = "Correlation of the draws of each parameter with those some iterations before, chain by chain.",
            PanelWidth = 380,
            PanelHeight = 210,
        };

    /// <summary>The autocorrelations of one quantity.</summary>
    internal static Panel CreatePanel(DrawColumn column, int chains)
    {
        int count = column.Values.Length / chains, lags = Math.Min(MostLags, count - 1);
        double band = NormalQuantiles.Of975 / Math.Sqrt(count);
        EquatableArray<double> xs = Enumerable.Range(0, lags + 1).Select(lag => (double)lag).ToEquatableArray();
        List<Mark> marks =
        [
            new AreaMark("95 % of independent draws", Theme.Reference with { Opacity = 0.2 }, [0, lags], [-band, -band], [band, band]),
            new HorizontalMark(null, Theme.Reference, 0, Stroke.Dashed, Width: 1),
        ];
        double least = -band;
        for (int chain = 0; chain < chains; chain++)
        {
            double[] values = AutocorrelationOf.Draws(column.Values.Slice(chain * count, count), lags);
            least = Math.Min(least, values.Min());
            marks.Add(new LineMark($"chain {chain + 1}", Theme.Chain(chain), xs, values.ToEquatableArray(), Stroke.Solid, Width: 1.5));
        }

        return new Panel(column.Name, new Axis("lag", 0, Math.Max(1, lags)), new Axis(null, least - 0.05, 1.05), marks.ToEquatableArray());
    }
}
