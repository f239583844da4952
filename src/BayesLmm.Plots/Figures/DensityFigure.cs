using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The marginal posterior densities of some parameters with mean, median and 95 % interval, one panel each, and the estimates of restricted maximum
    /// likelihood, or of maximum likelihood for binary, binomial and count responses, with twice their standard errors. Densities respect that
    /// standard deviations are not negative and that correlations lie between −1 and 1.
    /// </summary>
    /// <param name="names">The names of parameters or group effects; null for all parameters.</param>
    /// <exception cref="ArgumentException">There is no such parameter or group effect; the message names it and the nearest name.</exception>
    public Figure Density(IReadOnlyList<string>? names = null) => DensityFigure.Create(Select(names));
}

/// <summary>Builds <c>posterior.Plot.Density</c>.</summary>
internal static class DensityFigure
{
    /// <summary>The number of points of a curve.</summary>
    private const int Points = 257;

    /// <summary>How high the interval of REML stands, as a part of the panel: below the curve's middle, above its foot.</summary>
    private const double StandardErrorHeight = 0.04;

    /// <summary>A panel shows the draws between this quantile and its mirror image, and some room: a heavy tail would squeeze the rest of the curve.</summary>
    private const double Shown = 0.002;

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source) => new(source.Title, source.Quantities.Select(column =>
    {
        (double lower, double upper) = source.BoundsOf(column);
        return CreatePanel(column, lower, upper, source.EstimateOf(column), source.Estimator);
    }).ToEquatableArray())
    {
        Description = $"Posterior density of each parameter with mean, median and 95 % interval; dashed, the {source.Estimator} estimate.",
        PanelWidth = 380,
        PanelHeight = 240,
    };

    /// <summary>The density of one quantity.</summary>
    /// <param name="column">Its draws.</param>
    /// <param name="lower">Its least possible value.</param>
    /// <param name="upper">Its greatest possible value.</param>
    /// <param name="point">The estimate beside the posterior; null for none.</param>
    /// <param name="estimator">What it is called.</param>
    internal static Panel CreatePanel(
        DrawColumn column, double lower, double upper, (double Estimate, double StandardError)? point, string estimator = "REML")
    {
        (double estimate, double error) = point ?? (double.NaN, double.NaN);
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
            if (double.IsFinite(error))
            {
                (double first, double last) = (Math.Max(lower, estimate - (2 * error)), Math.Min(upper, estimate + (2 * error)));
                double height = StandardErrorHeight * yAxis.Upper;
                Ink ink = Theme.Reml with { Opacity = 0.7 };
                marks.Add(new IntervalMark(
                    $"{estimator} estimate ± 2 SE", ink, [Math.Max(first, xAxis.Lower)], [Math.Min(last, xAxis.Upper)], [height], Width: 3));
            }

            marks.Add(new VerticalMark($"{estimator} estimate", Theme.Reml, estimate, Stroke.Dashed, Width: 2));
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

    private static double[] Grid(double first, double last) => EvenPoints.Between(first, last, Points);

    private static AreaMark Area(string? label, double opacity, double[] xs, double[] ys) =>
        new(label, Theme.Posterior with { Opacity = opacity }, xs.ToEquatableArray(), new double[xs.Length].ToEquatableArray(), ys.ToEquatableArray());
}
