using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm;

/// <summary>
/// Draws from a model's priors, and what they imply for quantities that one can observe or judge by experience (Gabry et al. 2019, <i>Visualization in Bayesian
/// workflow</i>, §3). The data give the design only; the response is not used. Immutable.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Draws">Number of draws.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Parameters">The draws of every parameter that has a proper prior; the intercept is that at the predictors' means.</param>
/// <param name="FlatParameters">Parameters with flat priors, which imply nothing.</param>
/// <param name="Quantities">What the proper priors imply.</param>
/// <param name="NotComputed">Quantities that would be empty without the flat priors, each with the reason, as sentences.</param>
public sealed record PriorSimulation(
    BoundModel Model,
    int Draws,
    ulong Seed,
    IReadOnlyList<DrawColumn> Parameters,
    EquatableArray<string> FlatParameters,
    EquatableArray<ImpliedQuantity> Quantities,
    EquatableArray<string> NotComputed)
{
    /// <summary>
    /// What whole tables drawn from priors and likelihood look like beside the observed one; empty where sigma has a flat prior, so that there is no such
    /// table.
    /// </summary>
    public EquatableArray<PriorPredictive> Predictive { get; init; } = [];

    /// <summary>The probabilities of the quantiles that are reported.</summary>
    public static EquatableArray<double> Probabilities { get; } = [0.05, 0.5, 0.95];

    /// <summary>The quantiles of some draws at <see cref="Probabilities"/>.</summary>
    public static (double Lower, double Median, double Upper) Summarize(ReadOnlySpan<double> draws)
    {
        double[] sorted = draws.ToArray();
        Array.Sort(sorted);
        return (Quantiles.Of(sorted, Probabilities[0]), Quantiles.Of(sorted, Probabilities[1]), Quantiles.Of(sorted, Probabilities[2]));
    }
}
