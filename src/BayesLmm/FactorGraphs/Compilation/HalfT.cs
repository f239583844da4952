using BayesLmm.Models.Priors;
using MathNetDistributions = MathNet.Numerics.Distributions;

namespace BayesLmm.FactorGraphs.Compilation;

/// <summary>
/// The positive half of student_t(df, 0, scale), the prior of standard deviations that message passing has: s ~ half-t(ν, A) when τ = s⁻² ~ Gamma(ν/2, rate ν a)
/// and a ~ Gamma(½, rate 1/A²) (Wand et al. 2011, result 5).
/// </summary>
/// <param name="Df">Degrees of freedom, ν.</param>
/// <param name="Scale">A.</param>
internal readonly record struct HalfT(double Df, double Scale)
{
    /// <summary>Degrees of freedom of one that stands for another distribution, as in the default priors.</summary>
    private const double SubstituteDf = 3;

    /// <summary>The scale of one that stands for a flat prior, in units of what the data can be explained by.</summary>
    private const double FlatScale = 1000;

    /// <summary>Its median.</summary>
    public double Median => Scale * MathNetDistributions.StudentT.InvCDF(0, 1, Df, 0.75);

    /// <summary>The half-t that a prior is, or the one with its median that stands for it.</summary>
    /// <param name="prior">The prior of a standard deviation, not constant; a symmetric one means its positive half.</param>
    /// <param name="scale">How large the standard deviation can be in view of the data; for a flat prior.</param>
    /// <param name="isExact">Whether nothing was replaced.</param>
    public static HalfT For(Distribution prior, double scale, out bool isExact)
    {
        isExact = true;
        switch (prior)
        {
            case StudentT { Location: 0 } t:
                return new HalfT(t.Df, t.Scale);
            case Cauchy { Location: 0 } cauchy:
                return new HalfT(1, cauchy.Scale);
        }

        isExact = false;
        return WithMedian(SubstituteDf, MedianOf(prior, scale));
    }

    /// <summary>The half-t with given degrees of freedom and median.</summary>
    public static HalfT WithMedian(double df, double median) => new(df, median / new HalfT(df, 1).Median);

    /// <summary>The median of the positive part of a prior; of a flat one, far out.</summary>
    /// <param name="prior">The prior of a standard deviation.</param>
    /// <param name="scale">How large the standard deviation can be in view of the data.</param>
    public static double MedianOf(Distribution prior, double scale) =>
        prior is Flat ? FlatScale * new HalfT(SubstituteDf, 1).Median * scale : prior.MedianAbove(0);

    /// <summary>In the language's words.</summary>
    public override string ToString() => FormattableString.Invariant($"student_t({Df:R}, 0, {Scale:G6})");
}
