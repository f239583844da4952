using BayesLmm.Distributions;
using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// Histograms of the ranks that each chain's draws have among those of all chains, one panel for each of some parameters with the chains one above the
    /// other. They are flat when the chains explore the same distribution; a slope shows that a chain lies elsewhere, a ∪ or ∩ that its spread differs
    /// (Vehtari et al. 2021, §4.3). The grey bands hold 95 % of the counts of independent draws.
    /// </summary>
    /// <param name="names">The names of parameters or group effects; null for all parameters.</param>
    /// <exception cref="ArgumentException">There is no such parameter or group effect; the message names it and the nearest name.</exception>
    public Figure Rank(IReadOnlyList<string>? names = null) => RankFigure.Create(Select(names));
}

/// <summary>Builds <c>posterior.Plot.Rank</c>.</summary>
internal static class RankFigure
{
    /// <summary>The number of bins: as many draws in each as make its height readable.</summary>
    public const int Bins = 20;

    /// <summary>The highest bar, in distances between chains.</summary>
    private const double BarHeight = 0.85;

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source) =>
        new(source.Title, source.Quantities.Select(column => CreatePanel(column, source.Posterior.Chains)).ToEquatableArray())
        {
            Description = "How the draws of each chain rank among the draws of all chains: about equal bars if the chains explore the same distribution.",
            PanelWidth = 380,
            PanelHeight = 90 + (48 * source.Posterior.Chains),
        };

    /// <summary>The rank histograms of one quantity; the first chain is at the top.</summary>
    internal static Panel CreatePanel(DrawColumn column, int chains)
    {
        int total = column.Values.Length;
        int bins = Math.Min(Bins, total / chains);
        int[][] counts = RankHistogram.Count(column.Values, chains, bins);
        double expected = (double)total / chains / bins;
        double spread = NormalQuantiles.Of975 * RankHistogram.StandardDeviation(total, chains, bins);
        double scale = BarHeight / Math.Max(counts.Max(chain => chain.Max()), expected + spread);
        EquatableArray<double> edges = Enumerable.Range(0, 2 * bins).Select(i => (double)((i + 1) / 2) * total / bins).ToEquatableArray();
        EquatableArray<double> ends = [0, total];

        List<Mark> marks = [];
        for (int chain = 0; chain < chains; chain++)
        {
            double floor = chains - 1 - chain - (BarHeight / 2);
            int[] bars = counts[chain];
            marks.Add(new AreaMark(
                null,
                Theme.Chain(chain) with { Opacity = 0.8 },
                edges,
                Flat(floor, edges.Count),
                Enumerable.Range(0, 2 * bins).Select(i => floor + (scale * bars[i / 2])).ToEquatableArray()));
            double middle = floor + (scale * expected);
            marks.Add(new AreaMark(
                "95 % of independent draws",
                Theme.Reference with { Opacity = 0.3 },
                ends,
                Flat(Math.Max(floor, middle - (scale * spread)), 2),
                Flat(middle + (scale * spread), 2)));
            marks.Add(new LineMark("expected", Theme.Reference, ends, Flat(middle, 2), Stroke.Dashed, Width: 1.5));
        }

        Axis names = new(null, -0.6, chains - 0.4)
        {
            Ticks = TickKind.Names,
            Names = Enumerable.Range(0, chains).Select(i => $"chain {chains - i}").ToEquatableArray(),
        };
        return new Panel(column.Name, new Axis("rank", 0, total), names, marks.ToEquatableArray());
    }

    private static EquatableArray<double> Flat(double height, int count) => Enumerable.Repeat(height, count).ToEquatableArray();
}
