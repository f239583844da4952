using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;
using MathNet.Numerics.Distributions;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// Histograms of the levels' posterior mean effects, one panel for each effect of a grouping factor, with the normal distribution that the model draws
    /// effects from at the posterior mean of its standard deviation. Means are pulled towards 0, so that they spread less than the effects themselves.
    /// </summary>
    /// <param name="group">The grouping factor's name.</param>
    /// <exception cref="ArgumentException">There is no such grouping factor; the message names it and the nearest name.</exception>
    public Figure EffectsHistogram(string group) => EffectsHistogramFigure.Create(Select([group]), group);
}

/// <summary>Builds <c>posterior.Plot.EffectsHistogram</c>.</summary>
internal static class EffectsHistogramFigure
{
    private const int Points = 129;   // of the normal curve
    private const double Reach = 3.2;   // of it, in standard deviations

    /// <summary>The figure of a grouping factor.</summary>
    public static Figure Create(FigureSource source, string group) => new(
        source.Title,
        source.TermsOf(group).SelectMany(term => term.Effects.Select(effect => CreatePanel(
            $"{term.Group}[·, {effect}]",
            [.. GroupMeans.Of(source.Posterior, term, effect)],
            GroupMeans.SdOf(source.Posterior, term, effect)))).ToEquatableArray())
    {
        Description = $"Histogram of the posterior mean effects of the levels of {group}, with the normal distribution of effects in the model.",
        Part = group,
        PanelWidth = 380,
        PanelHeight = 260,
    };

    /// <summary>The panel of one effect.</summary>
    /// <param name="label">What it is.</param>
    /// <param name="means">The levels' effects.</param>
    /// <param name="sd">The standard deviation of effects in the model.</param>
    internal static Panel CreatePanel(string label, double[] means, double sd)
    {
        CountedBins bins = CountedBins.Of(means, BinsFor(means.Length));
        double reach = Math.Max(Reach * sd, means.Max(Math.Abs)), top = bins.Counts.Max();
        List<Mark> marks =
        [
            new AreaMark(
                "levels",
                Theme.Posterior with { Opacity = 0.5 },
                bins.Outline.ToEquatableArray(),
                Enumerable.Repeat(0.0, 2 * bins.Counts.Count).ToEquatableArray(),
                bins.Heights.ToEquatableArray()),
        ];
        if (sd > 0)
        {
            double[] xs = EvenPoints.Between(-reach, reach, Points);
            double[] ys = [.. xs.Select(x => means.Length * bins.Width * Normal.PDF(0, sd, x))];
            top = Math.Max(top, ys.Max());
            marks.Add(new LineMark("normal distribution of effects", Theme.Reference, xs.ToEquatableArray(), ys.ToEquatableArray(), Stroke.Dashed, Width: 2));
        }

        return new Panel(null, Axis.Around(label, [-reach, reach]), new Axis("levels", 0, 1.08 * top), marks.ToEquatableArray());
    }

    /// <summary>Sturges' number of bins (1926).</summary>
    private static int BinsFor(int count) => 1 + (int)Math.Ceiling(Math.Log2(count));
}
