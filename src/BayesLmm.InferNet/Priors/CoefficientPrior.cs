using BayesLmm.Models.Priors;

namespace BayesLmm.InferNet.Priors;

/// <summary>The prior of a coefficient that message passing has: normal, or flat.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="Precision">Its precision; 0 when it is flat.</param>
internal readonly record struct CoefficientPrior(double Mean, double Precision)
{
    /// <summary>The normal or flat prior that a prior is, or the normal of the same location and scale that stands for it.</summary>
    /// <param name="prior">The prior of a coefficient.</param>
    /// <param name="isExact">Whether nothing was replaced.</param>
    /// <exception cref="NotSupportedException">The prior fixes the coefficient or its sign.</exception>
    public static CoefficientPrior For(Distribution prior, out bool isExact)
    {
        isExact = prior is Flat or Normal;
        return prior switch
        {
            Flat => new CoefficientPrior(0, 0),
            Normal d => OfSd(d.Mean, d.Sd),
            StudentT d => OfSd(d.Location, d.Scale),
            Cauchy d => OfSd(d.Location, d.Scale),
            Laplace d => OfSd(d.Location, d.Scale),
            Logistic d => OfSd(d.Location, d.Scale),
            Uniform d => OfSd((d.Lower + d.Upper) / 2, (d.Upper - d.Lower) / Math.Sqrt(12)),
            _ => throw new NotSupportedException($"Message passing has no prior of a coefficient like {prior}; the engine hmc has."),
        };
    }

    /// <summary>In the language's words.</summary>
    public override string ToString() => Precision == 0 ? "flat" : FormattableString.Invariant($"normal({Mean:G6}, {1 / Math.Sqrt(Precision):G6})");

    private static CoefficientPrior OfSd(double mean, double sd) => new(mean, 1 / (sd * sd));
}
