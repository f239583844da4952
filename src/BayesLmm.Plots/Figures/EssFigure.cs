using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;
using BayesLmm.Sampling;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// Effective sample sizes of the first tenth, two tenths, … of the draws, one panel for each of some parameters: bulk and tail should grow in proportion to
    /// the draws. A line that bends shows that the chains have met something new (Vehtari et al. 2021, §4.2).
    /// </summary>
    /// <param name="names">The names of parameters or group effects; null for all parameters.</param>
    /// <exception cref="ArgumentException">There is no such parameter or group effect; the message names it and the nearest name.</exception>
    public Figure Ess(IReadOnlyList<string>? names = null) => EssFigure.Create(Select(names));
}

/// <summary>Builds <c>posterior.Plot.Ess</c>.</summary>
internal static class EssFigure
{
    private const int Steps = 10;
    private const int FewestDraws = 4;   // of a chain, for an effective sample size

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source) =>
        new(source.Title, source.Quantities.Select(column => CreatePanel(column, source.Posterior.Chains)).ToEquatableArray())
        {
            Description = "Effective sample sizes, bulk and tail, as the number of draws grows.",
            PanelWidth = 380,
            PanelHeight = 230,
        };

    /// <summary>The sizes of one quantity.</summary>
    internal static Panel CreatePanel(DrawColumn column, int chains)
    {
        int count = column.Values.Length / chains;
        int[] lengths = [.. Enumerable.Range(1, Steps).Select(step => step * count / Steps).Where(length => length >= FewestDraws).Distinct()];
        lengths = lengths.Length == 0 ? [count] : lengths;
        double[] bulk = new double[lengths.Length], tail = new double[lengths.Length];
        for (int i = 0; i < lengths.Length; i++)
        {
            double[] first = new double[chains * lengths[i]];
            for (int chain = 0; chain < chains; chain++)
            {
                column.Values.Slice(chain * count, lengths[i]).CopyTo(first.AsSpan(chain * lengths[i]));
            }

            (bulk[i], tail[i]) = (Known(EffectiveSampleSize.Bulk(first, chains)), Known(EffectiveSampleSize.Tail(first, chains)));
        }

        EquatableArray<double> xs = lengths.Select(length => (double)length * chains).ToEquatableArray();
        double most = (double)count * chains;
        return new Panel(
            column.Name,
            new Axis("draws", 0, 1.05 * most),
            new Axis("effective", 0, 1.05 * Math.Max(1, bulk.Concat(tail).Max())),
            [
                new LineMark(null, Theme.Posterior, xs, bulk.ToEquatableArray(), Stroke.Solid, Width: 1.5),
                new PointMark("bulk", Theme.Posterior, xs, bulk.ToEquatableArray(), Hollow: false, Size: 6),
                new LineMark(null, Theme.Reml, xs, tail.ToEquatableArray(), Stroke.Dashed, Width: 1.5),
                new PointMark("tail", Theme.Reml, xs, tail.ToEquatableArray(), Hollow: true, Size: 7),
                new HorizontalMark("100 a chain", Theme.Warning, 100.0 * chains, Stroke.Dotted, Width: 1.5),
            ]);
    }

    private static double Known(double size) => double.IsFinite(size) ? size : 0;
}
