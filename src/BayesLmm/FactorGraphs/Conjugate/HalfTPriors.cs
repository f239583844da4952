using MathNetDistributions = MathNet.Numerics.Distributions;

namespace BayesLmm.FactorGraphs.Conjugate;

/// <summary>Finds the half-t that equals a prior of a standard deviation, or the nearest one.</summary>
internal static class HalfTPriors
{
    /// <summary>Degrees of freedom of a half-t that replaces another distribution, as in the default priors.</summary>
    private const double SubstituteDf = 3;

    /// <summary>The scale of a half-t that replaces a flat prior, in units of the standard deviation that would explain the data.</summary>
    private const double FlatScale = 1000;

    /// <summary>The half-t that equals a prior, or else the one with the same median.</summary>
    /// <param name="prior">The prior of a standard deviation, not constant; a symmetric one means its positive half.</param>
    /// <param name="scale">The largest plausible size of the standard deviation, given the data; used for a flat prior.</param>
    /// <param name="isExact">Whether the prior is that half-t exactly.</param>
    public static PrecisionPrior.HalfT From(Distribution prior, double scale, out bool isExact)
    {
        isExact = true;
        switch (prior)
        {
            case StudentT { Location: 0 } t:
                return new PrecisionPrior.HalfT(t.Df, t.Scale);
            case Cauchy { Location: 0 } cauchy:
                return new PrecisionPrior.HalfT(1, cauchy.Scale);
        }

        isExact = false;
        return WithMedian(SubstituteDf, MedianOf(prior, scale));
    }

    /// <summary>The half-t with given degrees of freedom and median.</summary>
    public static PrecisionPrior.HalfT WithMedian(double df, double median) => new(df, median / UnitMedian(df));

    /// <summary>The median of the positive part of a prior; of a flat one, far out.</summary>
    /// <param name="prior">The prior of a standard deviation.</param>
    /// <param name="scale">The largest plausible size of the standard deviation, given the data.</param>
    public static double MedianOf(Distribution prior, double scale) =>
        prior is Flat ? FlatScale * UnitMedian(SubstituteDf) * scale : prior.MedianAbove(0);

    /// <summary>The median of a half-t of scale 1.</summary>
    private static double UnitMedian(double df) => MathNetDistributions.StudentT.InvCDF(0, 1, df, 0.75);
}
