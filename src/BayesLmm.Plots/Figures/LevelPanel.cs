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
    /// <summary>The intervals and values as marks, the extreme levels' names where the axis has none.</summary>
    /// <param name="levels">The levels from the bottom.</param>
    /// <param name="inner">What the narrow intervals are; null for none.</param>
    /// <param name="outer">What the wide intervals are.</param>
    /// <param name="middle">What the values are.</param>
    public static IEnumerable<Mark> MarksOf(IReadOnlyList<LevelInterval> levels, string? inner, string outer, string middle)
    {
        bool isCrowd = levels.Count > LevelRows.MostOnAxis;
        EquatableArray<double> ys = LevelRows.Ys(levels.Count);
        yield return Interval(outer, levels, ys, level => level.Outer, isCrowd ? 0.5 : 1.2, isCrowd ? 0.2 : 0.8);
        if (inner is not null)
        {
            yield return Interval(inner, levels, ys, level => level.Inner, isCrowd ? 0.5 : 4, isCrowd ? 0.4 : 0.55);
        }

        EquatableArray<double> middles = levels.Select(level => level.Middle).ToEquatableArray();
        yield return new PointMark(middle, Theme.Posterior, middles, ys, Hollow: false, SizeOf(levels.Count, 5));
        string[] names = [.. levels.Select(level => level.Level)];
        double[] lower = [.. levels.Select(level => level.Outer.Lower)], upper = [.. levels.Select(level => level.Outer.Upper)];
        foreach (Mark name in LevelRows.ExtremeNames(names, lower, upper))
        {
            yield return name;
        }
    }

    /// <summary>The size of a point among a number of levels: of very many smaller than usual.</summary>
    public static double SizeOf(int levels, double usual) => levels > LevelRows.MostOnAxis ? Math.Min(usual, 2.5) : usual;

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
