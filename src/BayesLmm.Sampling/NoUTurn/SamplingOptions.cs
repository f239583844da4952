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

    /// <summary>How Hamilton's equations are followed. Default <see cref="IntegratorKind.Leapfrog"/>.</summary>
    public IntegratorKind Integrator { get; init; } = IntegratorKind.Leapfrog;

    /// <summary>
    /// The largest step size that adaptation may choose, above 0. Null (the default) means 0.7 for the split integrator, whose path would turn around within a
    /// few long steps, which the No-U-Turn criterion then sees too late, and no limit for the leapfrog, which turns unstable before.
    /// </summary>
    public double? LargestStepSize { get; init; }

    /// <summary>
    /// By what part of itself the step size varies from transition to transition, at least 0 and below 1. Null (the default) means 0.1 for the split
    /// integrator, whose paths would otherwise return to where they were, and 0 for the leapfrog.
    /// </summary>
    public double? StepJitter { get; init; }

    /// <summary>The largest step size of the split integrator where none is given.</summary>
    internal const double LargestSplitStep = 0.7;

    /// <summary>The jitter of the split integrator where none is given.</summary>
    internal const double SplitJitter = 0.1;

    /// <summary>The largest step size, of the options or by default.</summary>
    internal double StepLimit => LargestStepSize ?? (Integrator == IntegratorKind.Split ? LargestSplitStep : 1e7);

    /// <summary>The jitter, of the options or by default.</summary>
    internal double Jitter => StepJitter ?? (Integrator == IntegratorKind.Split ? SplitJitter : 0);

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
        options.RequireDefined(Integrator);
        options.Require(LargestStepSize is null or > 0, LargestStepSize, "null or above 0");
        options.Require(StepJitter is null or (>= 0 and < 1), StepJitter, "null, or at least 0 and below 1");
        options.RequireThreads(MaxThreads);
    }
}
