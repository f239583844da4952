using System.Diagnostics.CodeAnalysis;
using BayesLmm.Agreement;
using BayesLmm.Estimation;
using BayesLmm.Estimation.Bootstrap;
using BayesLmm.Estimation.Checks;
using BayesLmm.Estimation.Comparison;
using BayesLmm.Estimation.Predictions;
using BayesLmm.Estimation.Profiles;
using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>
/// Fits by restricted maximum likelihood, and what can be asked of a fit: tests, predictions, where variance comes from, checks, comparisons, intervals by
/// profile and bootstrap.
/// </summary>
public static class RemlExtensions
{
    /// <summary>Fits the model by restricted maximum likelihood, or by maximum likelihood.</summary>
    /// <param name="model">The model; its priors play no part.</param>
    /// <param name="restricted">True for REML, false for ML.</param>
    /// <param name="cancellationToken">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidOperationException">The model fits the data exactly, so that the likelihood has no maximum; or its family has no normal
    /// residuals, as binomial, poisson and the like.</exception>
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

    /// <summary>Works out what all tests of the fit's fixed effects share; tests, tables and marginal means are then cheap.</summary>
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

    /// <summary>
    /// Estimated marginal means: the model's mean for each level of a factor, or each combination of levels of several, averaged with equal weights over the
    /// levels of the other factors, with numeric columns at their means over the data (Searle, Speed &amp; Milliken 1980). Transformations of a column are
    /// applied to its mean. An offset enters with its mean.
    /// </summary>
    /// <param name="inference">The tests of a fit.</param>
    /// <param name="factors">Factors among the fixed effects, by their names in the formula; none for the overall mean.</param>
    /// <exception cref="ArgumentException">The fixed effects have no such factor.</exception>
    /// <exception cref="InvalidOperationException">A numeric variable is computed from a factor, so that it has no value at a mean.</exception>
    public static MarginalMeans MarginalMeans(this FixedEffectInference inference, params IReadOnlyList<string> factors) =>
        new(inference, factors, FixedEffectInference.DefaultLevel);

    /// <summary>As <see cref="MarginalMeans(FixedEffectInference, IReadOnlyList{string})"/>, with intervals of another level.</summary>
    /// <param name="inference">The tests of a fit.</param>
    /// <param name="level">The intervals' level.</param>
    /// <param name="factors">Factors among the fixed effects.</param>
    public static MarginalMeans MarginalMeans(this FixedEffectInference inference, double level, params IReadOnlyList<string> factors) =>
        new(inference, factors, level);

    /// <summary>F tests of the model's terms.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="type">Which hypotheses are tested.</param>
    /// <param name="method">How the denominator's degrees of freedom are found.</param>
    /// <exception cref="InvalidOperationException">Kenward and Roger's method was asked for and the fit is by maximum likelihood.</exception>
    public static AnovaTable Anova(
        this RemlFit fit, SumOfSquaresType type = SumOfSquaresType.TypeIII, DegreesOfFreedomMethod method = DegreesOfFreedomMethod.Satterthwaite) =>
        fit.InferFixedEffects(method).Anova(type);

    /// <summary>The predicted effects of every level of every term, with conditional and prediction covariances. Linear in the number of levels.</summary>
    /// <param name="fit">The fit.</param>
    public static EquatableArray<PredictedEffects> PredictGroupEffects(this RemlFit fit) => PredictedEffects.Of(fit);

    /// <summary>
    /// Predicts the rows that the model was fitted to; see <see cref="Predictor.Predict(PredictionOptions?)"/>. For several predictions make one
    /// <see cref="Predictor"/>.
    /// </summary>
    /// <param name="fit">The fit.</param>
    /// <param name="options">How; defaults if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static PredictionTable Predict(this RemlFit fit, PredictionOptions? options = null) => new Predictor(fit).Predict(options);

    /// <summary>
    /// Predicts the rows of a table; see <see cref="Predictor.Predict(Table, PredictionOptions?)"/>. For several predictions make one <see cref="Predictor"/>.
    /// </summary>
    /// <param name="fit">The fit.</param>
    /// <param name="table">The rows.</param>
    /// <param name="options">How; defaults if null.</param>
    /// <exception cref="ModelException">A column that the model needs is not there, or a value is not finite; all diagnostics are in it.</exception>
    /// <exception cref="ArgumentException">A column is of another kind than in the model's data, a predictor has a level that they did not have, or the options
    /// refuse a row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static PredictionTable Predict(this RemlFit fit, Table table, PredictionOptions? options = null) => new Predictor(fit).Predict(table, options);

    /// <summary>Where the response's variance comes from, with intraclass correlations and R².</summary>
    /// <param name="fit">The fit.</param>
    public static VarianceDecomposition DecomposeVariance(this RemlFit fit) => VarianceDecomposer.Decompose(fit);

    /// <summary>Fitted values, residuals and leverages of the rows that the model was fitted to.</summary>
    /// <param name="fit">The fit.</param>
    public static ResidualTable Residuals(this RemlFit fit) => ResidualCalculator.Compute(fit);

    /// <summary>Normality of residuals and of group effects, equal residual variances across groups, and the rows that are fitted worst.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="largest">How many of the largest standardised residuals to name.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="largest"/> is negative.</exception>
    public static AssumptionChecks CheckAssumptions(this RemlFit fit, int largest = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(largest);
        return AssumptionChecker.Check(fit, largest);
    }

    /// <summary>Ordinary least squares of the same formula without random terms, and the design effects. From cross-products only.</summary>
    /// <param name="fit">The fit.</param>
    public static LeastSquaresComparison CompareWithLeastSquares(this RemlFit fit) =>
        LeastSquaresFit.TryCompare(fit) ?? throw LeastSquares.Collinear(fit.Model);

    /// <summary>
    /// Compares two fits to the same rows: AIC, BIC, and a likelihood-ratio test when one model is a special case of the other, whichever of the two it is.
    /// Nesting is found out from the design columns and the covariance matrices that the random terms can take, not from names. Where a variance is 0 in the
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
    /// mixture that holds at the boundary. Each deletion is a comparison of the refit with the fit; <see cref="ModelComparison.Dropped"/> says what it drops.
    /// </summary>
    /// <param name="fit">A fit.</param>
    /// <param name="cancellationToken">Ends a refit with an <see cref="OperationCanceledException"/>.</param>
    public static EquatableArray<ModelComparison> DropRandomTerms(this RemlFit fit, CancellationToken cancellationToken = default) =>
        RandomTermDeleter.DropEach(fit, cancellationToken).Select(deletion => deletion.Comparison).ToEquatableArray();

    /// <summary>
    /// Profile-likelihood confidence intervals of the parameters: the values at which −2 log likelihood, maximised over all other parameters, exceeds its
    /// minimum by the quantile of χ²₁ (Venzon &amp; Moolgavkar 1988; Bates et al. 2015, §5.1), found by solving for them, without interpolation.
    /// </summary>
    /// <remarks>
    /// A REML fit is refitted by maximum likelihood first, because restricted likelihoods with different fixed effects cannot be compared; the result says so.
    /// It also says so when profiling came across a higher likelihood than the fit's, and began again from there.
    /// </remarks>
    /// <param name="fit">A fit.</param>
    /// <param name="options">Level, parameters and threads; null for the defaults.</param>
    /// <param name="progress">Told after each parameter, from any thread; begins again when profiling does.</param>
    /// <param name="cancellationToken">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the model has no such parameter.</exception>
    public static ProfileIntervals ProfileIntervals(
        this RemlFit fit, ProfileOptions? options = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default) =>
        ParameterProfiling.Intervals(fit, options ?? new ProfileOptions(), progress, cancellationToken);

    /// <summary>
    /// The whole profile of one parameter, with ζ on a grid over its profile interval of a level; null for a correlation with an effect whose variance is
    /// estimated as 0, for which there is none.
    /// </summary>
    /// <param name="fit">A fit; one by REML is refitted by maximum likelihood.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="level">The level of the interval that the grid spans, in (0, 1).</param>
    /// <param name="pointsASide">Number of points on either side of the estimate, at least 1.</param>
    /// <param name="cancellationToken">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The model has no such parameter.</exception>
    internal static LikelihoodProfile? Profile(
        this RemlFit fit, string parameter, double level = ParameterProfiling.PlotLevel, int pointsASide = 12, CancellationToken cancellationToken = default) =>
        ParameterProfiling.Profile(fit, parameter, level, pointsASide, cancellationToken);

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
    /// Tests one of two models within the other by the likelihood ratio, whose distribution is simulated from the smaller model: right at the boundary and in
    /// small samples, where χ² and its mixtures are not. Which is the smaller, and whether both are refitted by maximum likelihood, is found out as
    /// <see cref="CompareLikelihood"/> does.
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

    /// <summary>Compares a posterior with the REML fit of the same model, and checks the identity that binds the two.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="fit">The REML fit.</param>
    public static AgreementReport CompareWith(this Posterior posterior, RemlFit fit) => EngineComparison.Compare(posterior, fit);

    /// <summary>
    /// Compares a posterior with maximum likelihood of the same model: every parameter, group effects, and pointwise the density that was sampled with the
    /// density written down from the model.
    /// </summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="fit">The fit.</param>
    public static AgreementReport CompareWith(this Posterior posterior, LaplaceFit fit) => EngineComparison.Compare(posterior, fit);
}
