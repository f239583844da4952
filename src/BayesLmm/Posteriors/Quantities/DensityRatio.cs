using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Posteriors.Quantities;

// r(x) = f(x)/p(x), posterior over prior density, does not depend on the coordinate, so that it is estimated in one over the whole line, t = x, log(x − a),
// −log(b − x) or log((x − a)/(b − x)). As a function of t it is a likelihood, whose logarithm is near a quadratic. With draws t_i, weights
// w_i = φ((t_i − t)/h) / (h p(t_i)) and their mean W and the weighted mean m and variance v of u_i = t_i − t, the log-quadratic function that has these moments
// under the kernel has at t the value  W (h/√v) exp(−m²/(2v))  (local likelihood: Hjort & Jones 1996, Annals of Statistics 24:1619, §5.3, for a normal kernel,
// which needs no iteration). It is exact for a normal posterior under a normal prior, in the tails too. At a lower bound the draws are reflected, because the
// likelihood is an even function of a standard deviation.

/// <summary>The ratio of posterior to prior density at a point, from draws.</summary>
internal static class DensityRatio
{
    /// <summary>The errors are a jackknife's over so many parts of the draws.</summary>
    private const int Parts = 20;

    /// <summary>Weights worth fewer draws than this determine no ratio.</summary>
    private const double FewestDraws = 25;

    /// <summary>log r at a point and its Monte Carlo standard error; null where too few draws are near.</summary>
    /// <param name="draws">The draws, chain by chain.</param>
    /// <param name="prior">Their prior.</param>
    /// <param name="point">The point; in the support, or its lower bound.</param>
    public static (double LogRatio, double Error)? Estimate(double[] draws, KnownPrior prior, double point)
    {
        bool isAtBound = point == prior.Lower;
        Coordinate coordinate = isAtBound ? new Coordinate(double.NegativeInfinity, double.PositiveInfinity) : new Coordinate(prior.Lower, prior.Upper);
        double[] t = Array.ConvertAll(draws, coordinate.Of);
        double at = coordinate.Of(point), h = Bandwidth(t);
        if (!(h > 0))
        {
            return null;
        }

        Sums[] parts = new Sums[Parts];
        Sums all = default;
        for (int i = 0; i < t.Length; i++)
        {
            double u = t[i] - at, z = u / h;
            double weight = Math.Exp((-0.5 * z * z) - prior.LogDensity(draws[i]) - coordinate.LogSlope(draws[i]));
            Sums one = new(1, weight, weight * u, weight * u * u, weight * weight);
            parts[(int)((long)i * Parts / t.Length)] += one;
            all += one;
        }

        if (!(all.Weight * all.Weight / all.Squares >= FewestDraws))
        {
            return null;
        }

        double[] without = Array.ConvertAll(parts, part => (all - part).LogRatio(h, isAtBound));
        double mean = without.Average();
        double error = Math.Sqrt((Parts - 1) * without.Average(value => (value - mean) * (value - mean)));
        return (all.LogRatio(h, isAtBound), error);
    }

    /// <summary>Of the order n^(−1/9), at which bias and variance of a local quadratic balance.</summary>
    private static double Bandwidth(double[] t)
    {
        double[] sorted = [.. t];
        Array.Sort(sorted);
        double mean = t.Average(), sd = Math.Sqrt(t.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, t.Length - 1));
        double range = (Quantiles.Of(sorted, 0.75) - Quantiles.Of(sorted, 0.25)) / 1.349;
        return (range > 0 ? Math.Min(sd, range) : sd) * Math.Pow(t.Length, -1.0 / 9);
    }

    /// <summary>A coordinate over the whole line of a number between two bounds.</summary>
    /// <param name="Lower">The lower bound, or −∞.</param>
    /// <param name="Upper">The upper bound, or ∞.</param>
    private readonly record struct Coordinate(double Lower, double Upper)
    {
        public double Of(double x) => (double.IsFinite(Lower), double.IsFinite(Upper)) switch
        {
            (true, true) => Math.Log((x - Lower) / (Upper - x)),
            (true, false) => Math.Log(x - Lower),
            (false, true) => -Math.Log(Upper - x),
            _ => x,
        };

        /// <summary>log dx/dt, which turns a density of x into one of t.</summary>
        public double LogSlope(double x) => (double.IsFinite(Lower), double.IsFinite(Upper)) switch
        {
            (true, true) => Math.Log((x - Lower) * (Upper - x) / (Upper - Lower)),
            (true, false) => Math.Log(x - Lower),
            (false, true) => Math.Log(Upper - x),
            _ => 0,
        };
    }

    /// <summary>Sums over draws of 1, w, wu, wu² and w².</summary>
    private readonly record struct Sums(double Count, double Weight, double First, double Second, double Squares)
    {
        public static Sums operator +(Sums a, Sums b) =>
            new(a.Count + b.Count, a.Weight + b.Weight, a.First + b.First, a.Second + b.Second, a.Squares + b.Squares);

        public static Sums operator -(Sums a, Sums b) =>
            new(a.Count - b.Count, a.Weight - b.Weight, a.First - b.First, a.Second - b.Second, a.Squares - b.Squares);

        /// <summary>log r; the sums are without the kernel's constant 1/(h√2π).</summary>
        public double LogRatio(double h, bool isReflected)
        {
            double level = Math.Log(Weight / Count) - Math.Log(h) - (0.5 * Math.Log(2 * Math.PI));
            if (isReflected)
            {
                return level + Math.Log(2) + Math.Log(h) - (0.5 * Math.Log(Second / Weight));
            }

            double m = First / Weight, v = (Second / Weight) - (m * m);
            return level + Math.Log(h) - (0.5 * Math.Log(v)) - (0.5 * m * m / v);
        }
    }
}
