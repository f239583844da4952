using BayesLmm.Design;
using BayesLmm.Families;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Rows;

namespace BayesLmm.Posteriors.Predictions;

/// <summary>Predicts rows with memory of its own.</summary>
internal sealed class PredictionWorker(RowPredictor predictor, KeptDraws draws, PredictionDesign design, PosteriorPredictionOptions options, ulong seed)
{
    /// <summary>Random streams from here on are of observations, one a row of the table; below are those of new levels.</summary>
    private const ulong FirstObservation = 1UL << 40;

    private readonly RowDistribution family = predictor.Model.Family.Rows;
    private readonly ValueSummarizer summarizer = new(draws.Count, options.Probabilities, options.Draws);
    private readonly double[] expected = new double[draws.Count];
    private readonly double[] observed = new double[draws.Count];

    /// <summary>The random numbers of new observations in the place of a row.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="tableRow">The row of the table.</param>
    public static RandomStream StreamOf(ulong seed, int tableRow) => new(seed, FirstObservation + (ulong)tableRow);

    /// <summary>Predicts a row of the design.</summary>
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
