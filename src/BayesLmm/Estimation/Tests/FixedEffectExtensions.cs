using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>Tests of a fit's fixed effects.</summary>
public static class FixedEffectExtensions
{
    /// <summary>Computes what all tests of the fit's fixed effects share; tests, tables and marginal means are then cheap.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="method">How the estimation of the variances is allowed for.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidOperationException">Kenward and Roger's method was asked for and the fit is by maximum likelihood.</exception>
    public static FixedEffectInference InferFixedEffects(
        this RemlFit fit,
        DegreesOfFreedomMethod method = DegreesOfFreedomMethod.Satterthwaite,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) => FixedEffectInference.Create(fit, method, progress, cancellationToken);

    /// <summary>Every coefficient: estimate, standard error, t test and confidence interval.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="method">How the estimation of the variances is allowed for.</param>
    /// <param name="level">The intervals' level.</param>
    /// <exception cref="InvalidOperationException">Kenward and Roger's method was asked for and the fit is by maximum likelihood.</exception>
    public static EquatableArray<ContrastTest> TestCoefficients(
        this RemlFit fit, DegreesOfFreedomMethod method = DegreesOfFreedomMethod.Satterthwaite, double level = FixedEffectInference.DefaultLevel) =>
        fit.InferFixedEffects(method).TestCoefficients(level);

    /// <summary>The test that some combinations of coefficients are all zero; of one combination, its F is the square of t.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="rows">Combinations, a row each, a column for each coefficient.</param>
    /// <param name="method">How the estimation of the variances is allowed for.</param>
    /// <exception cref="ArgumentException">The rows do not fit the coefficients, or all weights are zero.</exception>
    /// <exception cref="InvalidOperationException">Kenward and Roger's method was asked for and the fit is by maximum likelihood.</exception>
    public static JointTest TestContrast(this RemlFit fit, double[,] rows, DegreesOfFreedomMethod method = DegreesOfFreedomMethod.Satterthwaite) =>
        fit.InferFixedEffects(method).TestJointly(rows);

    /// <summary>F tests of the model's terms.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="type">Which hypotheses are tested.</param>
    /// <param name="method">How the denominator's degrees of freedom are found.</param>
    /// <exception cref="InvalidOperationException">Kenward and Roger's method was asked for and the fit is by maximum likelihood.</exception>
    public static AnovaTable Anova(
        this RemlFit fit, SumOfSquaresType type = SumOfSquaresType.TypeIII, DegreesOfFreedomMethod method = DegreesOfFreedomMethod.Satterthwaite) =>
        fit.InferFixedEffects(method).Anova(type);
}
