using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// Each coefficient's posterior density with a region of practical equivalence to 0 and the share of draws inside (Kruschke 2018).
    /// </summary>
    /// <param name="halfWidth">The region is from −this to this; null for a tenth of the response's standard deviation.</param>
    /// <param name="names">The names of parameters; null for all coefficients but the intercept.</param>
    /// <exception cref="ArgumentException">No such parameter, a width that is not positive, or no coefficient but the intercept.</exception>
    public Figure Rope(double? halfWidth = null, IReadOnlyList<string>? names = null)
    {
        FigureSource source = Select(names);
        return halfWidth is not (null or > 0)
            ? throw new ArgumentException("The region of practical equivalence needs a positive half-width.", nameof(halfWidth))
            : RopeFigure.ColumnsOf(source).Count == 0
                ? throw new ArgumentException("The model has no coefficient but the intercept; name the parameters.", nameof(names))
                : RopeFigure.Create(source, halfWidth);
    }
}

/// <summary>Builds <c>posterior.Plot.Rope</c>.</summary>
internal static class RopeFigure
{
    private const int Points = 257;
    private const double Shown = 0.002;

    /// <summary>The half-width of the usual region, in standard deviations of the response (Kruschke 2018, p. 276).</summary>
    private const double UsualPart = 0.1;

    /// <summary>The coefficients but the intercept, or what was named.</summary>
    public static IReadOnlyList<DrawColumn> ColumnsOf(FigureSource source) => ReferenceEquals(source.Quantities, source.Posterior.Parameters)
        ? [.. source.Quantities.Where(column => source.KindOf(column) == ParameterKind.Coefficient && column.Name != Parameter.Intercept.Name)]
        : source.Quantities;

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source, double? halfWidth)
    {
        double half = halfWidth ?? UsualPart * SdOf(source.Model.Response);
        return new Figure(source.Title, ColumnsOf(source).Select(column => CreatePanel(source, column, half)).ToEquatableArray())
        {
            Description = FormattableString.Invariant(
                $"Posterior density of each coefficient with the region of practical equivalence to 0, from {-half:G3} to {half:G3}."),
            PanelWidth = 380,
            PanelHeight = 250,
        };
    }

    private static Panel CreatePanel(FigureSource source, DrawColumn column, double half)
    {
        double[] sorted = column.Values.ToArray();
        Array.Sort(sorted);
        (double lower, double upper) = source.BoundsOf(column);
        KernelDensity density = new(sorted, lower, upper);
        double first = Math.Min(Quantiles.Of(sorted, Shown), -1.2 * half), last = Math.Max(Quantiles.Of(sorted, 1 - Shown), 1.2 * half);
        double[] xs = EvenPoints.Between(first, last, Points);
        double[] ys = [.. xs.Select(density.At).Select(height => double.IsFinite(height) ? height : 0)];
        double inside = sorted.Count(value => Math.Abs(value) <= half) / (double)sorted.Length, top = ys.Max() > 0 ? 1.1 * ys.Max() : 1;
        return new Panel(
            FormattableString.Invariant($"{100 * inside:0.0} % of draws inside"),
            new Axis(column.Name, first, last),
            new Axis(null, 0, top) { Ticks = TickKind.None },
            [
                new AreaMark(
                    FormattableString.Invariant($"region of practical equivalence, ±{half:G3}"),
                    Theme.Reml with { Opacity = 0.25 }, [-half, half], [0, 0], [top, top]),
                new AreaMark(
                    "posterior", Theme.Posterior with { Opacity = 0.4 }, xs.ToEquatableArray(), new double[Points].ToEquatableArray(), ys.ToEquatableArray()),
                new LineMark(null, Theme.Posterior, xs.ToEquatableArray(), ys.ToEquatableArray(), Stroke.Solid, Width: 1.5),
                new VerticalMark(null, Theme.Reference, 0, Stroke.Dashed, Width: 1),
            ]);
    }

    private static double SdOf(ReadOnlySpan<double> values)
    {
        double mean = 0, squares = 0;
        foreach (double value in values)
        {
            mean += value / values.Length;
        }

        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return Math.Sqrt(squares / Math.Max(1, values.Length - 1));
    }
}
