using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>The relation of two models in a comparison.</summary>
public enum ModelRelation
{
    /// <summary>One is a special case of the other: they can be tested against each other.</summary>
    Nested,

    /// <summary>They are equivalent.</summary>
    Same,

    /// <summary>Neither is a special case of the other.</summary>
    NotNested,

    /// <summary>They have the same number of rows but other values of the response: neither tests nor information criteria compare them.</summary>
    DifferentResponses,

    /// <summary>They have different numbers of rows: neither tests nor information criteria compare them.</summary>
    DifferentRows,
}

/// <summary>Two fits compared.</summary>
/// <param name="First">The first fit's criteria, of the refit when there was one.</param>
/// <param name="Second">The second's.</param>
/// <param name="Restricted">Whether the criteria are those of the restricted likelihood.</param>
/// <param name="Refitted">Whether fits were repeated by maximum likelihood, because restricted likelihoods of models with different fixed effects cannot be
/// compared.</param>
/// <param name="Relation">The relation of the models.</param>
/// <param name="Test">The likelihood-ratio test; null unless one model is a special case of the other.</param>
/// <param name="Explanation">The relation in words, naming both models.</param>
public sealed record ModelComparison(
    InformationCriteria First, InformationCriteria Second, bool Restricted, bool Refitted, ModelRelation Relation, LikelihoodRatioTest? Test,
    string Explanation)
{
    /// <summary>Whether log likelihood, AIC and BIC of the two belong to the same rows and response.</summary>
    public bool AreCriteriaComparable => Relation is not (ModelRelation.DifferentResponses or ModelRelation.DifferentRows);
}

/// <summary>The criteria of a fit in a comparison.</summary>
/// <param name="Model">The model's formula.</param>
/// <param name="ParameterCount">Number of parameters.</param>
/// <param name="LogLikelihood">The (restricted) log likelihood.</param>
/// <param name="Aic">Akaike's criterion.</param>
/// <param name="Bic">Schwarz's criterion, with the number of rows.</param>
/// <param name="IsSingular">Whether some term has no variance in some direction.</param>
public sealed record InformationCriteria(string Model, int ParameterCount, double LogLikelihood, double Aic, double Bic, bool IsSingular)
{
    /// <summary>−2 log likelihood.</summary>
    public double Deviance => -2 * LogLikelihood;
}

/// <summary>A likelihood-ratio test of a smaller model within a larger one.</summary>
/// <param name="Small">The smaller model's formula.</param>
/// <param name="Large">The larger model's formula.</param>
/// <param name="Statistic">The difference of −2 log likelihood, not below 0.</param>
/// <param name="DegreesOfFreedom">Number of parameters that the smaller model fixes.</param>
/// <param name="BoundaryVariances">How many variances are 0 in the smaller model that the larger one estimates.</param>
/// <param name="PValue">The p-value by χ² with <paramref name="DegreesOfFreedom"/>: too large where variances are at their boundary.</param>
/// <param name="Mixture">The asymptotic distribution of the statistic that takes the boundary into account; null when it is not known analytically.</param>
/// <param name="MixturePValue">The p-value by <paramref name="Mixture"/>; null with it.</param>
/// <param name="Reservations">What else the p-values rest on besides the kind of likelihood.</param>
public sealed record LikelihoodRatioTest(
    string Small,
    string Large,
    double Statistic,
    int DegreesOfFreedom,
    int BoundaryVariances,
    double PValue,
    ChiSquareMixture? Mixture,
    double? MixturePValue,
    EquatableArray<TestReservation> Reservations)
{
    /// <summary>Whether the statistic is of restricted likelihoods; the models have the same fixed effects.</summary>
    public bool Restricted { get; init; }
}
