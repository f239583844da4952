using BayesLmm.Sampling.Metrics;

namespace BayesLmm.Sampling.NoUTurn;

/// <summary>How one chain was run: what warm-up adapted it to, and what it cost.</summary>
/// <param name="Chain">The chain's number, counted from 0; its random stream is a function of it and the seed.</param>
/// <param name="StepSize">The step size ε that the kept draws were made with.</param>
/// <param name="Metric">The metric that the kept draws were made with.</param>
/// <param name="WarmupIterations">The number of warm-up iterations.</param>
/// <param name="WarmupDivergences">The number of divergences during warm-up, where they do not matter.</param>
/// <param name="WarmupLeapfrogs">The number of gradients that warm-up took.</param>
/// <param name="WarmupTime">The time that this chain's warm-up ran for.</param>
/// <param name="SamplingTime">The time that its kept draws took.</param>
internal sealed record ChainReport(
    int Chain,
    double StepSize,
    EuclideanMetric Metric,
    int WarmupIterations,
    int WarmupDivergences,
    long WarmupLeapfrogs,
    TimeSpan WarmupTime,
    TimeSpan SamplingTime);
