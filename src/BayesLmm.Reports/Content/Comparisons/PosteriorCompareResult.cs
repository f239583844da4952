using BayesLmm.Reports.Content.Fits;

namespace BayesLmm.Reports.Content.Comparisons;

/// <summary>What posteriors are compared by.</summary>
internal enum ComparisonCriterion
{
    /// <summary>Leave-one-out cross-validation, of rows or of groups.</summary>
    Loo,

    /// <summary>The widely applicable information criterion.</summary>
    Waic,

    /// <summary>The marginal likelihood.</summary>
    Evidence,
}

/// <summary>Posteriors of models of the same data compared with each other.</summary>
/// <param name="By">What they are compared by.</param>
/// <param name="Group">The grouping factor whose levels were left out; null for rows.</param>
/// <param name="Fits">The models in the order in which they were given.</param>
/// <param name="Comparison">The comparison; null for one of marginal likelihoods.</param>
internal sealed record PosteriorCompareResult(
    ComparisonCriterion By, string? Group, IReadOnlyList<FitResult> Fits, PosteriorComparison? Comparison)
{
    /// <summary>For each model the largest Pareto k.</summary>
    public IReadOnlyList<double> LargestK { get; init; } = [];

    /// <summary>For each model the number of rows that were left out exactly, or of groups that took another fit.</summary>
    public IReadOnlyList<int> Exact { get; init; } = [];

    /// <summary>For each model the log marginal likelihood and its Monte Carlo error.</summary>
    public IReadOnlyList<(double Value, double Error)> Evidence { get; init; } = [];
}
