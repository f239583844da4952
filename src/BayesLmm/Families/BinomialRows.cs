using BayesLmm.Numerics;
using MathNet.Numerics;

namespace BayesLmm.Families;

/// <summary>Binomial rows, y successes in w trials.</summary>
/// <param name="link">The link of the probability.</param>
internal sealed class BinomialRows(BinomialLink link) : DiscreteRows
{
    /// <inheritdoc/>
    public override void LogDensities(
        double response, double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> logDensities)
    {
        double failures = weight - response;
        bool isPossible = response >= 0 && failures >= 0 && response == Math.Floor(response);
        double constant = isPossible ? LinkMath.LogChoose(weight, response) : 0;
        for (int s = 0; s < predictor.Length; s++)
        {
            double eta = predictor[s];
            logDensities[s] = isPossible
                ? constant + (response == 0 ? 0 : response * link.Success(eta).Value) + (failures == 0 ? 0 : failures * link.Failure(eta).Value)
                : double.NegativeInfinity;
        }
    }

    /// <summary>I(1 − p; w − y, y + 1), the regularized incomplete beta function.</summary>
    /// <inheritdoc/>
    public override void Probabilities(
        double response, double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> probabilities)
    {
        double y = Math.Floor(response);
        for (int s = 0; s < predictor.Length; s++)
        {
            double eta = predictor[s];
            probabilities[s] = double.IsNaN(eta) ? double.NaN
                : y < 0 ? 0
                : y >= weight ? 1
                : y == 0 ? Math.Exp(weight * link.Failure(eta).Value)
                : SpecialFunctions.BetaRegularized(weight - y, y + 1, Math.Exp(link.Failure(eta).Value));
        }
    }

    /// <inheritdoc/>
    public override void Simulate(
        double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, RandomStream random, Span<double> responses)
    {
        for (int s = 0; s < predictor.Length; s++)
        {
            responses[s] = Binomial(weight, link.Probability(predictor[s]), random);
        }
    }

    /// <inheritdoc/>
    public override void Means(double weight, Span<double> predictor, IReadOnlyList<double[]> parameters)
    {
        for (int s = 0; s < predictor.Length; s++)
        {
            predictor[s] = weight * link.Probability(predictor[s]);
        }
    }

    /// <summary>The variance of the latent response that exceeds 0 in a success.</summary>
    /// <inheritdoc/>
    public override void LatentVariances(ReadOnlySpan<double> means, IReadOnlyList<double[]> parameters, Span<double> variances)
    {
        for (int s = 0; s < means.Length; s++)
        {
            variances[s] = link.LatentVariance(means[s]);
        }
    }

    /// <inheritdoc/>
    public override void Variances(double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> variances)
    {
        for (int s = 0; s < predictor.Length; s++)
        {
            double eta = predictor[s];
            variances[s] = weight * link.Probability(eta) * Math.Exp(link.Failure(eta).Value);
        }
    }
}
