using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Families;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Rows;
using BayesLmm.Sampling;
using MathNet.Numerics.Distributions;

namespace BayesLmm.Posteriors.Predictions;

/// <summary>Computes <see cref="FittedRow"/>s, row by row.</summary>
internal static class Augmenter
{
    private const int RowsAtATime = 64;

    /// <summary>The rows of the fit.</summary>
    public static EquatableArray<FittedRow> Augment(Posterior posterior, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        BoundModel model = posterior.Model;
        KeptDraws draws = new(posterior);
        RowPredictor predictor = RowPredictor.OfTraining(model, draws);
        FittedRow[] rows = new FittedRow[model.Design.RowCount];
        RowBlocks.ForEach(
            rows.Length, RowsAtATime, posterior.Options.Threads, progress, cancellationToken,
            () => new Worker(predictor.Another(), draws, posterior.Options.Seed),
            (worker, row) => rows[row] = worker.Compute(row));
        return EquatableArray.Create<FittedRow>(rows);
    }

    private sealed class Worker(RowPredictor predictor, KeptDraws draws, ulong seed)
    {
        private readonly RowDistribution family = predictor.Model.Family.Rows;
        private readonly double[] expected = new double[draws.Count];
        private readonly double[] work = new double[draws.Count];

        public FittedRow Compute(int row)
        {
            ModelDesign design = predictor.Model.Design;
            double y = design.Response[row], weight = design.WeightOf(row);
            predictor.Compute(row, expected);
            family.Variances(weight, expected, draws.FamilyParameters, work);
            double variance = TensorPrimitives.Average<double>(work);
            ResponsePlaces.Compute(predictor.Model, row, seed, expected, draws.FamilyParameters, work);
            double quantile = Normal.InvCDF(0, 1, TensorPrimitives.Average<double>(work));
            family.Means(weight, expected, draws.FamilyParameters);
            double mean = TensorPrimitives.Average<double>(expected);
            TensorPrimitives.Subtract(expected, mean, work);
            double spread = TensorPrimitives.SumOfSquares<double>(work) / Math.Max(1, work.Length - 1);
            return new FittedRow(
                design.TableRows[row] + 1, y, mean, Math.Sqrt(spread), y - mean,
                double.IsFinite(variance) ? (y - mean) / Math.Sqrt(variance) : null,
                quantile, spread / variance);
        }
    }
}
