using BayesLmm.Design;
using BayesLmm.Estimation.Predictions;
using BayesLmm.Posteriors.Rows;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.Predictions;

/// <summary>Predicts rows from a posterior, one row at a time and all draws together, so that memory does not grow with rows × draws.</summary>
internal static class PosteriorPredictor
{
    /// <summary>Predicts the rows that the model was fitted to.</summary>
    public static PosteriorPredictions Predict(
        Posterior posterior, PosteriorPredictionOptions options, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        return Prepare(posterior, null, options).All(progress, cancellationToken);
    }

    /// <summary>Predicts the rows of a table.</summary>
    public static PosteriorPredictions Predict(
        Posterior posterior, Table table, PosteriorPredictionOptions options, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        return Prepare(posterior, table, options).All(progress, cancellationToken);
    }

    /// <summary>Prepares for the rows of a table, so that some can be predicted at a time.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="table">The table; null for the rows that the model was fitted to.</param>
    /// <param name="options">How to predict.</param>
    public static PredictableRows Prepare(Posterior posterior, Table? table, PosteriorPredictionOptions options)
    {
        options.Validate();
        BoundModel model = posterior.Model;
        if (table is null)
        {
            return new PredictableRows(posterior, PredictionDesign.OfTraining(model.TableName, model.Design), options);
        }

        PredictionDesign design = PredictionDesignBuilder.Build(
            model.Specification, model.Design, table, withGroups: options.Groups == PredictionGroups.Known);
        PredictionRules.Require(design, model, options.MissingValues, options.NewLevels);
        return new PredictableRows(posterior, design, options);
    }

    /// <summary>Predicts some of the rows that the model was fitted to, with the numbers that they have among all rows.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="rows">Which rows of the design.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static PosteriorPrediction[] PredictRows(
        Posterior posterior, IReadOnlyList<int> rows, PosteriorPredictionOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        PredictionDesign design = PredictionDesign.OfTraining(posterior.Model.TableName, posterior.Model.Design);
        KeptDraws draws = new(posterior);
        ulong seed = options.Seed ?? posterior.Options.Seed;
        RowPredictor predictor = new(posterior.Model, draws, design, options.Groups, seed);
        PosteriorPrediction[] predictions = new PosteriorPrediction[rows.Count];
        RowBlocks.ForEach(
            rows.Count, 1, options.Threads, null, cancellationToken, () => new PredictionWorker(predictor.Another(), draws, design, options, seed),
            (worker, i) => predictions[i] = worker.Predict(rows[i]));
        return predictions;
    }
}
