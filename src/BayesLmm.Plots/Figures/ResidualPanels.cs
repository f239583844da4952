using BayesLmm.Numerics;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots.Figures;

/// <summary>Panels with residuals, or what is computed from them, against a number of each row.</summary>
internal static class ResidualPanels
{
    /// <summary>The legend's word for residuals.</summary>
    public const string Rows = "row";

    /// <summary>The legend's word for the smooth line.</summary>
    public const string Smooth = "local regression";

    /// <summary>Points with a smooth line through all of them.</summary>
    /// <param name="x">What the horizontal axis shows.</param>
    /// <param name="y">What the vertical axis shows.</param>
    /// <param name="xs">Where the points are.</param>
    /// <param name="ys">How high they are.</param>
    /// <param name="reference">Where a horizontal line marks what the model expects; null for none.</param>
    public static Panel Against(string x, string y, double[] xs, double[] ys, double? reference)
    {
        int[] shown = Thinning.Evenly(xs.Length);
        List<Mark> marks =
        [
            new PointMark(Rows, Points(shown.Length), Take(xs, shown), Take(ys, shown), Hollow: false, SizeOf(shown.Length)),
        ];
        if (reference is { } line)
        {
            marks.Insert(0, new HorizontalMark(null, Theme.Reference, line, Stroke.Dashed, Width: 1));
        }

        (double[] places, double[] heights) = LocalRegression.Smooth(xs, ys);
        if (places.Length > 1)
        {
            marks.Add(new LineMark(Smooth, Theme.Smooth, places.ToEquatableArray(), heights.ToEquatableArray(), Stroke.Solid, Width: 2.5));
        }

        return new Panel(
            null,
            Axis.Around(x + Thinning.Note(shown.Length, xs.Length), xs),
            Axis.Around(y, reference is { } expected ? [.. ys, expected] : ys),
            marks.ToEquatableArray());
    }

    /// <summary>The colour of points, the fainter the more there are.</summary>
    public static Ink Points(int count) => Theme.Posterior with { Opacity = count > 1000 ? 0.3 : count > 300 ? 0.5 : 0.7 };

    /// <summary>The size of points, the smaller the more there are.</summary>
    public static double SizeOf(int count) => count > 1000 ? 4 : 6;

    /// <summary>Some of the numbers.</summary>
    public static EquatableArray<double> Take(IReadOnlyList<double> values, int[] places) => places.Select(place => values[place]).ToEquatableArray();
}
