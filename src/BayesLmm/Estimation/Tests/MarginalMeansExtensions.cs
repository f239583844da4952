namespace BayesLmm;

/// <summary>Estimated marginal means from the inference for a fit's fixed effects.</summary>
public static class MarginalMeansExtensions
{
    /// <summary>
    /// Estimated marginal means: the model's mean for each level of a factor, or each combination of levels of several, averaged with equal weights over the
    /// levels of the other factors, with numeric columns at their means over the data (Searle, Speed &amp; Milliken 1980). Transformations of a column are
    /// applied to its mean. An offset enters with its mean.
    /// </summary>
    /// <param name="inference">The tests of a fit.</param>
    /// <param name="factors">Factors among the fixed effects, by their names in the formula; none for the overall mean.</param>
    /// <exception cref="ArgumentException">The fixed effects have no such factor.</exception>
    /// <exception cref="InvalidOperationException">A numeric variable is computed from a factor, so that it has no value at a mean.</exception>
    public static MarginalMeans MarginalMeans(this FixedEffectInference inference, params IReadOnlyList<string> factors) =>
        new(inference, factors, FixedEffectInference.DefaultLevel);

    /// <summary>As <see cref="MarginalMeans(FixedEffectInference, IReadOnlyList{string})"/>, with intervals of another level.</summary>
    /// <param name="inference">The tests of a fit.</param>
    /// <param name="level">The intervals' level.</param>
    /// <param name="factors">Factors among the fixed effects.</param>
    public static MarginalMeans MarginalMeans(this FixedEffectInference inference, double level, params IReadOnlyList<string> factors) =>
        new(inference, factors, level);
}
