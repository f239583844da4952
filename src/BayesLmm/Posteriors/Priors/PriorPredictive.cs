using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>
/// The distribution of something observable before the data, over tables drawn from priors and likelihood, beside the observed one (Gabry et al. 2019).
/// </summary>
/// <param name="Name"><c>response</c>, or <c>mean(Subject)</c> for the means of the response in the levels of a grouping factor.</param>
/// <param name="Quantiles">The quantiles at <see cref="Probabilities"/> of all simulated values.</param>
/// <param name="Observed">The same quantiles of the observed values, in the same rows.</param>
/// <param name="LeftOut">Parameters whose priors are flat, so that values were simulated without their terms.</param>
public sealed record PriorPredictive(string Name, EquatableArray<double> Quantiles, EquatableArray<double> Observed, EquatableArray<string> LeftOut)
{
    /// <summary>The probabilities of the quantiles.</summary>
    public static EquatableArray<double> Probabilities { get; } = [0.05, 0.25, 0.5, 0.75, 0.95];
}
