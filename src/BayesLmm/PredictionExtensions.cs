using BayesLmm.Numerics;
using BayesLmm.Posteriors.Predictions;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>Predictions from a posterior.</summary>
public static class PredictionExtensions
{
    /// <summary>Predicts the rows that the model was fitted to: their expected values and new observations of them.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="options">How; defaults if null.</param>
    /// <param name="progress">Receives the rows done, from the threads that do them.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static PosteriorPredictions Predict(
        this Posterior posterior, PosteriorPredictionOptions? options = null, IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        PosteriorPredictor.Predict(posterior, options ?? new(), progress, cancellationToken);

    /// <summary>
    /// Predicts the rows of a table. Its columns may be in any order, with others among them; the response is not needed. <c>let</c>, <c>factor</c> and
    /// <c>offset</c> statements hold as in the model, and functions such as <c>poly</c> and <c>scale</c> use what they remember of the model's data. Where the
    /// columns of <c>weights</c> or <c>known_se</c> are not there, expected values are predicted, but no observations.
    /// </summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="table">The rows.</param>
    /// <param name="options">How; defaults if null.</param>
    /// <param name="progress">Receives the rows done, from the threads that do them.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ModelException">A column that the model needs is not there, or a value is not finite; all diagnostics are in it.</exception>
    /// <exception cref="ArgumentException">A column is of another kind than in the model's data, a predictor has a level that they did not have, or the options
    /// refuse a row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static PosteriorPredictions Predict(
        this Posterior posterior, Table table, PosteriorPredictionOptions? options = null, IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        PosteriorPredictor.Predict(posterior, table, options ?? new(), progress, cancellationToken);

    /// <summary>The rows that the model was fitted to, with fitted values, residuals and leverages; see <see cref="FittedRow"/>.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="progress">Receives the rows done, from the threads that do them.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static EquatableArray<FittedRow> Augment(
        this Posterior posterior, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default) =>
        Augmenter.Augment(posterior, progress, cancellationToken);
}
