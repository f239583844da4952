namespace BayesLmm.Sampling;

/// <summary>What a chain is doing.</summary>
public enum SamplingPhase
{
    /// <summary>It adapts the step size and the metric; its draws are thrown away.</summary>
    Warmup,

    /// <summary>Its draws are kept.</summary>
    Sampling,
}

/// <summary>
/// News of one chain. Reports come from the threads that the chains run on, one every 100 ms or so a chain, and one at the end of each phase.
/// </summary>
/// <param name="Chain">The chain, counted from 0.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="Iteration">The number of iterations done, warm-up included.</param>
/// <param name="TotalIterations">The number of iterations there will be.</param>
/// <param name="Divergences">The number of divergences among its kept draws so far.</param>
public readonly record struct SamplingProgress(int Chain, SamplingPhase Phase, int Iteration, int TotalIterations, int Divergences);
