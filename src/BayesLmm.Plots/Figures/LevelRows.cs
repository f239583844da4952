using BayesLmm.Numerics;

namespace BayesLmm.Plots.Figures;

/// <summary>The rows of a panel that has one for each level of a factor, the first at the bottom.</summary>
internal static class LevelRows
{
    /// <summary>With more levels than these only the extreme ones are named, in the panel.</summary>
    public const int MostOnAxis = 400;

    /// <summary>The most levels that get a line of text each unless the picture's height is given.</summary>
    private const int MostNamed = 150;

    private const int LeastHeight = 200, GreatestHeight = 640, RowHeight = 14, Furniture = 90;   // pixels

    private const int Extremes = 3;

    /// <summary>From one extreme name to the next, as a part of the panel's height.</summary>
    private const double NameDistance = 0.025;

    /// <summary>The longest name in a panel, in characters.</summary>
    private const int LongestInPanel = 18;

    /// <summary>The vertical axis: the names, or a scale of places if they are too many.</summary>
    /// <param name="levels">The names, from the bottom.</param>
    public static Axis AxisOf(IReadOnlyList<string> levels) => levels.Count > MostOnAxis
        ? new Axis("level, in order", -0.02 * levels.Count, 1.02 * levels.Count)
        : new Axis(null, -0.8, levels.Count - 0.2) { Ticks = TickKind.Names, Names = levels.ToEquatableArray() };

    /// <summary>The height of a panel in pixels.</summary>
    /// <param name="levels">The number of levels.</param>
    public static int HeightOf(int levels) =>
        levels > MostOnAxis ? GreatestHeight : Math.Max(LeastHeight, Furniture + (RowHeight * Math.Min(levels, MostNamed)));

    /// <summary>
    /// The names of the extreme levels beside the marks near them, spread so that they do not cover each other; none if the axis has all names.
    /// </summary>
    /// <param name="levels">The names, from the bottom.</param>
    /// <param name="lower">Where each level's mark begins.</param>
    /// <param name="upper">Where it ends.</param>
    public static IEnumerable<Mark> ExtremeNames(IReadOnlyList<string> levels, IReadOnlyList<double> lower, IReadOnlyList<double> upper)
    {
        if (levels.Count <= MostOnAxis)
        {
            yield break;
        }

        int count = levels.Count, near = (int)Math.Ceiling((Extremes + 1) * NameDistance * count);
        yield return Names(levels.Take(Extremes), upper.Take(near).Max(), Place.Right, i => i * NameDistance * count);
        yield return Names(
            levels.Skip(count - Extremes), lower.Skip(count - near).Min(), Place.Left, i => count * (1 - (NameDistance * (Extremes - 1 - i))));

        static TextMark Names(IEnumerable<string> names, double x, Place side, Func<int, double> height) => new(
            Theme.Reference,
            names.Select(_ => x).ToEquatableArray(),
            names.Select((_, i) => height(i)).ToEquatableArray(),
            names.Select(Shortened).ToEquatableArray(),
            side);
    }

    /// <summary>A name as it stands in a panel, where a long one would cover others or leave the panel.</summary>
    /// <param name="name">The name.</param>
    public static string Shortened(string name) => name.Length <= LongestInPanel ? name
        : string.Concat(name.AsSpan(0, char.IsHighSurrogate(name[LongestInPanel - 2]) ? LongestInPanel - 2 : LongestInPanel - 1), "…");

    /// <summary>The places of the rows, 0, 1, 2, ….</summary>
    /// <param name="count">How many rows.</param>
    /// <param name="shift">What is added to each, for marks side by side.</param>
    public static EquatableArray<double> Ys(int count, double shift = 0) => Enumerable.Range(0, count).Select(i => i + shift).ToEquatableArray();
}
