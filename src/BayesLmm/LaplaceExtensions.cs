using System.Diagnostics.CodeAnalysis;
using BayesLmm.Estimation;
using BayesLmm.Estimation.Laplace;
using BayesLmm.Numerics;

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

    /// <summary>Every coefficient: estimate, standard error, z test and interval by the normal approximation.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="level">The intervals' level.</param>
    public static EquatableArray<WaldTest> TestCoefficients(this LaplaceFit fit, double level = FixedEffectInference.DefaultLevel) =>
        LaplaceSummary.Coefficients(fit, level);

    /// <summary>
    /// The other parameters with intervals: of positive ones on the scale of their logarithm, of correlations on that of their inverse hyperbolic tangent.
    /// </summary>
    /// <param name="fit">The fit.</param>
    /// <param name="level">The intervals' level.</param>
    public static EquatableArray<WaldTest> IntervalsOfComponents(this LaplaceFit fit, double level = FixedEffectInference.DefaultLevel) =>
        LaplaceSummary.Components(fit, level);

    /// <summary>Pearson's χ² about the fitted means; null for responses of 0 and 1, which cannot vary more than their mean says.</summary>
    /// <param name="fit">The fit.</param>
    public static Overdispersion? TestOverdispersion(this LaplaceFit fit) => LaplaceSummary.Overdispersion(fit);

    /// <summary>Shares of variance, intraclass correlations and R² on the scales of the linear predictor and of the response.</summary>
    /// <param name="fit">The fit.</param>
    public static LaplaceVariance DecomposeVariance(this LaplaceFit fit) => LaplaceSummary.Variance(fit);

    /// <summary>What the fit expects of every row, with the modes of its group effects and with group effects of 0.</summary>
    /// <param name="fit">The fit.</param>
    public static EquatableArray<ExpectedRow> FittedValues(this LaplaceFit fit) => LaplaceSummary.Fitted(fit);

    /// <summary>Profile-likelihood intervals of all parameters, found by solving for their ends (Venzon &amp; Moolgavkar 1988).</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="level">The intervals' level.</param>
    /// <param name="cancellationToken">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    public static ProfileIntervals ProfileIntervals(
        this LaplaceFit fit, double level = FixedEffectInference.DefaultLevel, CancellationToken cancellationToken = default) =>
        LaplaceProfiler.Intervals(fit, level, cancellationToken);

    /// <summary>
    /// Compares two fits to the same rows: AIC, BIC, and a likelihood-ratio test when one model is a special case of the other, whichever it is; a
    /// poisson model is one of the negative binomial with the same predictors. Where a variance is 0, or a shape infinite, in the smaller model the p-value is
    /// also given by the mixture of χ² distributions that holds at the boundary (Self &amp; Liang 1987; Stram &amp; Lee 1994).
    /// </summary>
    /// <param name="fit">A fit.</param>
    /// <param name="other">Another.</param>
    public static LaplaceComparison CompareLikelihood(this LaplaceFit fit, LaplaceFit other) => LaplaceComparer.Compare(fit, other);

    internal static bool TryFitLaplace(
        this BoundModel model, [NotNullWhen(true)] out LaplaceFit? fit, [NotNullWhen(false)] out NoMaximum? reason, LaplaceOptions? options = null,
        CancellationToken cancellationToken = default) =>
        new LaplaceEstimator(model, options ?? new LaplaceOptions()).TryFit(out fit, out reason, cancellationToken);
}
