using BayesLmm.Estimation.Comparison;
using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>Comparisons of fits by their likelihoods.</summary>
public static class ComparisonExtensions
{
    /// <summary>
    /// Compares two fits to the same rows: AIC, BIC, and a likelihood-ratio test when one model is a special case of the other, whichever of the two it is.
    /// Nesting is determined from the design columns and the covariance matrices that the random terms can take, not from names. Where a variance is 0 in the
    /// smaller model the p-value is also given by the mixture of χ² distributions that holds at the boundary (Self &amp; Liang 1987; Stram &amp; Lee 1994).
    /// </summary>
    /// <remarks>
    /// Restricted likelihoods are compared only when the columns of fixed effects and the weights are the same; otherwise fits by REML are repeated by maximum
    /// likelihood, and the result says so. With several variances at 0 in different terms the mixture's binomial weights take their estimates as independent.
    /// </remarks>
    /// <param name="fit">A fit.</param>
    /// <param name="other">Another.</param>
    /// <param name="cancellationToken">Ends a refit with an <see cref="OperationCanceledException"/>.</param>
    public static ModelComparison CompareLikelihood(this RemlFit fit, RemlFit other, CancellationToken cancellationToken = default) =>
        ModelComparer.Compare(fit, other, cancellationToken);

    /// <summary>
    /// Tests each part of the random effects by dropping it: a term as a whole when it has one variable, each slope of a correlated term, each effect of an
    /// uncorrelated one. The model is refitted without it by the fit's own criterion, as lmerTest's <c>ranova</c> does, but the p-value is also given by the
    /// mixture that holds at the boundary.
    /// </summary>
    /// <param name="fit">A fit.</param>
    /// <param name="cancellationToken">Ends a refit with an <see cref="OperationCanceledException"/>.</param>
    public static EquatableArray<RandomTermDeletion> DropRandomTerms(this RemlFit fit, CancellationToken cancellationToken = default) =>
        RandomTermDeleter.DropEach(fit, cancellationToken);
}
