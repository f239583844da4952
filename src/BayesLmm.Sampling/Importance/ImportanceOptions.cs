using BayesLmm.Numerics;

namespace BayesLmm.Sampling;

/// <summary>The family of distributions that importance sampling proposes from.</summary>
public enum ProposalKind
{
    /// <summary>Multivariate normal. Its tails are light: weights have no variance where the target's are heavier.</summary>
    Normal,

    /// <summary>Multivariate t.</summary>
    StudentT,

    /// <summary>Normal with a scale of its own for each half of each principal axis (Geweke 1989; Villani &amp; Larsson 2006).</summary>
    SplitNormal,

    /// <summary>The same with the tails of a multivariate t: follows skewness and bounds the weights of all but heavy tails.</summary>
    SplitStudentT,
}

/// <summary>How to sample by importance. Immutable; checked as a whole by <see cref="Validate"/>, which the sampler calls once.</summary>
public sealed record ImportanceOptions
{
    /// <summary>
    /// The number of weighted draws per effective draw if <see cref="MaxProposals"/> is null: an efficiency of a tenth is accepted.
    /// </summary>
    public const int ProposalsPerEffective = 10;

    /// <summary>The number of chains that resampled draws are arranged in, at least 1. Default 4.</summary>
    public int Chains { get; init; } = 4;

    /// <summary>The number of resampled draws a chain, at least 1. Default 1000.</summary>
    public int Draws { get; init; } = 1000;

    /// <summary>
    /// The effective sample size at which drawing ends, at least 1: the smallest of Kish's (1/Σw²) and of those of the coordinates' means. Default 1000.
    /// </summary>
    public int EffectiveSize { get; init; } = 1000;

    /// <summary>The most weighted draws, at least 1, without those of adaptation; null (the default) for ten times <see cref="EffectiveSize"/>.</summary>
    public int? MaxProposals { get; init; }

    /// <summary>The family of proposals. Default <see cref="ProposalKind.SplitStudentT"/>.</summary>
    public ProposalKind Proposal { get; init; } = ProposalKind.SplitStudentT;

    /// <summary>Degrees of freedom ν of t proposals, above 2. Default 8.</summary>
    public double DegreesOfFreedom { get; init; } = 8;

    /// <summary>The number of times that the proposal is fitted to weighted draws, which are then discarded, 0 … 5. Default 2.</summary>
    public int AdaptationRounds { get; init; } = 2;

    /// <summary>The seed; one seed gives the same draws on one machine whatever the number of threads. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The most threads that evaluate the density; 0 (the default) means one for each processor.</summary>
    public int MaxThreads { get; init; }

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it, its value and its range.</exception>
    public void Validate()
    {
        OptionRanges options = new(option => $"The importance sampling option {option}");
        options.RequireAtLeast(Chains, 1);
        options.RequireAtLeast(Draws, 1);
        options.RequireAtLeast(EffectiveSize, 1);
        options.Require(MaxProposals is null or >= 1, MaxProposals, "null or at least 1");
        options.RequireDefined(Proposal);
        options.Require(DegreesOfFreedom > 2 && double.IsFinite(DegreesOfFreedom), DegreesOfFreedom, "above 2 and finite");
        options.Require(AdaptationRounds is >= 0 and <= 5, AdaptationRounds, "from 0 to 5");
        options.RequireThreads(MaxThreads);
    }
}
