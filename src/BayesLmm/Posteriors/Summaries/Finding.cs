using BayesLmm.Equations;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.MessagePassing;

namespace BayesLmm;

/// <summary>
/// A fact that speaks against draws, or that their user must know, with its numbers. Its wording in a report, and the advice on it, are not decided here.
/// </summary>
/// <param name="IsProblem">Whether the draws should not be trusted because of it; otherwise it is a remark.</param>
public abstract record Finding(bool IsProblem)
{
    /// <summary>There is one chain only, so that convergence cannot be judged.</summary>
    public sealed record OneChain() : Finding(true);

    /// <summary>There are too few draws, or chains that never moved, so that convergence cannot be judged.</summary>
    public sealed record TooFewDraws() : Finding(true);

    /// <summary>The chains do not agree.</summary>
    /// <param name="RHat">The largest R̂.</param>
    /// <param name="MoreMaySuffice">Whether more draws are known to help; with a sampler that reports nothing about its transitions they may never be
    /// enough.</param>
    public sealed record ChainsDisagree(double RHat, bool MoreMaySuffice) : Finding(true);

    /// <summary>The draws are worth too few independent ones.</summary>
    /// <param name="Size">The smallest effective sample size.</param>
    /// <param name="Needed">What it should be.</param>
    /// <param name="MoreMaySuffice">As for <see cref="ChainsDisagree"/>.</param>
    public sealed record SmallSample(double Size, double Needed, bool MoreMaySuffice) : Finding(true);

    /// <summary>Transitions diverged.</summary>
    /// <param name="Count">How many.</param>
    public sealed record Divergent(int Count) : Finding(true);

    /// <summary>The sampler's momentum explores the energies too slowly.</summary>
    /// <param name="Fraction">The smallest energy fraction of missing information.</param>
    public sealed record LowEnergyFraction(double Fraction) : Finding(true);

    /// <summary>Importance weights cannot be relied on.</summary>
    /// <param name="ParetoShape">k̂, the shape of the weights' tail.</param>
    /// <param name="UsableShape">The shape below which so many weights can be relied on.</param>
    /// <param name="AfterMessagePassing">Whether the proposal is from message passing, so that there is one more exact engine to turn to.</param>
    public sealed record UnreliableWeights(double ParetoShape, double UsableShape, bool AfterMessagePassing) : Finding(true);

    /// <summary>Importance weights have a heavy tail, and can be used.</summary>
    /// <param name="ParetoShape">k̂, the shape of the weights' tail.</param>
    public sealed record HeavyWeights(double ParetoShape) : Finding(false);

    /// <summary>Message passing has not converged.</summary>
    /// <param name="Sweeps">The sweeps that were made.</param>
    public sealed record MessagesNotConverged(int Sweeps) : Finding(true);

    /// <summary>The draws are of an approximation that should have been refined and was not.</summary>
    /// <param name="Shortfall">Why.</param>
    internal sealed record NotRefined(Shortfall Shortfall) : Finding(true);

    /// <summary>The normal distribution of the variance parameters has not converged.</summary>
    /// <param name="Steps">The steps that were taken.</param>
    public sealed record NormalNotConverged(int Steps) : Finding(true);

    /// <summary>The draws are of an approximation.</summary>
    /// <param name="Stage">Which approximation.</param>
    /// <param name="IsRefinable">Whether a refinement makes them those of the exact posterior.</param>
    public sealed record Approximate(Refinement Stage, bool IsRefinable) : Finding(false);

    /// <summary>The linear response is not positive definite, and the variances of the approximation stand in for it.</summary>
    public sealed record IndefiniteResponse() : Finding(false);

    /// <summary>The likelihood does not determine some variance parameters: along their trade-offs their priors alone hold them.</summary>
    /// <param name="TradeOffs">Which, and what the likelihood depends on.</param>
    internal sealed record HeldByPriors(EquatableArray<VarianceTradeOff> TradeOffs) : Finding(false);

    /// <summary>The work was interrupted.</summary>
    /// <param name="Work">Which.</param>
    /// <param name="Done">How much of it was done: weighted draws, steps, sweeps, or draws of each chain.</param>
    internal sealed record Interrupted(InterruptedWork Work, int Done) : Finding(true);
}

/// <summary>What was interrupted.</summary>
internal enum InterruptedWork
{
    /// <summary>Drawing of chains; what is counted are draws of each.</summary>
    Chains,

    /// <summary>Importance sampling; what is counted are weighted draws.</summary>
    Weighting,

    /// <summary>Message passing; what is counted are sweeps.</summary>
    Messages,

    /// <summary>The refinement after message passing.</summary>
    Refinement,

    /// <summary>The fit of the collapsed approximation; what is counted are steps.</summary>
    NormalFit,
}
