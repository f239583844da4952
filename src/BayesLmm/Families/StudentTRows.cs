using System.Numerics.Tensors;
using BayesLmm.Distributions;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using MathNet.Numerics;

namespace BayesLmm.Families;

/// <summary>Rows with Student's t distribution around η, scale σ/√w and ν degrees of freedom.</summary>
internal sealed class StudentTRows : RowDistribution
{
    private const int Sigma = 0, Nu = 1;

    /// <inheritdoc/>
    public override void LogDensities(
        double response, double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> logDensities)
    {
        ReadOnlySpan<double> sigma = parameters[Sigma], nu = parameters[Nu];
        double root = Math.Sqrt(weight), constant = 0.5 * Math.Log(weight);
        for (int s = 0; s < predictor.Length; s++)
        {
            double e = root * (response - predictor[s]) / sigma[s];
            logDensities[s] = constant + StudentNormalizer.Log(nu[s]) - Math.Log(sigma[s]) - (0.5 * (nu[s] + 1) * NearOne.LogOnePlus(e * e / nu[s]));
        }
    }

    /// <inheritdoc/>
    public override void Probabilities(
        double response, double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> probabilities)
    {
        ReadOnlySpan<double> sigma = parameters[Sigma], nu = parameters[Nu];
        double root = Math.Sqrt(weight);
        for (int s = 0; s < predictor.Length; s++)
        {
            double e = root * (response - predictor[s]) / sigma[s];
            double tail = 0.5 * SpecialFunctions.BetaRegularized(nu[s] / 2, 0.5, nu[s] / (nu[s] + (e * e)));
            probabilities[s] = e > 0 ? 1 - tail : tail;
        }
    }

    /// <summary>A normal number divided by the root of a chi-squared one over ν, so that every draw takes the same kind of numbers.</summary>
    /// <inheritdoc/>
    public override void Simulate(
        double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, RandomStream random, Span<double> responses)
    {
        ReadOnlySpan<double> sigma = parameters[Sigma], nu = parameters[Nu];
        double inverseRoot = 1 / Math.Sqrt(weight);
        for (int s = 0; s < predictor.Length; s++)
        {
            double precision = random.NextGamma(nu[s] / 2) / (nu[s] / 2);
            responses[s] = predictor[s] + (inverseRoot * sigma[s] * random.NextNormal() / Math.Sqrt(precision));
        }
    }

    /// <inheritdoc/>
    public override void Means(double weight, Span<double> predictor, IReadOnlyList<double[]> parameters)
    {
    }

    /// <summary>σ/√w, the scale of the t distribution.</summary>
    /// <inheritdoc/>
    public override void Scales(double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> scales) =>
        TensorPrimitives.Divide(parameters[Sigma].AsSpan(0, predictor.Length), Math.Sqrt(weight), scales);

    /// <inheritdoc/>
    public override void Variances(double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> variances)
    {
        ReadOnlySpan<double> sigma = parameters[Sigma], nu = parameters[Nu];
        for (int s = 0; s < predictor.Length; s++)
        {
            variances[s] = nu[s] > 2 ? sigma[s] * sigma[s] / weight * nu[s] / (nu[s] - 2) : double.PositiveInfinity;
        }
    }
}
