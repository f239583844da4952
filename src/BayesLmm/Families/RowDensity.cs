using BayesLmm.Distributions;

namespace BayesLmm.Families;

/// <summary>
/// The density of a response's rows given their linear predictors η and the family's parameters θ, which stand in the order of <see
/// cref="Family.Parameters"/>. Stateless.
/// </summary>
internal abstract class RowDensity
{
    /// <summary>Σ log p(y_i | η_i, θ), in one pass over the rows and without allocation; without + ½ Σ log w, which is constant.</summary>
    /// <param name="response">y, n numbers.</param>
    /// <param name="rootWeights">√w, n numbers, the scale of a row being σ/√w; empty where every weight is 1.</param>
    /// <param name="predictor">η, n numbers.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="byPredictor">Receives ∂/∂η, n numbers.</param>
    /// <param name="byParameters">Receives for each parameter ∂/∂ log θ where it is a scale (<see cref="FamilyParameter.IsScale"/>), otherwise ∂/∂θ.</param>
    public abstract double Evaluate(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> rootWeights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> byPredictor,
        Span<double> byParameters);

    /// <summary>A value of η under which y is likely, where a search may begin; y itself where η is the location of y.</summary>
    public virtual double StartingPredictor(double response) => response;

    /// <summary>Whether the density can be computed at θ: a scale may be too near to 0 for double precision.</summary>
    public abstract bool IsComputableAt(ReadOnlySpan<double> parameters);

    /// <summary>1/σ² of a normal distribution that is as informative about η as a row of weight 1.</summary>
    /// <param name="response">y, n numbers.</param>
    /// <param name="parameters">θ.</param>
    public abstract double Information(ReadOnlySpan<double> response, ReadOnlySpan<double> parameters);

    /// <summary>
    /// Finds values of θ under which the rows are likely around predictors that were fitted to them: starting values, which affect speed but no result.
    /// </summary>
    /// <param name="response">y, n numbers.</param>
    /// <param name="rootWeights">√w, n numbers, or empty.</param>
    /// <param name="predictor">η, n numbers.</param>
    /// <param name="scaleGuess">A guess of the scale that is not biased by the effects fitted to the rows.</param>
    /// <param name="priors">The parameters' priors; a parameter whose prior is constant keeps its value.</param>
    /// <param name="parameters">On entry rough values, on return better ones.</param>
    /// <returns>False where the rough values are good enough already.</returns>
    public virtual bool TryImprove(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> rootWeights,
        ReadOnlySpan<double> predictor,
        double scaleGuess,
        IReadOnlyList<Distribution> priors,
        Span<double> parameters) => false;
}
