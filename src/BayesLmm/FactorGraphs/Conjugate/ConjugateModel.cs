using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>
/// A linear mixed model whose priors are all conditionally conjugate: what message passing and Gibbs sampling run, and what its factor graph, its pictures and
/// its program for Infer.NET are made from. It has the model's
/// structure, sizes and priors, and no data: an engine takes these from the cross-products. Immutable, equal by value.
/// </summary>
/// <remarks>Coefficients are on centred columns where the model has an intercept: the intercept is the one at the predictors' means.</remarks>
/// <param name="Outline">The model's names and sizes.</param>
/// <param name="Coefficients">The coefficients' priors, in the order of the columns of X.</param>
/// <param name="Terms">The random terms' priors, in the order of the predictor.</param>
/// <param name="Residual">The prior of the residual precision τ.</param>
/// <param name="DegreesOfFreedom">The prior of student_t residuals' degrees of freedom; null where residuals are normal.</param>
/// <param name="Substitutions">The model's priors that were replaced, because they have no conjugate form.</param>
public sealed record ConjugateModel(
    ModelOutline Outline,
    EquatableArray<CoefficientPrior> Coefficients,
    EquatableArray<CovariancePrior> Terms,
    PrecisionPrior Residual,
    DegreesOfFreedomPrior? DegreesOfFreedom,
    EquatableArray<Substitution> Substitutions);

/// <summary>A prior that was replaced.</summary>
/// <param name="Parameters">The parameter or parameters, in the model's names.</param>
/// <param name="Prior">The model's prior.</param>
/// <param name="Substitute">Its replacement.</param>
public sealed record Substitution(string Parameters, string Prior, string Substitute)
{
    /// <summary>As a sentence.</summary>
    public override string ToString() => $"{Parameters}: {Substitute} stands for {Prior}.";
}

/// <summary>The conjugate prior that replaces those of the standard deviations and the correlation matrix of correlated effects.</summary>
public enum ConjugateForm
{
    /// <summary>See <see cref="CovariancePrior.HuangWand"/>.</summary>
    HuangWand,

    /// <summary>
    /// See <see cref="CovariancePrior.MatrixF"/>. It needs only Wishart factors, which every engine has; priors of coefficients are then normal or
    /// student_t only.
    /// </summary>
    MatrixF,
}
