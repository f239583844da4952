using System.Numerics.Tensors;
using BayesLmm.Numerics;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Posteriors.Predictions;

/// <summary>Summarises draws of predicted numbers, with memory of its own that it uses again and again. Not thread-safe.</summary>
/// <param name="count">The number of draws, S.</param>
/// <param name="probabilities">The probabilities of the quantiles.</param>
/// <param name="kept">How many draws a summary keeps.</param>
internal sealed class ValueSummarizer(int count, EquatableArray<double> probabilities, int kept)
{
    private readonly double[] scratch = new double[count];
    private readonly double[] quantiles = new double[probabilities.Count];

    /// <summary>Summarises draws.</summary>
    /// <param name="draws">S numbers, chain by chain; they are not changed.</param>
    public PredictedValue Summarize(ReadOnlySpan<double> draws)
    {
        double mean = TensorPrimitives.Average(draws);
        TensorPrimitives.Subtract(draws, mean, scratch);
        double sd = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(scratch) / Math.Max(1, draws.Length - 1));
        draws.CopyTo(scratch);
        Quantiles.OfUnsorted(scratch, probabilities.Span, quantiles);
        return new PredictedValue(mean, sd, EquatableArray.Create<double>(quantiles), Keep(draws));
    }

    private EquatableArray<double> Keep(ReadOnlySpan<double> draws)
    {
        if (kept == 0)
        {
            return [];
        }

        double[] values = new double[Math.Min(kept, draws.Length)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = draws[(int)((long)i * draws.Length / values.Length)];
        }

        return EquatableArray.Create<double>(values);
    }
}
