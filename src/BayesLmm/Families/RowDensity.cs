using BayesLmm.Distributions;

namespace BayesLmm.Families;

/// <summary>
/// The density of a response's rows given their linear predictors η and the family's parameters θ, which stand in the order of <see
/// cref="Family.Parameters"/>. Stateless; all spans of rows are of one length.
/// </summary>
/// <remarks>
/// A row has a size w beside its response y: of location families the weight, the scale of a row being σ/√w; of a binomial the number of trials; of families of
/// counts and of 0/1 responses the number of equal rows that one row stands for. Then y is their sum, or in a negative binomial the value of each of them.
/// </remarks>
internal abstract class RowDensity
{
    /// <summary>
    /// Σ log p(y_i | η_i, θ), in one pass over the rows and without allocation, less <see cref="LogConstant"/>, which depends on neither η nor θ.
    /// </summary>
    /// <param name="response">y, n numbers.</param>
    /// <param name="weights">w, n numbers; empty where all are 1.</param>
    /// <param name="predictor">η, n numbers.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="byPredictor">Receives ∂/∂η, n numbers.</param>
    /// <param name="byParameters">Receives for each parameter ∂/∂ log θ where <see cref="FamilyParameter.ByLogarithm"/> says so, otherwise ∂/∂θ.</param>
    public abstract double Evaluate(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> byPredictor,
        Span<double> byParameters);

    /// <summary>The same value with the rows' observed information about η.</summary>
    /// <param name="response">y.</param>
    /// <param name="weights">w, or empty.</param>
    /// <param name="predictor">η.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="byPredictor">Receives ∂ log p/∂η.</param>
    /// <param name="curvature">Receives −∂² log p/∂η²; negative values occur only where <see cref="IsLogConcave"/> is false.</param>
    public abstract double EvaluateCurvature(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> byPredictor,
        Span<double> curvature);

    /// <summary>The derivatives of the observed information by η.</summary>
    /// <param name="response">y.</param>
    /// <param name="weights">w, or empty.</param>
    /// <param name="predictor">η.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="slopes">Receives −∂³ log p/∂η³.</param>
    public abstract void CurvatureSlopes(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> slopes);

    /// <summary>The expected information about η, over the responses that η makes likely: that of penalized iteratively reweighted least squares.</summary>
    /// <param name="weights">w, or empty.</param>
    /// <param name="predictor">η.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="curvature">Receives E(−∂² log p/∂η²).</param>
    /// <param name="slopes">Receives its derivative by η.</param>
    public abstract void ExpectedCurvature(
        ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, ReadOnlySpan<double> parameters, Span<double> curvature, Span<double> slopes);

    /// <summary>
    /// The derivatives by one of the family's parameters, by its logarithm where <see cref="FamilyParameter.ByLogarithm"/> says so, of a row's log density and
    /// of its derivatives by η.
    /// </summary>
    /// <param name="parameter">Which parameter.</param>
    /// <param name="response">y.</param>
    /// <param name="weights">w, or empty.</param>
    /// <param name="predictor">η.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="value">Receives ∂ log p/∂θ.</param>
    /// <param name="score">Receives ∂² log p/∂η∂θ.</param>
    /// <param name="curvature">Receives −∂³ log p/∂η²∂θ.</param>
    public abstract void ByParameter(
        int parameter,
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> value,
        Span<double> score,
        Span<double> curvature);

    /// <summary>Σ_i log p(y_i | η_im, θ) at several predictors of every row, less <see cref="LogConstant"/>.</summary>
    /// <param name="response">y, n numbers.</param>
    /// <param name="weights">w, or empty.</param>
    /// <param name="predictors">η, n rows of M numbers.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="sums">Added to, M numbers.</param>
    public virtual void AddLogDensities(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictors,
        ReadOnlySpan<double> parameters,
        Span<double> sums)
    {
        int n = response.Length, count = sums.Length;
        double[] eta = new double[n], by = new double[n], byParameters = new double[parameters.Length];
        for (int m = 0; m < count; m++)
        {
            for (int i = 0; i < n; i++)
            {
                eta[i] = predictors[(i * count) + m];
            }

            sums[m] += Evaluate(response, weights, eta, parameters, by, byParameters);
        }
    }

    /// <summary>The part of Σ log p that depends on neither η nor θ.</summary>
    /// <param name="response">y.</param>
    /// <param name="weights">w, or empty.</param>
    public abstract double LogConstant(ReadOnlySpan<double> response, ReadOnlySpan<double> weights);

    /// <summary>Whether log p is concave in η for all y and θ.</summary>
    public abstract bool IsLogConcave { get; }

    /// <summary>A value of η under which y is likely, where a search may begin; y itself where η is the location of y.</summary>
    /// <param name="response">y.</param>
    /// <param name="weight">w.</param>
    public virtual double StartingPredictor(double response, double weight) => response;

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
    /// <param name="weights">w, n numbers, or empty.</param>
    /// <param name="predictor">η, n numbers.</param>
    /// <param name="scaleGuess">A guess of the scale that is not biased by the effects fitted to the rows.</param>
    /// <param name="priors">The parameters' priors; a parameter whose prior is constant keeps its value.</param>
    /// <param name="parameters">On entry rough values, on return better ones.</param>
    /// <returns>False where the rough values are good enough already.</returns>
    public virtual bool TryImprove(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        double scaleGuess,
        IReadOnlyList<Distribution> priors,
        Span<double> parameters) => false;
}
