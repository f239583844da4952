using System.Numerics.Tensors;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using MathNet.Numerics;

namespace BayesLmm.Families;

/// <summary>Normal rows, y ~ N(η, σ²/w).</summary>
internal sealed class GaussianRows : RowDistribution
{
    private const int Sigma = 0;

    /// <inheritdoc/>
    public override void LogDensities(
        double response, double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> logDensities)
    {
        ReadOnlySpan<double> sigma = parameters[Sigma];
        double root = Math.Sqrt(weight), constant = (0.5 * Math.Log(weight)) - NormalConstants.HalfLog2Pi;
        for (int s = 0; s < predictor.Length; s++)
        {
            double e = root * (response - predictor[s]) / sigma[s];
            logDensities[s] = constant - Math.Log(sigma[s]) - (0.5 * e * e);
        }
    }

    /// <inheritdoc/>
    public override void Probabilities(
        double response, double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> probabilities)
    {
        ReadOnlySpan<double> sigma = parameters[Sigma];
        double scale = Math.Sqrt(weight / 2);
        for (int s = 0; s < predictor.Length; s++)
        {
            probabilities[s] = 0.5 * SpecialFunctions.Erfc(-scale * (response - predictor[s]) / sigma[s]);
        }
    }

    /// <inheritdoc/>
    public override void Simulate(
        double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, RandomStream random, Span<double> responses)
    {
        random.FillNormal(responses);
        TensorPrimitives.Multiply(responses, parameters[Sigma].AsSpan(0, predictor.Length), responses);
        TensorPrimitives.MultiplyAdd(responses, 1 / Math.Sqrt(weight), predictor, responses);
    }

    /// <inheritdoc/>
    public override void Means(double weight, Span<double> predictor, IReadOnlyList<double[]> parameters)
    {
    }

    /// <inheritdoc/>
    public override void Variances(double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> variances)
    {
        ReadOnlySpan<double> sigma = parameters[Sigma].AsSpan(0, predictor.Length);
        TensorPrimitives.Multiply(sigma, sigma, variances);
        TensorPrimitives.Divide(variances, weight, variances);
    }
}
