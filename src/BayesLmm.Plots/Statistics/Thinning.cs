namespace BayesLmm.Plots.Statistics;

/// <summary>Which of many points are drawn.</summary>
internal static class Thinning
{
    /// <summary>More points than these cannot be told apart in a picture.</summary>
    public const int MostPoints = 5000;

    /// <summary>How many of the least and of the greatest stay in any case, of points in order.</summary>
    private const int Extremes = 250;

    /// <summary>Places spread evenly over all: every one if they are few enough.</summary>
    /// <param name="count">How many points there are.</param>
    /// <param name="most">The most points to keep, at least 1.</param>
    public static int[] Evenly(int count, int most = MostPoints) => count <= most
        ? [.. Enumerable.Range(0, count)]
        : [.. Enumerable.Range(0, most).Select(i => (int)((i + 0.5) * count / most))];

    /// <summary>Places of points in order, with all of the least and of the greatest, whose places say most.</summary>
    /// <param name="count">How many points there are.</param>
    /// <param name="most">The most points to keep, more than 500.</param>
    public static int[] OfSorted(int count, int most = MostPoints) => count <= most
        ? [.. Enumerable.Range(0, count)]
        :
        [
            .. Enumerable.Range(0, Extremes),
            .. Evenly(count - (2 * Extremes), most - (2 * Extremes)).Select(place => place + Extremes),
            .. Enumerable.Range(count - Extremes, Extremes),
        ];

    /// <summary>What an axis's label says about points that are not drawn; nothing if all are.</summary>
    /// <param name="shown">How many are drawn.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="what">What they are.</param>
    public static string Note(int shown, int count, string what = "rows") =>
        shown == count ? "" : FormattableString.Invariant($" ({shown:N0} of {count:N0} {what} shown)");
}
