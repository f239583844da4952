using BayesLmm.Posteriors.VarianceShares;

namespace BayesLmm;

/// <summary>Where the response's variance comes from, by a posterior.</summary>
public static class VarianceExtensions
{
    /// <summary>Variance shares, intraclass correlations and R², each with its posterior.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static PosteriorVariance DecomposeVariance(this Posterior posterior, CancellationToken cancellationToken = default) =>
        VarianceAnalyzer.Analyze(posterior, cancellationToken);
}
