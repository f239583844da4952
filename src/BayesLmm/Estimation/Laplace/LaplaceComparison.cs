using BayesLmm.Estimation.Comparison;

namespace BayesLmm;

/// <summary>Two fits by maximum likelihood compared.</summary>
/// <param name="First">The first fit.</param>
/// <param name="Second">The second.</param>
/// <param name="Test">The likelihood-ratio test; null unless one model is a special case of the other.</param>
/// <param name="Explanation">The relation in words, naming both models.</param>
public sealed record LaplaceComparison(LaplaceFit First, LaplaceFit Second, LikelihoodRatioTest? Test, string Explanation)
{
    /// <summary>The relation of the models.</summary>
    internal ModelRelation Relation { get; init; }

    /// <summary>Whether log likelihood, AIC and BIC of the two belong to the same rows and response.</summary>
    public bool AreCriteriaComparable => Relation is not (ModelRelation.DifferentResponses or ModelRelation.DifferentRows);
}
