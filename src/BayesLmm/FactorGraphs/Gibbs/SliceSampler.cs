using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Gibbs;

/// <summary>The slice sampler of one number with stepping out and shrinkage (Neal 2003): exact for any density.</summary>
internal static class SliceSampler
{
    private const int MostSteps = 50;
    private const double Smallest = 1e-14;   // of an interval, as part of its first width: the point itself is left

    /// <summary>A draw that leaves the density invariant.</summary>
    /// <param name="x">The chain's current point, of positive density.</param>
    /// <param name="width">The rough width of the density.</param>
    /// <param name="logDensity">Its logarithm, up to a constant.</param>
    /// <param name="random">The source of random numbers.</param>
    /// <exception cref="InvalidOperationException">The density at the point, or its width, is not a number that can be computed with.</exception>
    public static double Draw(double x, double width, Func<double, double> logDensity, RandomStream random)
    {
        double level = logDensity(x) - random.NextExponential();
        double left = x - (width * random.NextUniform()), right = left + width;
        if (double.IsNaN(level) || !double.IsFinite(MostSteps * (Math.Abs(left) + Math.Abs(right))))
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"Gibbs sampling broke down: at {x:g4}, within {width:g3}, a parameter's log density is {level:g4}."));
        }

        int below = random.NextInteger(MostSteps), above = MostSteps - 1 - below;
        for (; below > 0 && logDensity(left) > level; below--)
        {
            left -= width;
        }

        for (; above > 0 && logDensity(right) > level; above--)
        {
            right += width;
        }

        while (true)
        {
            double candidate = left + ((right - left) * random.NextUniform());
            if (logDensity(candidate) > level)
            {
                return candidate;
            }

            (left, right) = candidate < x ? (candidate, right) : (left, candidate);
            if (candidate == x || right - left < Smallest * width)
            {
                return x;
            }
        }
    }
}
