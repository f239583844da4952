using BayesLmm.Posteriors.Checks;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>Checks of a model by its posterior.</summary>
public static class CheckExtensions
{
    /// <summary>
    /// Replicates the data from the posterior, with the groups' own effects, and compares: statistics of the response, the mean of each level, and what
    /// residuals and group effects should look like (Gelman, Meng &amp; Stern 1996).
    /// </summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="options">What to check; the usual if null.</param>
    /// <param name="progress">Receives the replications done, from the threads that do them.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ModelException">A statistic cannot be read or computed; all diagnostics are in it.</exception>
    public static PosteriorChecks Check(
        this Posterior posterior, CheckOptions? options = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default) =>
        CheckRunner.Run(posterior, options ?? new(), progress, cancellationToken);
}
