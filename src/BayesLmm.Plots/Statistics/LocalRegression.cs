namespace BayesLmm.Plots.Statistics;

/// <summary>
/// A smooth line through points: at each place a straight line fitted to the nearest points with tricube weights, repeated with less weight on points far from
/// it (Cleveland 1979, JASA 74:829). At up to 100 different places it is R's <c>lowess</c> without interpolation; among more, places between
/// 100 of them are interpolated.
/// </summary>
internal static class LocalRegression
{
    /// <summary>The part of the points that a line is fitted to.</summary>
    public const double Span = 2.0 / 3;

    private const int Repetitions = 3;
    private const int MostPlaces = 100;

    /// <summary>Points nearer than this part of the window's width have full weight, those beyond its complement none.</summary>
    private const double Edge = 0.001;

    /// <summary>A line is not tilted where the points' spread is below this part of their whole range.</summary>
    private const double LeastSpread = 0.001;

    /// <summary>The smooth line; empty where all points are at one place.</summary>
    /// <param name="xs">Where the points are.</param>
    /// <param name="ys">How high they are.</param>
    public static (double[] Xs, double[] Ys) Smooth(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys)
    {
        double[] x = xs.ToArray(), y = ys.ToArray();
        Array.Sort(x, y);
        if (x.Length < 3 || x[0] == x[^1])
        {
            return ([], []);
        }

        double[] places = Places(x);
        double[] heights = new double[places.Length], weights = new double[x.Length], residuals = new double[x.Length];
        Array.Fill(weights, 1);
        int window = Math.Clamp((int)((Span * x.Length) + 1e-7), 2, x.Length);
        for (int round = 0; round <= Repetitions; round++)
        {
            for (int i = 0, first = 0; i < places.Length; i++)
            {
                while (first + window < x.Length && places[i] - x[first] > x[first + window] - places[i])
                {
                    first++;
                }

                heights[i] = HeightAt(places[i], x, y, weights, first, first + window - 1) ?? (i > 0 ? heights[i - 1] : y[0]);
            }

            if (round == Repetitions || !TryReweight(x, y, places, heights, residuals, weights))
            {
                break;
            }
        }

        return (places, heights);
    }

    /// <summary>Where the line is computed: at every place, or at those of every so many-th point.</summary>
    private static double[] Places(double[] sorted)
    {
        double[] distinct = [.. sorted.Distinct()];
        return distinct.Length <= MostPlaces
            ? distinct
            : [.. Enumerable.Range(0, MostPlaces).Select(i => distinct[(int)Math.Round(i * (distinct.Length - 1.0) / (MostPlaces - 1))])];
    }

    /// <summary>The height of the local line; null where no point has weight.</summary>
    private static double? HeightAt(double place, double[] x, double[] y, double[] robustness, int first, int last)
    {
        double width = Math.Max(place - x[first], x[last] - place);
        double near = Edge * width, far = (1 - Edge) * width;
        while (last + 1 < x.Length && x[last + 1] - place <= far)
        {
            last++;   // points at the same place as the window's last
        }

        double total = 0, meanX = 0, squares = 0, height = 0, slope = 0;
        Span<double> ends = [x[0], x[^1]];
        double[] w = new double[last - first + 1];
        for (int i = first; i <= last; i++)
        {
            double distance = Math.Abs(x[i] - place), part = distance / width;
            double cube = part * part * part, rest = 1 - cube;
            w[i - first] = distance > far ? 0 : robustness[i] * (distance <= near ? 1 : rest * rest * rest);
            total += w[i - first];
            meanX += w[i - first] * x[i];
        }

        if (!(total > 0))
        {
            return null;
        }

        meanX /= total;
        for (int i = first; i <= last; i++)
        {
            double weight = w[i - first] / total, deviation = x[i] - meanX;
            height += weight * y[i];
            slope += weight * deviation * y[i];
            squares += weight * deviation * deviation;
        }

        return Math.Sqrt(squares) > LeastSpread * (ends[1] - ends[0]) ? height + (slope / squares * (place - meanX)) : height;
    }

    /// <summary>Bisquare weights of the residuals; false if all residuals are 0.</summary>
    private static bool TryReweight(double[] x, double[] y, double[] places, double[] heights, double[] residuals, double[] weights)
    {
        double sum = 0;
        for (int i = 0, place = 0; i < x.Length; i++)
        {
            while (place + 1 < places.Length && places[place + 1] <= x[i])
            {
                place++;
            }

            double share = place + 1 < places.Length ? (x[i] - places[place]) / (places[place + 1] - places[place]) : 0;
            residuals[i] = Math.Abs(y[i] - double.Lerp(heights[place], heights[Math.Min(place + 1, places.Length - 1)], share));
            sum += residuals[i];
        }

        double[] sorted = [.. residuals];
        Array.Sort(sorted);
        int middle = sorted.Length / 2;
        double scale = sorted.Length % 2 == 1 ? 6 * sorted[middle] : 3 * (sorted[middle - 1] + sorted[middle]);
        if (scale < 1e-7 * sum / x.Length)
        {
            return false;
        }

        for (int i = 0; i < weights.Length; i++)
        {
            double part = residuals[i] / scale, rest = 1 - (part * part);
            weights[i] = part <= Edge ? 1 : part > 1 - Edge ? 0 : rest * rest;
        }

        return true;
    }
}
