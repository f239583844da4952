using BayesLmm.Data;
using BayesLmm.Inference.Assumptions;
using BayesLmm.Inference.Effects;
using BayesLmm.Inference.Equations;
using BayesLmm.Inference.LeastSquares;
using BayesLmm.Inference.Predictions;
using BayesLmm.Inference.Residuals;
using BayesLmm.Inference.VarianceExplained;
using BayesLmm.Language;
using BayesLmm.Numerics;
using BayesLmm.Reml;

namespace BayesLmm;

/// <summary>What describes a fitted mixed model beyond its estimates.</summary>
public static class DescriptionExtensions
{
    /// <summary>The predicted effects of every level of every term, with conditional and prediction covariances. Linear in the number of levels.</summary>
    /// <param name="fit">The fit.</param>
    public static EquatableArray<PredictedEffects> PredictGroupEffects(this RemlFit fit) => PredictedEffects.Of(FittedEquations.Of(fit));

    /// <summary>Where the response's variance comes from, with intraclass correlations and R².</summary>
    /// <param name="fit">The fit.</param>
    public static VarianceDecomposition DecomposeVariance(this RemlFit fit) => VarianceDecomposer.Decompose(fit);

    /// <summary>Ordinary least squares of the same formula without random terms, and the design effects. From cross-products only.</summary>
    /// <param name="fit">The fit.</param>
    public static LeastSquaresComparison CompareWithLeastSquares(this RemlFit fit) => LeastSquaresFit.Compare(fit);

    /// <summary>Fitted values, residuals and leverages of the rows that the model was fitted to.</summary>
    /// <param name="fit">The fit.</param>
    public static ResidualTable Residuals(this RemlFit fit) => ResidualCalculator.Compute(FittedEquations.Of(fit));

    /// <summary>Normality of residuals and of group effects, equal residual variances across groups, and the rows that are fitted worst.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="largest">How many of the largest standardised residuals to name.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="largest"/> is negative.</exception>
    public static AssumptionChecks CheckAssumptions(this RemlFit fit, int largest = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(largest);
        return AssumptionChecker.Check(fit, largest);
    }

    /// <summary>Predicts the rows that the model was fitted to; see <see cref="Predictor.Predict(PredictionOptions?)"/>. For several predictions make one <see cref="Predictor"/>.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="options">How; defaults if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static PredictionTable Predict(this RemlFit fit, PredictionOptions? options = null) => new Predictor(fit).Predict(options);

    /// <summary>Predicts the rows of a table; see <see cref="Predictor.Predict(Table, PredictionOptions?)"/>. For several predictions make one <see cref="Predictor"/>.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="table">The rows.</param>
    /// <param name="options">How; defaults if null.</param>
    /// <exception cref="ModelException">A column that the model needs is not there, or a value is not finite; all diagnostics are in it.</exception>
    /// <exception cref="ArgumentException">A column is of another kind than in the model's data, a predictor has a level that they did not have, or the options refuse a row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static PredictionTable Predict(this RemlFit fit, Table table, PredictionOptions? options = null) => new Predictor(fit).Predict(table, options);
}
