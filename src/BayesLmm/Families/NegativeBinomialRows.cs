using System.Numerics.Tensors;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using MathNet.Numerics;

namespace BayesLmm.Families;

/// <summary>Negative binomial rows of mean μ = e^η and variance μ + μ²/κ.</summary>
internal sealed class NegativeBinomialRows : DiscreteRows
{
    private const int Shape = 0;

    /// <inheritdoc/>
    public override void LogDensities(
        double response, double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> logDensities)
    {
        ReadOnlySpan<double> shape = parameters[Shape];
        bool isPossible = response >= 0 && response == Math.Floor(response);
        double constant = isPossible ? LinkMath.LogFactorial(response) : 0;
        for (int s = 0; s < predictor.Length; s++)
        {
            double eta = predictor[s], kappa = shape[s];
            logDensities[s] = isPossible
                ? RisingSum.Log(response, kappa) + (response == 0 ? 0 : response * eta)
                    - ((response + kappa) * LinkMath.Log1PExp(eta - Math.Log(kappa))) - constant
                : double.NegativeInfinity;
        }
    }

    /// <summary>I(κ/(κ + μ); κ, y + 1), the regularized incomplete beta function.</summary>
    /// <inheritdoc/>
    public override void Probabilities(
        double response, double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> probabilities)
    {
        ReadOnlySpan<double> shape = parameters[Shape];
        double y = Math.Floor(response);
        for (int s = 0; s < predictor.Length; s++)
        {
            double x = predictor[s] - Math.Log(shape[s]);
            probabilities[s] = double.IsNaN(x) ? double.NaN
                : y < 0 ? 0
                : y == 0 ? Math.Exp(-shape[s] * LinkMath.Log1PExp(x))
                : SpecialFunctions.BetaRegularized(shape[s], y + 1, LinkMath.Sigmoid(-x));
        }
    }

    /// <summary>A Poisson number whose mean is gamma of shape κ and mean μ.</summary>
    /// <inheritdoc/>
    public override void Simulate(
        double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, RandomStream random, Span<double> responses)
    {
        ReadOnlySpan<double> shape = parameters[Shape];
        for (int s = 0; s < predictor.Length; s++)
        {
            responses[s] = Poisson(Math.Exp(predictor[s]) * (random.NextGamma(shape[s]) / shape[s]), random);
        }
    }

    /// <inheritdoc/>
    public override void Means(double weight, Span<double> predictor, IReadOnlyList<double[]> parameters) => TensorPrimitives.Exp(predictor, predictor);

    /// <summary>log(1 + 1/μ + 1/κ).</summary>
    /// <inheritdoc/>
    public override void LatentVariances(ReadOnlySpan<double> means, IReadOnlyList<double[]> parameters, Span<double> variances)
    {
        ReadOnlySpan<double> shape = parameters[Shape];
        for (int s = 0; s < means.Length; s++)
        {
            variances[s] = NearOne.LogOnePlus((1 / means[s]) + (1 / shape[s]));
        }
    }

    /// <inheritdoc/>
    public override void Variances(double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> variances)
    {
        ReadOnlySpan<double> shape = parameters[Shape];
        for (int s = 0; s < predictor.Length; s++)
        {
            double mean = Math.Exp(predictor[s]);
            variances[s] = mean + (mean * mean / shape[s]);
        }
    }
}
