using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Marks;
using BayesLmm.Plots.Statistics;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Plots;

public static partial class FigureExtensions
{
    extension(Figure)
    {
        /// <summary>
        /// The marginal posterior densities of some parameters with mean, median and 95 % interval, one panel each. They respect that standard deviations are
        /// not negative and that correlations lie between −1 and 1.
        /// </summary>
        /// <param name="posterior">The draws.</param>
        /// <param name="parameters">The names of parameters or group effects; null for all parameters.</param>
        /// <param name="reml">The fit whose estimates are drawn as lines; null for none.</param>
        /// <exception cref="ArgumentException">
        /// There is no such parameter or group effect; the message names it and the nearest name. Or <paramref name="reml"/> is a fit of another model.
        /// </exception>
        public static Figure Density(Posterior posterior, IReadOnlyList<string>? parameters = null, RemlFit? reml = null) =>
            DensityFigure.Create(posterior, parameters, reml);
    }
}

/// <summary>Builds <c>Figure.Density</c>.</summary>
internal static class DensityFigure
{
    /// <summary>The number of points of a curve.</summary>
    private const int Points = 257;

    /// <summary>A panel shows the draws between this quantile and its mirror image, and some room: a heavy tail would squeeze the rest of the curve.</summary>
    private const double Shown = 0.002;

    /// <summary>The figure, checked names and all.</summary>
    public static Figure Create(Posterior posterior, IReadOnlyList<string>? parameters = null, RemlFit? reml = null)
    {
        IReadOnlyList<DrawColumn> columns = QuantitySelection.Select(posterior, parameters);
        Dictionary<string, ParameterKind> kinds = posterior.Model.Parameters
            .ToDictionary(parameter => parameter.Name, parameter => parameter.Kind, StringComparer.Ordinal);
        if (reml is not null && kinds.Keys.FirstOrDefault(name => reml.Model.Parameters.All(parameter => parameter.Name != name)) is { } missing)
        {
            throw new ArgumentException($"The fit is of another model: its model has no parameter '{missing}'.", nameof(reml));
        }

        List<Panel> panels = [];
        foreach (DrawColumn column in columns)
        {
            // A group effect is not a parameter; its prediction is shown in the caterpillar figure.
            bool known = kinds.TryGetValue(column.Name, out ParameterKind kind);
            (double lower, double upper) = known ? Bounds(kind) : Unbounded;
            panels.Add(CreatePanel(column, lower, upper, known ? reml?.TryGet(column.Name)?.Estimate ?? double.NaN : double.NaN));
        }

        int perRow = Theme.ColumnsFor(panels.Count);
        return new Figure(posterior.Model.Specification.FormulaText, panels.ToEquatableArray(), perRow, panelWidth: 380, panelHeight: 240);
    }

    private static (double Lower, double Upper) Unbounded => (double.NegativeInfinity, double.PositiveInfinity);

    private static (double Lower, double Upper) Bounds(ParameterKind kind) => kind switch
    {
        ParameterKind.GroupSd or ParameterKind.ResidualSd => (0, double.PositiveInfinity),
        ParameterKind.GroupCorrelation => (-1, 1),
        _ => Unbounded,
    };

    /// <summary>The density of one quantity.</summary>
    /// <param name="column">Its draws.</param>
    /// <param name="lower">Its least possible value.</param>
    /// <param name="upper">Its greatest possible value.</param>
    /// <param name="estimate">The estimate of restricted maximum likelihood; NaN for none.</param>
    internal static Panel CreatePanel(DrawColumn column, double lower, double upper, double estimate)
    {
        double[] sorted = column.Values.ToArray();
        Array.Sort(sorted);
        double mean = sorted.Average();
        double median = Quantiles.Of(sorted, 0.5);
        KernelDensity density = new(sorted, lower, upper);
        List<Mark> marks = [];
        Axis xAxis = Axis.Around(column.Name, double.IsNaN(estimate) ? [mean] : [mean, estimate]);
        Axis yAxis = new(null, 0, 1) { Ticks = TickKind.None };
        if (density.Bandwidth > 0)
        {
            (double first, double last) = Range(sorted, density, estimate);
            double[] xs = Grid(first, last);
            double[] ys = [.. xs.Select(density.At)];
            double peak = ys.Max();
            xAxis = new Axis(column.Name, first, last);
            yAxis = yAxis with { Upper = 1.06 * peak };
            double[] inside = Grid(Quantiles.Of(sorted, 0.025), Quantiles.Of(sorted, 0.975));
            marks.Add(Area(null, 0.18, xs, ys));
            marks.Add(Area("95 % interval", 0.35, inside, [.. inside.Select(density.At)]));
            marks.Add(new LineMark(null, Theme.Posterior, xs.ToEquatableArray(), ys.ToEquatableArray(), Stroke.Solid, Width: 1.5));
            marks.Add(new LineMark("median", Theme.Posterior, [median, median], [0, density.At(median)], Stroke.Dotted, Width: 2));
            marks.Add(new LineMark("mean", Theme.Posterior, [mean, mean], [0, density.At(mean)], Stroke.Solid, Width: 2));
        }
        else
        {
            marks.Add(new VerticalMark("constant", Theme.Posterior, mean, Stroke.Solid, Width: 2));
        }

        if (!double.IsNaN(estimate))
        {
            marks.Add(new VerticalMark("REML estimate", Theme.Reml, estimate, Stroke.Dashed, Width: 2));
        }

        return new Panel(null, xAxis, yAxis, marks.ToEquatableArray());
    }

    /// <summary>What the horizontal axis shows: nearly all draws, the estimate, and nothing impossible but a margin beside an estimate on the bound.</summary>
    private static (double First, double Last) Range(double[] sorted, KernelDensity density, double estimate)
    {
        (double first, double last) = (Quantiles.Of(sorted, Shown), Quantiles.Of(sorted, 1 - Shown));
        double room = Math.Max(0.08 * (last - first), 3 * density.Bandwidth);
        first = Math.Max(first - room, density.Lower);
        last = Math.Min(last + room, density.Upper);
        if (!double.IsNaN(estimate))
        {
            // A line on the panel's very edge would be cut in half.
            double margin = 0.02 * (last - first);
            (first, last) = (Math.Min(first, estimate - margin), Math.Max(last, estimate + margin));
        }

        return (first, last);
    }

    private static double[] Grid(double first, double last) => [.. Enumerable.Range(0, Points).Select(i => double.Lerp(first, last, i / (Points - 1.0)))];

    private static AreaMark Area(string? label, double opacity, double[] xs, double[] ys) =>
        new(label, Theme.Posterior with { Opacity = opacity }, xs.ToEquatableArray(), new double[xs.Length].ToEquatableArray(), ys.ToEquatableArray());
}
