using BayesLmm.Distributions;
using BayesLmm.Estimation.Comparison;
using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>The relation of two models in a comparison.</summary>
internal enum ModelRelation
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
/// <param name="First">The first fit, or its refit by maximum likelihood.</param>
/// <param name="Second">The second.</param>
/// <param name="Restricted">Whether the restricted likelihoods are compared.</param>
/// <param name="Refitted">Whether fits were repeated by maximum likelihood, because restricted likelihoods of models with different fixed effects cannot be
/// compared.</param>
/// <param name="Test">The likelihood-ratio test; null unless one model is a special case of the other.</param>
/// <param name="Explanation">The relation in words, naming both models.</param>
public sealed record ModelComparison(
    RemlFit First, RemlFit Second, bool Restricted, bool Refitted, LikelihoodRatioTest? Test, string Explanation)
{
    /// <summary>The relation of the models.</summary>
    internal ModelRelation Relation { get; init; }

    /// <summary>
    /// The part of the random effects that the first model lacks and the second has, as <c>(1 | batch)</c>, or <c>Days in (1 + Days | Subject)</c>, in a
    /// comparison that drops one; null otherwise.
    /// </summary>
    public string? Dropped { get; internal init; }

    /// <summary>Whether the models are equivalent, so that there is nothing to test.</summary>
    public bool AreEquivalent => Relation is ModelRelation.Same;

    /// <summary>Whether log likelihood, AIC and BIC of the two belong to the same rows and response.</summary>
    public bool AreCriteriaComparable => Relation is not (ModelRelation.DifferentResponses or ModelRelation.DifferentRows);
}

/// <summary>A likelihood-ratio test of a smaller model within a larger one.</summary>
/// <param name="Small">The smaller model's formula.</param>
/// <param name="Large">The larger model's formula.</param>
/// <param name="Statistic">The difference of −2 log likelihood, not below 0.</param>
/// <param name="DegreesOfFreedom">Number of parameters that the smaller model fixes.</param>
/// <param name="BoundaryVariances">How many variances are 0 in the smaller model that the larger one estimates.</param>
/// <param name="PValue">The p-value by χ² with <paramref name="DegreesOfFreedom"/>: too large where variances are at their boundary.</param>
/// <param name="MixturePValue">The p-value by the mixture of χ² distributions that takes the boundary into account; null when it is not known
/// analytically.</param>
public sealed record LikelihoodRatioTest(
    string Small,
    string Large,
    double Statistic,
    int DegreesOfFreedom,
    int BoundaryVariances,
    double PValue,
    double? MixturePValue)
{
    /// <summary>Whether the statistic is of restricted likelihoods; the models have the same fixed effects.</summary>
    public bool Restricted { get; init; }

    /// <summary>
    /// The asymptotic distribution of the statistic that takes the boundary into account, as <c>0.5·χ²(1) + 0.5·χ²(2)</c>; null when it is not known
    /// analytically.
    /// </summary>
    public string? Mixture => Distribution?.ToString();

    /// <summary>The distribution that <see cref="Mixture"/> writes.</summary>
    internal ChiSquareMixture? Distribution { get; init; }

    /// <summary>What else the p-values rest on besides the kind of likelihood.</summary>
    internal EquatableArray<TestReservation> Reservations { get; init; }
}
