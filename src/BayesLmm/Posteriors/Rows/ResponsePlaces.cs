using System.Buffers;
using System.Numerics.Tensors;
using BayesLmm.Families;
using BayesLmm.Numerics;

namespace BayesLmm.Posteriors.Rows;

/// <summary>
/// Where a row's response lies in its distribution, from 0 to 1: P(Y ≤ y) of a continuous response. Of a discrete one a point of the step at y,
/// P(Y &lt; y) + u P(Y = y) with u uniform, so that places are uniform under the model (Dunn &amp; Smyth 1996); u is a function of seed and row.
/// </summary>
internal static class ResponsePlaces
{
    private const ulong FirstRow = 1UL << 43;

    /// <summary>Computes the places at every draw.</summary>
    /// <param name="model">The model.</param>
    /// <param name="row">Which row of the design.</param>
    /// <param name="seed">The posterior's seed.</param>
    /// <param name="predictor">η at every draw.</param>
    /// <param name="parameters">The family's parameters at every draw.</param>
    /// <param name="places">Receives a number a draw; may be <paramref name="predictor"/>.</param>
    public static void Compute(
        BoundModel model, int row, ulong seed, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> places)
    {
        RowDistribution family = model.Family.Rows;
        double response = model.Response[row], weight = model.Design.WeightOf(row);
        if (!model.Family.IsDiscrete)
        {
            family.Probabilities(response, weight, predictor, parameters, places);
            return;
        }

        double[] memory = ArrayPool<double>.Shared.Rent(predictor.Length);
        Span<double> lower = memory.AsSpan(0, predictor.Length);
        family.LowerProbabilities(response, weight, predictor, parameters, lower);
        family.Probabilities(response, weight, predictor, parameters, places);
        double u = new RandomStream(seed, FirstRow + (ulong)model.Design.TableRows[row]).NextUniform();
        TensorPrimitives.Subtract(places, lower, places);
        TensorPrimitives.MultiplyAdd(places, u, lower, places);
        ArrayPool<double>.Shared.Return(memory);
    }
}
