using BayesLmm.Numerics;

namespace BayesLmm.Plots.Figures;

/// <summary>A value and intervals for each level of a grouping factor, one above the other.</summary>
/// <param name="Level">The level.</param>
/// <param name="Middle">The value.</param>
/// <param name="Inner">The narrow interval; the value itself if there is none.</param>
/// <param name="Outer">The wide interval.</param>
internal readonly record struct LevelInterval(string Level, double Middle, (double Lower, double Upper) Inner, (double Lower, double Upper) Outer);

/// <summary>Panels of levels one above the other: named at the axis as long as they can be read, and of very many only the extreme ones in the panel.</summary>
internal static class LevelPanel
{
    /// <summary>The most levels that get a line of text each unless the picture's height is given.</summary>
    private const int MostNamedLevels = 150;

    /// <summary>With more levels than these only the extreme ones are named.</summary>
    private const int MostLevelsOnAxis = 400;

    /// <summary>How many levels at each end are named then.</summary>
    private const int ExtremeLevels = 3;

    private const double NameDistance = 0.025;   // of the panel's height, from one extreme name to the next

    /// <summary>The height of panels with a number of levels in pixels.</summary>
    public static int HeightOf(int levels) => levels > MostLevelsOnAxis ? 640 : Math.Max(200, 90 + (14 * Math.Min(levels, MostNamedLevels)));

    /// <summary>The levels' places from the bottom.</summary>
    public static EquatableArray<double> PlacesOf(int levels) => Enumerable.Range(0, levels).Select(i => (double)i).ToEquatableArray();

    /// <summary>The axis of levels, from the bottom.</summary>
    /// <param name="names">Their names.</param>
    public static Axis AxisOf(IReadOnlyList<string> names) => names.Count > MostLevelsOnAxis
        ? new Axis("level, in order", -0.02 * names.Count, 1.02 * names.Count)
        : new Axis(null, -0.8, names.Count - 0.2) { Ticks = TickKind.Names, Names = names.ToEquatableArray() };

    /// <summary>The intervals and values as marks, the extreme levels' names where the axis has none.</summary>
    /// <param name="levels">The levels from the bottom.</param>
    /// <param name="inner">What the narrow intervals are; null for none.</param>
    /// <param name="outer">What the wide intervals are.</param>
    /// <param name="middle">What the values are.</param>
    public static IEnumerable<Mark> MarksOf(IReadOnlyList<LevelInterval> levels, string? inner, string outer, string middle)
    {
        bool isCrowd = levels.Count > MostLevelsOnAxis;
        EquatableArray<double> ys = PlacesOf(levels.Count);
        yield return Interval(outer, levels, ys, level => level.Outer, isCrowd ? 0.5 : 1.2, isCrowd ? 0.2 : 0.8);
        if (inner is not null)
        {
            yield return Interval(inner, levels, ys, level => level.Inner, isCrowd ? 0.5 : 4, isCrowd ? 0.4 : 0.55);
        }

        EquatableArray<double> middles = levels.Select(level => level.Middle).ToEquatableArray();
        yield return new PointMark(middle, Theme.Posterior, middles, ys, Hollow: false, SizeOf(levels.Count, 5));
        if (isCrowd)
        {
            int near = (int)Math.Ceiling((ExtremeLevels + 1) * NameDistance * levels.Count);
            double right = levels.Take(near).Max(level => level.Outer.Upper), left = levels.Skip(levels.Count - near).Min(level => level.Outer.Lower);
            yield return Names(levels.Take(ExtremeLevels), i => i * NameDistance * levels.Count, Place.Right, right);
            yield return Names(
                levels.Skip(levels.Count - ExtremeLevels), i => levels.Count * (1 - (NameDistance * (ExtremeLevels - 1 - i))), Place.Left, left);
        }
    }

    /// <summary>The size of a point among a number of levels: of very many smaller than usual.</summary>
    public static double SizeOf(int levels, double usual) => levels > MostLevelsOnAxis ? Math.Min(usual, 2.5) : usual;

    /// <summary>Names beside the intervals near them, spread so that they do not cover each other.</summary>
    private static TextMark Names(IEnumerable<LevelInterval> levels, Func<int, double> height, Place place, double x) => new(
        Theme.Reference,
        levels.Select(_ => x).ToEquatableArray(),
        levels.Select((_, i) => height(i)).ToEquatableArray(),
        levels.Select(level => level.Level).ToEquatableArray(),
        place);

    private static IntervalMark Interval(
        string label, IReadOnlyList<LevelInterval> levels, EquatableArray<double> ys, Func<LevelInterval, (double Lower, double Upper)> ends, double width,
        double opacity) => new(
            label,
            Theme.Posterior with { Opacity = opacity },
            levels.Select(level => ends(level).Lower).ToEquatableArray(),
            levels.Select(level => ends(level).Upper).ToEquatableArray(),
            ys,
            width);
}
