using BayesLmm.Estimation.Means;
using BayesLmm.Posteriors.Means;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>Marginal means, slopes and contrasts over a grid, from a posterior and from a REML fit.</summary>
public static class MeansExtensions
{
    /// <summary>
    /// Marginal means, or slopes, and contrasts of them at every draw: the model's mean over a grid of its predictors, on the scale of the response.
    /// </summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="options">The grid, and what is compared on it.</param>
    /// <param name="progress">Receives progress where rows are averaged over.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The request does not fit the model; the message names what is wrong.</exception>
    /// <exception cref="InvalidOperationException">A numeric variable is computed from a factor, so that it has no value at a mean.</exception>
    public static MarginalGrid<DrawnEstimate> Means(
        this Posterior posterior, MeansOptions options, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default) =>
        PosteriorMeans.Compute(posterior, options, progress, cancellationToken);

    /// <summary>
    /// The same from a fit by (restricted) maximum likelihood, with t tests, adjusted p values and joint F tests; the numbers of R's emmeans.
    /// </summary>
    /// <param name="inference">The tests of a fit.</param>
    /// <param name="options">The grid, and what is compared on it.</param>
    /// <exception cref="ArgumentException">The request does not fit the model; the message names what is wrong.</exception>
    /// <exception cref="InvalidOperationException">A numeric variable is computed from a factor, so that it has no value at a mean.</exception>
    public static MarginalGrid<ContrastTest> Means(this FixedEffectInference inference, MeansOptions options) => RemlMeans.Compute(inference, options);
}
