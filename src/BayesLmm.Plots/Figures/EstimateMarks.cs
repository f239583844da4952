using BayesLmm.Numerics;

namespace BayesLmm.Plots.Figures;

/// <summary>
/// Estimates from a posterior with their 50 % and 95 % intervals, one above the other or along a line; those that the data do not determine are left out.
/// </summary>
/// <param name="outer">The estimates with their 95 % intervals; null for one that the data do not determine.</param>
/// <param name="inner">The same with their 50 % intervals.</param>
internal sealed class EstimateMarks(DrawnEstimate?[] outer, DrawnEstimate?[] inner)
{
    private const string Outer = "95 % interval", Inner = "50 % interval", Mean = "posterior mean";

    private readonly int[] known = [.. Enumerable.Range(0, outer.Length).Where(i => outer[i] is not null && inner[i] is not null)];

    /// <summary>The ends of the 95 % intervals.</summary>
    public IEnumerable<double> Ends => Of(outer, estimate => estimate.Lower).Concat(Of(outer, estimate => estimate.Upper));

    /// <summary>Intervals one above the other, the first at height 0.</summary>
    public IReadOnlyList<Mark> Rows()
    {
        EquatableArray<double> ys = known.Select(i => (double)i).ToEquatableArray();
        return
        [
            new IntervalMark(
                Outer, Theme.Posterior with { Opacity = 0.8 }, Of(outer, estimate => estimate.Lower), Of(outer, estimate => estimate.Upper), ys, Width: 1.2),
            new IntervalMark(
                Inner, Theme.Posterior with { Opacity = 0.55 }, Of(inner, estimate => estimate.Lower), Of(inner, estimate => estimate.Upper), ys, Width: 4),
            new PointMark(Mean, Theme.Posterior, Of(outer, estimate => estimate.Mean), ys, Hollow: false, Size: 6),
        ];
    }

    /// <summary>Bands around a line.</summary>
    /// <param name="at">Where each estimate is.</param>
    public IReadOnlyList<Mark> Bands(double[] at)
    {
        EquatableArray<double> xs = ResidualPanels.Take(at, known);
        return
        [
            new AreaMark(Outer, Theme.Posterior with { Opacity = 0.2 }, xs, Of(outer, estimate => estimate.Lower), Of(outer, estimate => estimate.Upper)),
            new AreaMark(Inner, Theme.Posterior with { Opacity = 0.35 }, xs, Of(inner, estimate => estimate.Lower), Of(inner, estimate => estimate.Upper)),
            new LineMark(Mean, Theme.Posterior, xs, Of(outer, estimate => estimate.Mean), Stroke.Solid, Width: 2),
        ];
    }

    private EquatableArray<double> Of(DrawnEstimate?[] estimates, Func<DrawnEstimate, double> part) =>
        known.Select(i => part(estimates[i]!)).ToEquatableArray();
}
