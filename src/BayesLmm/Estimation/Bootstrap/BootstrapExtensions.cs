using BayesLmm.Estimation.Bootstrap;
using BayesLmm.Estimation.Comparison;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>Parametric bootstrap of fits.</summary>
public static class BootstrapExtensions
{
    /// <summary>
    /// Simulates responses from the fitted model, with new group effects and new residuals, and fits each by the fit's own criterion: the sampling distribution
    /// of all estimates at the estimate.
    /// </summary>
    /// <param name="fit">A fit.</param>
    /// <param name="options">Replicates, seed and threads; null for the defaults.</param>
    /// <param name="progress">Told after each replicate, from any thread.</param>
    /// <param name="cancellationToken">Ends the work; what is done is kept, and the result says that there is less than was asked for.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled before any replicate was done.</exception>
    public static ParametricBootstrap Bootstrap(
        this RemlFit fit, BootstrapOptions? options = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new BootstrapOptions();
        options.Validate();
        return Bootstrapper.Estimates(fit, options, progress, cancellationToken);
    }

    /// <summary>
    /// Tests one of two models within the other by the likelihood ratio, whose distribution is simulated from the smaller model: correct at the boundary and in
    /// small samples, where χ² and its mixtures are not. Which is the smaller, and whether both are refitted by maximum likelihood, is decided as in
    /// <see cref="ComparisonExtensions.CompareLikelihood"/>.
    /// </summary>
    /// <param name="fit">A fit.</param>
    /// <param name="other">Another.</param>
    /// <param name="options">Replicates, seed and threads; null for the defaults.</param>
    /// <param name="progress">Told after each replicate, from any thread.</param>
    /// <param name="cancellationToken">Ends the work; what is done is kept, and the result says that there is less than was asked for.</param>
    /// <exception cref="ArgumentException">An option is out of range, or neither model is a special case of the other; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled before any replicate was done.</exception>
    public static BootstrapTest BootstrapTest(
        this RemlFit fit, RemlFit other, BootstrapOptions? options = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new BootstrapOptions();
        options.Validate();
        (ModelComparison comparison, RemlFit? small, RemlFit? large) = ModelComparer.Resolve(fit, other, cancellationToken);
        return comparison.Test is { } test && small is not null && large is not null
            ? Bootstrapper.Test(small, large, test, options, progress, cancellationToken)
            : throw new ArgumentException(comparison.Explanation, nameof(other));
    }
}
