using BayesLmm.FactorGraphs.Gibbs;
using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>The priors of Gibbs sampling.</summary>
internal enum GibbsPriors
{
    /// <summary>
    /// The model's own. Where a prior has no conjugate form, single standard deviations and coefficients are drawn by the slice sampler; draws of blocks from
    /// the conditional distribution under the conjugate priors are proposals that a Metropolis step accepts or not.
    /// </summary>
    Model,

    /// <summary>The conjugate priors, whose posterior message passing approximates.</summary>
    Graph,
}

/// <summary>How to run Gibbs sampling. Immutable; checked as a whole by <see cref="Validate"/>.</summary>
public sealed record GibbsOptions
{
    /// <summary>The number of chains, at least 1. Default 4.</summary>
    public int Chains { get; init; } = 4;

    /// <summary>The number of kept draws a chain, at least 1. Default 1000.</summary>
    public int Draws { get; init; } = 1000;

    /// <summary>
    /// The sweeps of each chain before its first draw, at least 0. Default 500: chains start from the distributions of message passing, which are close to the
    /// posterior.
    /// </summary>
    public int Warmup { get; init; } = 500;

    /// <summary>The thinning k: every k-th sweep keeps a draw; at least 1. Default 10.</summary>
    public int Thinning { get; init; } = 10;

    /// <summary>The seed; one seed gives the same draws on one machine whatever the number of threads. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The most threads that chains run on; 0 (the default) means one for each processor.</summary>
    public int MaxThreads { get; init; }

    /// <summary>Which priors. Default <see cref="GibbsPriors.Model"/>.</summary>
    internal GibbsPriors Priors { get; init; }

    /// <summary>
    /// Whether the second half of a sweep is made, see <see cref="Interweaving"/>: without it the posterior is the same and chains are slower where a variance
    /// is near 0. For tests.
    /// </summary>
    internal bool Interweave { get; init; } = true;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it, its value and its range.</exception>
    public void Validate()
    {
        OptionRanges options = new(option => $"The option {option} of Gibbs sampling");
        options.RequireAtLeast(Chains, 1);
        options.RequireAtLeast(Draws, 1);
        options.RequireAtLeast(Warmup, 0);
        options.RequireAtLeast(Thinning, 1);
        options.RequireThreads(MaxThreads);
        options.RequireDefined(Priors);
    }
}
