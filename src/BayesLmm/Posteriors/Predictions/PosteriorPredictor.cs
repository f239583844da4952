using BayesLmm.Design;
using BayesLmm.Estimation.Predictions;
using BayesLmm.Families;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Rows;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.Predictions;

/// <summary>Predicts rows from a posterior, one row at a time and all draws together, so that memory does not grow with rows × draws.</summary>
internal static class PosteriorPredictor
{
    /// <summary>Random streams from here on are of observations, one a row of the table; below are those of new levels.</summary>
    private const ulong FirstObservation = 1UL << 40;

    /// <summary>Rows that a thread takes at a time.</summary>
    private const int RowsAtATime = 64;

    /// <summary>Predicts the rows that the model was fitted to.</summary>
    public static PosteriorPredictions Predict(
        Posterior posterior, PosteriorPredictionOptions options, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        options.Validate();
        return Predict(posterior, PredictionDesign.OfTraining(posterior.Model.TableName, posterior.Model.Design), options, progress, cancellationToken);
    }

    /// <summary>Predicts the rows of a table.</summary>
    public static PosteriorPredictions Predict(
        Posterior posterior, Table table, PosteriorPredictionOptions options, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        options.Validate();
        BoundModel model = posterior.Model;
        PredictionDesign design = PredictionDesignBuilder.Build(
            model.Specification, model.Design, table, withGroups: options.Groups == PredictionGroups.Known);
        PredictionRules.Require(design, model, options.MissingValues, options.NewLevels);
        return Predict(posterior, design, options, progress, cancellationToken);
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
            rows.Count, 1, options.Threads, null, cancellationToken, () => new Worker(predictor.Another(), draws, design, options, seed),
            (worker, i) => predictions[i] = worker.Predict(rows[i]));
        return predictions;
    }

    /// <summary>The random numbers of new observations in the place of a row.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="tableRow">The row of the table.</param>
    public static RandomStream StreamOf(ulong seed, int tableRow) => new(seed, FirstObservation + (ulong)tableRow);

    private static PosteriorPredictions Predict(
        Posterior posterior, PredictionDesign design, PosteriorPredictionOptions options, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        BoundModel model = posterior.Model;
        HashSet<int> undetermined = [.. design.Undetermined.Select(row => row.Row)];
        PosteriorPrediction?[] rows = new PosteriorPrediction?[design.RowCount];
        KeptDraws draws = new(posterior);
        ulong seed = options.Seed ?? posterior.Options.Seed;
        RowPredictor predictor = new(model, draws, design, options.Groups, seed);
        RowBlocks.ForEach(
            design.RowCount, RowsAtATime, options.Threads, progress, cancellationToken,
            () => new Worker(predictor.Another(), draws, design, options, seed),
            (worker, row) => rows[row] = undetermined.Contains(row) ? null : worker.Predict(row));
        return new PosteriorPredictions(options, rows.OfType<PosteriorPrediction>().ToEquatableArray())
        {
            Undetermined = PredictionRules.Undetermined(design),
            Missing = PredictionRules.Missing(design),
            MissingWeightColumns = design.MissingWeightColumns,
            NewLevels = PredictionRules.NewLevels(design, model),
            Warnings = design.Warnings,
        };
    }

    /// <summary>Predicts rows with memory of its own.</summary>
    private sealed class Worker(RowPredictor predictor, KeptDraws draws, PredictionDesign design, PosteriorPredictionOptions options, ulong seed)
    {
        private readonly RowDistribution family = predictor.Model.Family.Rows;
        private readonly ValueSummarizer summarizer = new(draws.Count, options.Probabilities, options.Draws);
        private readonly double[] expected = new double[draws.Count];
        private readonly double[] observed = new double[draws.Count];

        public PosteriorPrediction Predict(int row)
        {
            int tableRow = design.TableRows[row];
            predictor.Compute(row, expected);
            PredictedValue? observation = null;
            if (options.Scale == PredictedScale.Link)
            {
                return new PosteriorPrediction(tableRow + 1, summarizer.Summarize(expected), null);
            }

            if (design.WeightsAreKnown)
            {
                RandomStream random = StreamOf(seed, tableRow);
                family.Simulate(design.Weights?[row] ?? 1, expected, draws.FamilyParameters, random, observed);
                observation = summarizer.Summarize(observed);
            }

            family.Means(design.Weights?[row] ?? 1, expected, draws.FamilyParameters);
            return new PosteriorPrediction(tableRow + 1, summarizer.Summarize(expected), observation);
        }
    }
}
