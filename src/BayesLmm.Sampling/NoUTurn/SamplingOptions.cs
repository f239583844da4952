using BayesLmm.Numerics;
using BayesLmm.Numerics.Collections;

namespace BayesLmm.Sampling;

/// <summary>How to sample. Immutable; checked as a whole by <see cref="Validate"/>, which the sampler calls once.</summary>
public sealed record SamplingOptions
{
    /// <summary>The largest dimension for which <see cref="MetricKind.Auto"/> is dense.</summary>
    public const int LargestDenseDimension = 50;

    /// <summary>The largest dimension for which <see cref="StartKind.Auto"/> looks for the mode.</summary>
    public const int LargestModeDimension = 200;

    /// <summary>The warm-up when chains start around the mode and <see cref="Warmup"/> is null.</summary>
    public const int WarmupFromMode = 400;

    /// <summary>The warm-up when chains start at random and <see cref="Warmup"/> is null.</summary>
    public const int WarmupFromRandom = 1000;

    /// <summary>The number of chains, at least 1; convergence can be judged from 4 on. Default 4.</summary>
    public int Chains { get; init; } = 4;

    /// <summary>The number of kept draws a chain, at least 1. Default 1000.</summary>
    public int Draws { get; init; } = 1000;

    /// <summary>
    /// The number of warm-up iterations a chain, at least 0. Null (the default) means 400 when the chains start around the mode with its
    /// curvature for a metric, and 1000 when they start at random.
    /// </summary>
    public int? Warmup { get; init; }

    /// <summary>The seed; one seed gives the same draws on one machine whatever the number of threads. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The acceptance statistic δ that the step size is adapted to, in (0, 1). Higher is slower and follows sharper curvature. Default 0.8.</summary>
    public double TargetAcceptance { get; init; } = 0.8;

    /// <summary>The most doublings of a trajectory, 1 … 20: at most 2^depth − 1 gradients a draw. Default 10.</summary>
    public int MaxTreeDepth { get; init; } = 10;

    /// <summary>The kind of metric. Default <see cref="MetricKind.Auto"/>.</summary>
    public MetricKind Metric { get; init; } = MetricKind.Auto;

    /// <summary>Where chains begin. Default <see cref="StartKind.Auto"/>.</summary>
    public StartKind Start { get; init; } = StartKind.Auto;

    /// <summary>The most threads that chains run on; 0 (the default) means one for each processor.</summary>
    public int MaxThreads { get; init; }

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it, its value and its range.</exception>
    public void Validate()
    {
        OptionRanges options = new(option => $"The sampling option {option}");
        options.RequireAtLeast(Chains, 1);
        options.RequireAtLeast(Draws, 1);
        options.Require(Warmup is null or >= 0, Warmup, "null or at least 0");
        options.Require(TargetAcceptance is > 0 and < 1, TargetAcceptance, "above 0 and below 1");
        options.Require(MaxTreeDepth is >= 1 and <= 20, MaxTreeDepth, "from 1 to 20");
        options.RequireDefined(Metric);
        options.RequireDefined(Start);
        options.RequireThreads(MaxThreads);
    }
}
