using BayesLmm.Models.Priors;
using MathNetDistributions = MathNet.Numerics.Distributions;

namespace BayesLmm.InferNet.Priors;

/// <summary>
/// The positive half of student_t(df, 0, scale), the prior of standard deviations that message passing has: s ~ half-t(ν, A) when τ = s⁻² ~ Gamma(ν/2, rate r)
/// and r ~ Gamma(½, rate 1/(ν A²)) (Wand et al. 2011, result 5).
/// </summary>
/// <param name="Df">Degrees of freedom, ν.</param>
/// <param name="Scale">A.</param>
internal readonly record struct HalfT(double Df, double Scale)
{
    /// <summary>Degrees of freedom of one that stands for another distribution, as in the default priors.</summary>
    private const double SubstituteDf = 3;

    /// <summary>The scale of one that stands for a flat prior, in units of what the data can be explained by.</summary>
    private const double FlatScale = 1000;

    /// <summary>The median of the half-t of <see cref="SubstituteDf"/> with scale 1: the upper quartile of t.</summary>
    private static readonly double SubstituteMedian = MathNetDistributions.StudentT.InvCDF(0, 1, SubstituteDf, 0.75);

    /// <summary>The half-t that a prior is, or the one with its median that stands for it.</summary>
    /// <param name="prior">The prior of a standard deviation; a symmetric one means its positive half.</param>
    /// <param name="scale">How large the standard deviation can be in view of the data; for a flat prior.</param>
    /// <param name="isExact">Whether nothing was replaced.</param>
    /// <exception cref="NotSupportedException">The prior fixes the standard deviation.</exception>
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
        return new HalfT(SubstituteDf, prior is Flat ? FlatScale * scale : PositiveMedian(prior) / SubstituteMedian);
    }

    /// <summary>In the language's words.</summary>
    public override string ToString() => FormattableString.Invariant($"student_t({Df:R}, 0, {Scale:G6})");

    /// <summary>The median of what is left of a distribution above 0: its quantile at 1 − P(X &gt; 0)/2.</summary>
    private static double PositiveMedian(Distribution prior)
    {
        double upper = prior.ProbabilityPositive / 2;
        return prior switch
        {
            Normal d => MathNetDistributions.Normal.InvCDF(d.Mean, d.Sd, 1 - upper),
            StudentT d => MathNetDistributions.StudentT.InvCDF(d.Location, d.Scale, d.Df, 1 - upper),
            Cauchy d => MathNetDistributions.Cauchy.InvCDF(d.Location, d.Scale, 1 - upper),
            Laplace d => d.Location - (d.Scale * Math.Log(2 * upper)),
            Logistic d => d.Location + (d.Scale * Math.Log((1 - upper) / upper)),
            Exponential d => Math.Log(2) / d.Rate,
            Gamma d => MathNetDistributions.Gamma.InvCDF(d.Shape, d.Rate, 0.5),
            InverseGamma d => d.Scale / MathNetDistributions.Gamma.InvCDF(d.Shape, 1, 0.5),
            LogNormal d => Math.Exp(d.MeanLog),
            Uniform d => d.Upper - ((d.Upper - d.Lower) * upper),
            _ => throw new NotSupportedException($"Message passing has no prior of a standard deviation like {prior}; the engine hmc has."),
        };
    }
}
