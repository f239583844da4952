namespace BayesLmm.Families;

/// <summary>The density of rows that has no parameters besides the mean.</summary>
internal abstract class MeanDensity : CountDensity
{
    /// <inheritdoc/>
    public sealed override double Evaluate(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> byPredictor,
        Span<double> byParameters) => Evaluate(response, weights, predictor, byPredictor, curvature: []);

    /// <inheritdoc/>
    public sealed override double EvaluateCurvature(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> byPredictor,
        Span<double> curvature) => Evaluate(response, weights, predictor, byPredictor, curvature);

    /// <inheritdoc/>
    public sealed override void ByParameter(
        int parameter,
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> value,
        Span<double> score,
        Span<double> curvature) =>
        throw new ArgumentOutOfRangeException(nameof(parameter), parameter, "The family has no parameters besides the mean.");

    /// <summary>The value with both derivatives, in one pass.</summary>
    /// <param name="response">y.</param>
    /// <param name="weights">w, or empty.</param>
    /// <param name="predictor">η.</param>
    /// <param name="byPredictor">Receives ∂ log p/∂η.</param>
    /// <param name="curvature">Receives −∂² log p/∂η²; empty where it is not asked for.</param>
    private protected abstract double Evaluate(
        ReadOnlySpan<double> response, ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, Span<double> byPredictor, Span<double> curvature);
}
