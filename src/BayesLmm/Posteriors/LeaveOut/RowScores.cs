using System.Numerics.Tensors;
using BayesLmm.Families;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Rows;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Posteriors.LeaveOut;

/// <summary>
/// PSIS-LOO and WAIC row by row: what is kept of a row is a few numbers, so that the memory does not depend on rows times draws. Rows are independent of each
/// other; the number of threads changes nothing.
/// </summary>
internal static class RowScores
{
    private const int RowsAtATime = 16;

    /// <summary>Computes rows.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="only">Which rows of the design; null for all.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static LeftOutRow[] Compute(Posterior posterior, IReadOnlyList<int>? only, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        BoundModel model = posterior.Model;
        KeptDraws draws = new(posterior);
        RowPredictor predictor = RowPredictor.OfTraining(model, draws);
        LeftOutRow[] rows = new LeftOutRow[only?.Count ?? predictor.RowCount];
        RowBlocks.ForEach(
            rows.Length, RowsAtATime, posterior.Options.Threads, progress, cancellationToken, () => new Worker(posterior, draws, predictor.Another()),
            (worker, i) => rows[i] = worker.Score(only?[i] ?? i));
        return rows;
    }

    /// <summary>One thread's memory.</summary>
    private sealed class Worker(Posterior posterior, KeptDraws draws, RowPredictor predictor)
    {
        private readonly BoundModel model = posterior.Model;
        private readonly RowDistribution distribution = posterior.Model.Family.Rows;
        private readonly double[] eta = new double[draws.Count];
        private readonly double[] logDensities = new double[draws.Count];
        private readonly double[] weights = new double[draws.Count];

        public LeftOutRow Score(int row)
        {
            double response = model.Response[row], weight = model.Design.WeightOf(row);
            predictor.Compute(row, eta);
            distribution.LogDensities(response, weight, eta, draws.FamilyParameters, logDensities);
            double efficiency = PsisScore.RelativeEfficiency(logDensities, posterior.Draws.Origin, posterior.Draws, posterior.GroupEffectThinning);
            PsisScore score = PsisScore.Of(logDensities, efficiency, weights);
            double spread = PotentialScaleReduction.SampleVariance(logDensities, TensorPrimitives.Average<double>(logDensities));
            ResponsePlaces.Compute(model, row, posterior.Options.Seed, eta, draws.FamilyParameters, eta);
            return new LeftOutRow(
                model.Design.TableRows[row] + 1, score.Elpd, score.MonteCarloError, score.LogPredictive, score.ParetoK, score.LogPredictive - spread,
                Math.Clamp(TensorPrimitives.Dot<double>(weights, eta), 0, 1));
        }
    }
}
