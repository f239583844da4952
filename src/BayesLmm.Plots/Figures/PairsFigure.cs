using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Origins;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// Parameters against each other, each pair once, densities on the diagonal: draws as points, divergent transitions marked, the REML estimates as a cross
    /// of lines. Of more than six parameters the first six are shown unless they are named.
    /// </summary>
    /// <param name="names">The names of parameters or group effects, at least two; null for the first six parameters.</param>
    /// <exception cref="ArgumentException">There is no such parameter or group effect, or fewer than two.</exception>
    public Figure Pairs(IReadOnlyList<string>? names = null)
    {
        FigureSource source = Select(names);
        return source.Quantities.Count < 2
            ? throw new ArgumentException("Pairs need at least two parameters or group effects.", nameof(names))
            : PairsFigure.Create(source);
    }
}

/// <summary>Builds <c>posterior.Plot.Pairs</c>.</summary>
internal static class PairsFigure
{
    /// <summary>The most parameters: the panels of more are too small to read.</summary>
    internal const int MostColumns = 6;

    private const int MostPoints = 1000;   // of a panel

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        DrawColumn[] columns = [.. source.Quantities.Take(MostColumns)];
        List<Panel> panels = [];
        for (int row = 0; row < columns.Length; row++)
        {
            for (int column = 0; column < columns.Length; column++)
            {
                panels.Add(
                    column == row ? Diagonal(source, columns[row])
                    : column < row ? Plane(source, columns[column], columns[row])
                    : Correlation(columns, row, column));
            }
        }

        bool isCut = source.Quantities.Count > columns.Length;
        return new Figure(source.Title + (isCut ? $" (the first {MostColumns} parameters)" : ""), panels.ToEquatableArray())
        {
            Description = "Draws of parameters against each other, densities on the diagonal, correlations above it.",
            Columns = columns.Length,
            PanelWidth = 210,
            PanelHeight = 190,
        };
    }

    /// <summary>Draws of two quantities against each other.</summary>
    internal static Panel Plane(FigureSource source, DrawColumn x, DrawColumn y)
    {
        int[] shown = Thinning.Evenly(x.Values.Length, MostPoints);
        double[] xs = x.Values.ToArray(), ys = y.Values.ToArray();
        List<Mark> marks =
        [
            new PointMark(
                "draw",
                Theme.Posterior with { Opacity = 0.25 },
                shown.Select(i => xs[i]).ToEquatableArray(),
                shown.Select(i => ys[i]).ToEquatableArray(),
                Hollow: false,
                Size: 3),
        ];
        int[] divergent = Divergent(source.Posterior, xs.Length);
        if (divergent.Length > 0)
        {
            marks.Add(new PointMark(
                "divergent",
                Theme.Warning,
                divergent.Select(i => xs[i]).ToEquatableArray(),
                divergent.Select(i => ys[i]).ToEquatableArray(),
                Hollow: true,
                Size: 6));
        }

        if (source.EstimateOf(x) is { Estimate: var first } && double.IsFinite(first))
        {
            marks.Add(new VerticalMark($"{source.Estimator} estimate", Theme.Reml, first, Stroke.Dashed, Width: 1.2));
        }

        if (source.EstimateOf(y) is { Estimate: var second } && double.IsFinite(second))
        {
            marks.Add(new HorizontalMark($"{source.Estimator} estimate", Theme.Reml, second, Stroke.Dashed, Width: 1.2));
        }

        return new Panel(null, Axis.Around(x.Name, xs), Axis.Around(y.Name, ys), marks.ToEquatableArray());
    }

    private static Panel Diagonal(FigureSource source, DrawColumn column)
    {
        (double lower, double upper) = source.BoundsOf(column);
        Panel density = DensityFigure.CreatePanel(column, lower, upper, point: null);
        return density with
        {
            Marks = density.Marks.Where(mark => mark is LineMark { Label: null } or AreaMark { Label: null } or VerticalMark).ToEquatableArray(),
        };
    }

    /// <summary>Above the diagonal the correlation in figures.</summary>
    private static Panel Correlation(DrawColumn[] columns, int row, int column)
    {
        double value = MathNet.Numerics.Statistics.Correlation.Pearson(columns[row].Values.ToArray(), columns[column].Values.ToArray());
        Axis none = new(null, 0, 1) { Ticks = TickKind.None };
        string text = double.IsFinite(value) ? FormattableString.Invariant($"r = {value:0.00}") : "constant";
        return new Panel(null, none, none, [new TextMark(Theme.Reference, [0.5], [0.5], [text])]) { IsFrameless = true };
    }

    private static int[] Divergent(Posterior posterior, int count)
    {
        EquatableArray<Divergence> divergences = posterior.Draws.Origin.Divergences;
        int perChain = posterior.DrawsPerChain;
        return count != posterior.Chains * perChain
            ? []
            : [.. divergences.Select(divergence => (divergence.Chain * perChain) + divergence.Draw).Where(i => i >= 0 && i < count)];
    }
}
