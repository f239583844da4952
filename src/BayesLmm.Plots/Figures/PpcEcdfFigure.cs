using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The empirical distribution function of the response over those of 50 responses that the model produces at draws of the posterior. It shows responses of
    /// few values, and tails, better than a density.
    /// </summary>
    public Figure PpcEcdf() => PpcEcdfFigure.Create(Select(null));
}

/// <summary>Builds <c>posterior.Plot.PpcEcdf</c>.</summary>
internal static class PpcEcdfFigure
{
    private const int Points = 300;

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        int[] rows = [.. Enumerable.Range(0, source.Model.Design.RowCount)];
        double[] observed = PpcDensityFigure.Sorted(source.Model.Design.Response, rows);
        double[][] replicated = [.. PpcDensityFigure.ReplicationsOf(source).Select(response => PpcDensityFigure.Sorted(response, rows))];
        (double first, double last) = PpcDensityFigure.RangeOf(observed, replicated);
        double room = 0.05 * (last - first);
        double[] grid = EvenPoints.Between(first - room, last + room, Points);
        LineMark Function(double[] response, string label, Ink ink, double width) => new(
            label, ink, grid.ToEquatableArray(), grid.Select(x => EmpiricalDistribution.At(response, x)).ToEquatableArray(), Stroke.Solid, width);
        return new Figure(source.Title,
        [
            new Panel(
                null,
                new Axis(source.Model.ResponseName, first - room, last + room),
                new Axis("part of the rows at or below", -0.02, 1.02),
                [
                    .. replicated.Select(response => Function(response, PpcDensityFigure.Replicated, Theme.Posterior with { Opacity = 0.3 }, 1)),
                    Function(observed, PpcDensityFigure.Observed, Theme.Observed, 2.5),
                ]),
        ])
        {
            Description = $"Distribution function of {source.Model.ResponseName} over those of {replicated.Length} responses that the model produces.",
            PanelWidth = 600,
            PanelHeight = 380,
        };
    }
}
