namespace BayesLmm;

/// <summary>Predicts from a fit.</summary>
public static class PredictionExtensions
{
    /// <summary>
    /// Predicts the rows that the model was fitted to; see <see cref="Predictor.Predict(PredictionOptions?)"/>. For several predictions make one
    /// <see cref="Predictor"/>.
    /// </summary>
    /// <param name="fit">The fit.</param>
    /// <param name="options">The options; defaults if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static PredictionTable Predict(this RemlFit fit, PredictionOptions? options = null) => new Predictor(fit).Predict(options);

    /// <summary>
    /// Predicts the rows of a table; see <see cref="Predictor.Predict(Table, PredictionOptions?)"/>. For several predictions make one <see cref="Predictor"/>.
    /// </summary>
    /// <param name="fit">The fit.</param>
    /// <param name="table">The rows.</param>
    /// <param name="options">The options; defaults if null.</param>
    /// <exception cref="ModelException">A column that the model needs is not there, or a value is not finite; all diagnostics are in it.</exception>
    /// <exception cref="ArgumentException">A column is of another kind than in the model's data, a predictor has a level that they did not have, or the options
    /// refuse a row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static PredictionTable Predict(this RemlFit fit, Table table, PredictionOptions? options = null) => new Predictor(fit).Predict(table, options);
}
