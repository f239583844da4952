using BayesLmm.Numerics;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots.Figures;

/// <summary>Panels with the order statistics of a sample beside those of a normal one.</summary>
internal static class QuantilePanels
{
    /// <summary>The legend's word for the envelope.</summary>
    public const string Envelope = "95 % of each order statistic";

    private const double Level = 0.95;

    /// <summary>The most places at which the envelope is computed.</summary>
    private const int MostPlaces = 160;

    /// <summary>A panel.</summary>
    /// <param name="y">What the sample is of.</param>
    /// <param name="what">What one number of the sample is of, in the legend.</param>
    /// <param name="values">The sample.</param>
    /// <param name="mean">The mean of the normal distribution.</param>
    /// <param name="sd">Its standard deviation.</param>
    public static Panel Create(string y, string what, IEnumerable<double> values, double mean = 0, double sd = 1)
    {
        double[] sorted = [.. values.Order()];
        int n = sorted.Length;
        int[] shown = Thinning.OfSorted(n);
        int[] places = n <= MostPlaces ? shown : [.. EnvelopePlaces(n)];
        EquatableArray<double> at = places.Select(place => NormalQuantiles.Of(place, n)).ToEquatableArray();
        (double Lower, double Upper)[] ends = [.. places.Select(place => NormalQuantiles.Interval(place, n, Level))];
        EquatableArray<double> lower = ends.Select(end => mean + (sd * end.Lower)).ToEquatableArray();
        EquatableArray<double> upper = ends.Select(end => mean + (sd * end.Upper)).ToEquatableArray();
        List<Mark> marks = [];
        if (n > 1)
        {
            marks.Add(new AreaMark(Envelope, Theme.Reference with { Opacity = 0.25 }, at, lower, upper));
            marks.Add(new LineMark(
                "normal", Theme.Reference, [at[0], at[^1]], [mean + (sd * at[0]), mean + (sd * at[^1])], Stroke.Dashed, Width: 1.5));
        }

        EquatableArray<double> xs = shown.Select(place => NormalQuantiles.Of(place, n)).ToEquatableArray();
        EquatableArray<double> ys = ResidualPanels.Take(sorted, shown);
        marks.Add(new PointMark(what, ResidualPanels.Points(shown.Length) with { Opacity = 0.8 }, xs, ys, Hollow: false, ResidualPanels.SizeOf(shown.Length)));
        return new Panel(
            null,
            Axis.Around("standard normal quantile" + Thinning.Note(shown.Length, n), xs),
            Axis.Around(y, [.. lower, .. upper, .. ys]),
            marks.ToEquatableArray());
    }

    /// <summary>Places of order statistics: the ends one by one, the middle in equal steps of the normal quantile.</summary>
    private static IEnumerable<int> EnvelopePlaces(int n)
    {
        double first = NormalQuantiles.Of(0, n);
        return Enumerable.Range(0, MostPlaces)
            .Select(i => first * (1 - (2.0 * i / (MostPlaces - 1))))
            .Select(z => (int)Math.Round((MathNet.Numerics.Distributions.Normal.CDF(0, 1, z) * n) - 0.5))
            .Select(place => Math.Clamp(place, 0, n - 1)).Distinct();
    }
}
