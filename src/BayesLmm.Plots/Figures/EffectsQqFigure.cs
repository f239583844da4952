using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The levels' effects against the quantiles of a normal distribution, one panel for each effect of a grouping factor: near the line if effects are
    /// normal. The band holds 95 % of each point if they are; levels outside are named. Effects are posterior means in units of their own standard deviation
    /// over levels, because means are pulled towards 0.
    /// </summary>
    /// <param name="group">The grouping factor's name.</param>
    /// <exception cref="ArgumentException">There is no such grouping factor; the message names it and the nearest name.</exception>
    public Figure EffectsQq(string group) => EffectsQqFigure.Create(Select([group]), group);
}

/// <summary>Builds <c>posterior.Plot.EffectsQq</c>.</summary>
internal static class EffectsQqFigure
{
    private const double Level = 0.95;

    /// <summary>The most names that are written in a panel.</summary>
    private const int MostNames = 8;

    /// <summary>The room above the points for the name of the uppermost, as a part of their range.</summary>
    private const double NameRoom = 0.06;

    /// <summary>The figure of a grouping factor.</summary>
    public static Figure Create(FigureSource source, string group) => new(
        source.Title,
        source.TermsOf(group).SelectMany(term => term.Effects.Select(effect => CreatePanel(
            $"{term.Group}[·, {effect}]", [.. GroupMeans.Of(source.Posterior, term, effect)], term.Levels))).ToEquatableArray())
    {
        Description = $"Standardized effects of the levels of {group} against normal quantiles, with a band that holds 95 % of each point.",
        Part = group,
        PanelWidth = 360,
        PanelHeight = 320,
    };

    /// <summary>The panel of one effect.</summary>
    /// <param name="title">What it is.</param>
    /// <param name="means">The levels' effects.</param>
    /// <param name="names">The levels.</param>
    internal static Panel CreatePanel(string title, double[] means, IReadOnlyList<string> names)
    {
        int count = means.Length;
        double mean = means.Average(), sd = Math.Sqrt(means.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, count - 1));
        int[] order = [.. Enumerable.Range(0, count).OrderBy(i => means[i])];
        double[] ys = [.. order.Select(i => sd > 0 ? (means[i] - mean) / sd : 0)];
        double[] xs = [.. Enumerable.Range(0, count).Select(place => NormalQuantiles.Of(place, count))];
        (double Lower, double Upper)[] band = [.. Enumerable.Range(0, count).Select(place => NormalQuantiles.Interval(place, count, Level))];
        Axis xAxis = Axis.Around("normal quantile", xs), yAxis = Axis.Around("standardized effect", [.. ys, xs[0], xs[^1]]);
        yAxis = yAxis with { Upper = yAxis.Upper + (NameRoom * (yAxis.Upper - yAxis.Lower)) };
        IEnumerable<int> farthest = Enumerable.Range(0, count).Where(i => ys[i] < band[i].Lower || ys[i] > band[i].Upper)
            .OrderByDescending(i => Math.Abs(ys[i])).Take(MostNames);
        int[] outside = NamedPoints.Apart(farthest, i => (xs[i], ys[i]), xAxis, yAxis);
        List<Mark> marks =
        [
            new AreaMark(
                "95 % of each point if normal",
                Theme.Reference with { Opacity = 0.2 },
                xs.ToEquatableArray(),
                band.Select(ends => ends.Lower).ToEquatableArray(),
                band.Select(ends => ends.Upper).ToEquatableArray()),
            new LineMark(null, Theme.Reference, [xs[0], xs[^1]], [xs[0], xs[^1]], Stroke.Dashed, Width: 1),
            new PointMark("level", Theme.Posterior, xs.ToEquatableArray(), ys.ToEquatableArray(), Hollow: false, Size: 5),
        ];
        if (outside.Length > 0)
        {
            marks.Add(new TextMark(
                Theme.Reference,
                outside.Select(i => xs[i]).ToEquatableArray(),
                outside.Select(i => ys[i]).ToEquatableArray(),
                outside.Select(i => names[order[i]]).ToEquatableArray(),
                Place.Above));
        }

        return new Panel(title, xAxis, yAxis, marks.ToEquatableArray());
    }
}
