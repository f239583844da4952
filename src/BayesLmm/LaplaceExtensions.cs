using System.Diagnostics.CodeAnalysis;
using BayesLmm.Estimation;
using BayesLmm.Estimation.Laplace;

namespace BayesLmm;

/// <summary>Maximum likelihood for models of every family.</summary>
public static class LaplaceExtensions
{
    /// <summary>
    /// Estimates a model by maximum likelihood, integrating over the group effects by Laplace's approximation or by adaptive quadrature. Priors do not count.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How; defaults if null.</param>
    /// <param name="cancellationToken">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidOperationException">The likelihood has no maximum, for example because a coefficient separates the responses.</exception>
    /// <exception cref="ArgumentException">Quadrature was asked for and the model has other than one grouping factor with one effect.</exception>
    public static LaplaceFit FitLaplace(this BoundModel model, LaplaceOptions? options = null, CancellationToken cancellationToken = default) =>
        model.TryFitLaplace(out LaplaceFit? fit, out NoMaximum? reason, options, cancellationToken)
            ? fit
            : throw new InvalidOperationException(reason.ToString());

    internal static bool TryFitLaplace(
        this BoundModel model, [NotNullWhen(true)] out LaplaceFit? fit, [NotNullWhen(false)] out NoMaximum? reason, LaplaceOptions? options = null,
        CancellationToken cancellationToken = default) =>
        new LaplaceEstimator(model, options ?? new LaplaceOptions()).TryFit(out fit, out reason, cancellationToken);
}
