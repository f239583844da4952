using System.Numerics.Tensors;
using BayesLmm.Numerics;

namespace BayesLmm.Families;

/// <summary>
/// The distribution of one row's response at many draws of its linear predictor η and of the family's parameters θ: what predictions, checks and
/// cross-validation need of a family. Stateless. Spans are of one length, a number a draw; θ is a list of such columns, in the order of
/// <see cref="Family.Parameters"/>. A row's weight w is as in <see cref="RowDensity"/>: of a location family its residual has the scale σ/√w, of a binomial w
/// is the number of trials; of other families it is 1.
/// </summary>
internal abstract class RowDistribution
{
    /// <summary>log p(y | η, θ) at every draw, all constants included.</summary>
    /// <param name="response">y.</param>
    /// <param name="weight">w.</param>
    /// <param name="predictor">η.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="logDensities">Receives a number a draw; may be <paramref name="predictor"/>.</param>
    public abstract void LogDensities(
        double response, double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> logDensities);

    /// <summary>P(Y ≤ y | η, θ) at every draw.</summary>
    /// <param name="response">y.</param>
    /// <param name="weight">w.</param>
    /// <param name="predictor">η.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="probabilities">Receives a number a draw; may be <paramref name="predictor"/>.</param>
    public abstract void Probabilities(
        double response, double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> probabilities);

    /// <summary>
    /// P(Y &lt; y | η, θ) at every draw: with <see cref="Probabilities"/> the step at y of a discrete distribution; the same of a continuous one.
    /// </summary>
    /// <param name="response">y.</param>
    /// <param name="weight">w.</param>
    /// <param name="predictor">η.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="probabilities">Receives a number a draw; may be <paramref name="predictor"/>.</param>
    public virtual void LowerProbabilities(
        double response, double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> probabilities) =>
        Probabilities(response, weight, predictor, parameters, probabilities);

    /// <summary>A new observation at every draw.</summary>
    /// <param name="weight">w.</param>
    /// <param name="predictor">η.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="random">The source of random numbers.</param>
    /// <param name="responses">Receives a number a draw; not <paramref name="predictor"/>.</param>
    public abstract void Simulate(
        double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, RandomStream random, Span<double> responses);

    /// <summary>E(Y | η, θ) at every draw, in place.</summary>
    /// <param name="weight">w; 1 for the probability of success of a binomial.</param>
    /// <param name="predictor">On entry η, on return the mean; NaN where it does not exist.</param>
    /// <param name="parameters">θ.</param>
    public abstract void Means(double weight, Span<double> predictor, IReadOnlyList<double[]> parameters);

    /// <summary>The scale of Y about its mean at every draw: the standard deviation, or where that may be infinite another measure of width.</summary>
    /// <param name="weight">w.</param>
    /// <param name="predictor">η.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="scales">Receives a number a draw.</param>
    public virtual void Scales(double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> scales)
    {
        Variances(weight, predictor, parameters, scales);
        TensorPrimitives.Sqrt(scales, scales);
    }

    /// <summary>
    /// The variance on the scale of η of a response whose mean is known, at every draw: what residuals are to the shares of variance (Nakagawa, Johnson &amp;
    /// Schielzeth 2017, table 1). That of the residuals of a location family; of the latent response of a binary one; the lognormal approximation of counts.
    /// </summary>
    /// <param name="means">E(Y) of a row of weight 1.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="variances">Receives a number a draw.</param>
    public virtual void LatentVariances(ReadOnlySpan<double> means, IReadOnlyList<double[]> parameters, Span<double> variances) =>
        Variances(1, means, parameters, variances);

    /// <summary>Var(Y | η, θ) at every draw; infinite where it does not exist.</summary>
    /// <param name="weight">w.</param>
    /// <param name="predictor">η.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="variances">Receives a number a draw.</param>
    public abstract void Variances(
        double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> variances);
}
