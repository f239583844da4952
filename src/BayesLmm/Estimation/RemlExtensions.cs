using System.Diagnostics.CodeAnalysis;
using BayesLmm.Estimation;

namespace BayesLmm;

/// <summary>Fits by restricted maximum likelihood.</summary>
public static class RemlExtensions
{
    /// <summary>Fits the model by restricted maximum likelihood, or by maximum likelihood.</summary>
    /// <param name="model">The model; its priors play no part.</param>
    /// <param name="restricted">True for REML, false for ML.</param>
    /// <param name="cancellationToken">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidOperationException">The model fits the data exactly, so that the likelihood has no maximum.</exception>
    public static RemlFit FitReml(this BoundModel model, bool restricted = true, CancellationToken cancellationToken = default) =>
        new RemlEstimator(model, restricted).Fit(cancellationToken);

    /// <summary>Fits the model as <see cref="FitReml"/> does; false when its likelihood has no maximum.</summary>
    /// <param name="model">The model; its priors play no part.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="reason">Why there is no fit.</param>
    /// <param name="restricted">True for REML, false for ML.</param>
    /// <param name="cancellationToken">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    internal static bool TryFitReml(
        this BoundModel model,
        [NotNullWhen(true)] out RemlFit? fit,
        [NotNullWhen(false)] out NoMaximum? reason,
        bool restricted = true,
        CancellationToken cancellationToken = default)
    {
        fit = new RemlEstimator(model, restricted).TryFit(out reason, cancellationToken);
        return fit is not null;
    }
}
