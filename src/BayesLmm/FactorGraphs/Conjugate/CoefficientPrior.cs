using BayesLmm.Distributions;

namespace BayesLmm.FactorGraphs.Conjugate;

/// <summary>A conjugate prior of a coefficient.</summary>
internal abstract record CoefficientPrior
{
    /// <summary>Improper uniform.</summary>
    public sealed record Flat : CoefficientPrior;

    /// <summary>Known.</summary>
    /// <param name="Value">The value.</param>
    public sealed record Fixed(double Value) : CoefficientPrior;

    /// <summary>N(mean, sd²).</summary>
    /// <param name="Mean">The mean.</param>
    /// <param name="Sd">The standard deviation, positive.</param>
    public sealed record Normal(double Mean, double Sd) : CoefficientPrior;

    /// <summary>N(location, scale²/κ), κ ~ Gamma(shape, rate): student_t with 2·shape degrees of freedom where rate = shape.</summary>
    /// <param name="Location">The mean.</param>
    /// <param name="Scale">The standard deviation where κ = 1, positive.</param>
    /// <param name="Shape">Of κ, positive.</param>
    /// <param name="Rate">Of κ, positive.</param>
    public sealed record GammaMixture(double Location, double Scale, double Shape, double Rate) : CoefficientPrior;

    /// <summary>N(location, scale²/κ), 1/κ exponential with a rate: laplace where the rate is ½.</summary>
    /// <param name="Location">The mean.</param>
    /// <param name="Scale">The standard deviation where κ = 1, positive.</param>
    /// <param name="Rate">Of 1/κ, positive.</param>
    public sealed record ExponentialMixture(double Location, double Scale, double Rate) : CoefficientPrior;

    /// <summary>Location and precision of the normal prior given its mixing precision.</summary>
    /// <param name="mixing">κ, or its mean; it counts for mixtures only.</param>
    /// <param name="otherwise">The location of a prior without one, whose precision is 0.</param>
    internal (double Location, double Precision) Given(double mixing, double otherwise) => this switch
    {
        Normal normal => (normal.Mean, 1 / (normal.Sd * normal.Sd)),
        GammaMixture mixture => (mixture.Location, mixing / (mixture.Scale * mixture.Scale)),
        ExponentialMixture mixture => (mixture.Location, mixing / (mixture.Scale * mixture.Scale)),
        _ => (otherwise, 0),
    };
}
