using BayesLmm.Numerics;

namespace BayesLmm.Design.Splines;

/// <summary>Where the polynomials of a spline meet.</summary>
/// <param name="Lower">The lower boundary knot.</param>
/// <param name="Interior">The knots between the boundary knots, ascending.</param>
/// <param name="Upper">The upper boundary knot.</param>
internal sealed record SplineKnots(double Lower, EquatableArray<double> Interior, double Upper)
{
    /// <summary>Knots at equally spaced quantiles of some values, as R's <c>ns</c> and <c>bs</c> have them.</summary>
    /// <param name="values">Finite values; those outside the boundary knots do not count.</param>
    /// <param name="count">Number of interior knots.</param>
    /// <param name="lower">The lower boundary knot.</param>
    /// <param name="upper">The upper boundary knot.</param>
    public static SplineKnots AtQuantiles(IEnumerable<double> values, int count, double lower, double upper)
    {
        double[] sorted = [.. values.Where(value => value >= lower && value <= upper).Order()];
        return new SplineKnots(lower, Enumerable.Range(1, count).Select(i => Quantile(sorted, i / (count + 1.0))).ToEquatableArray(), upper);
    }

    /// <summary>The first interior knot that is not between the boundary knots, or stands there more often than the degree allows; null without one.</summary>
    /// <param name="degree">The degree of the spline, which is continuous where a knot stands at most as often.</param>
    public double? FirstUnusable(int degree)
    {
        for (int i = 0; i < Interior.Count; i++)
        {
            bool between = Interior[i] > Lower && Interior[i] < Upper;
            if (!between || (i >= degree && Interior[i] == Interior[i - degree]))
            {
                return Interior[i];
            }
        }

        return null;
    }

    /// <summary>A quantile of sorted values by linear interpolation: type 7 of Hyndman and Fan (1996), R's default; NaN of no values.</summary>
    private static double Quantile(double[] sorted, double probability)
    {
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        double place = (sorted.Length - 1) * probability;
        int below = (int)Math.Floor(place);
        double part = place - below;
        return part > 0 && sorted[below + 1] != sorted[below] ? ((1 - part) * sorted[below]) + (part * sorted[below + 1]) : sorted[below];
    }
}
