using System.Numerics.Tensors;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using MathNet.Numerics;

namespace BayesLmm.Families;

/// <summary>Poisson rows of mean w e^η.</summary>
internal sealed class PoissonRows : DiscreteRows
{
    /// <inheritdoc/>
    public override void LogDensities(
        double response, double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> logDensities)
    {
        bool isPossible = response >= 0 && response == Math.Floor(response);
        double constant = isPossible ? LinkMath.LogFactorial(response) : 0, offset = Math.Log(weight);
        for (int s = 0; s < predictor.Length; s++)
        {
            double eta = predictor[s] + offset;
            logDensities[s] = isPossible ? (response == 0 ? 0 : response * eta) - Math.Exp(eta) - constant : double.NegativeInfinity;
        }
    }

    /// <summary>Q(y + 1, μ), the regularized upper incomplete gamma function.</summary>
    /// <inheritdoc/>
    public override void Probabilities(
        double response, double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> probabilities)
    {
        double y = Math.Floor(response);
        for (int s = 0; s < predictor.Length; s++)
        {
            double mean = weight * Math.Exp(predictor[s]);
            probabilities[s] = double.IsNaN(mean) ? double.NaN
                : y < 0 ? 0
                : mean == 0 ? 1
                : double.IsPositiveInfinity(mean) ? 0
                : SpecialFunctions.GammaUpperRegularized(y + 1, mean);
        }
    }

    /// <inheritdoc/>
    public override void Simulate(
        double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, RandomStream random, Span<double> responses)
    {
        for (int s = 0; s < predictor.Length; s++)
        {
            responses[s] = Poisson(weight * Math.Exp(predictor[s]), random);
        }
    }

    /// <inheritdoc/>
    public override void Means(double weight, Span<double> predictor, IReadOnlyList<double[]> parameters)
    {
        TensorPrimitives.Exp(predictor, predictor);
        TensorPrimitives.Multiply(predictor, weight, predictor);
    }

    /// <summary>log(1 + 1/μ).</summary>
    /// <inheritdoc/>
    public override void LatentVariances(ReadOnlySpan<double> means, IReadOnlyList<double[]> parameters, Span<double> variances)
    {
        for (int s = 0; s < means.Length; s++)
        {
            variances[s] = NearOne.LogOnePlus(1 / means[s]);
        }
    }

    /// <inheritdoc/>
    public override void Variances(double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> variances)
    {
        TensorPrimitives.Exp(predictor, variances);
        TensorPrimitives.Multiply(variances, weight, variances);
    }
}
