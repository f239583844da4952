using BayesLmm.Posteriors;
using BayesLmm.Posteriors.Runs;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Origins;

namespace BayesLmm.Reports.Wording;

/// <summary>Which engine answered and why, in words.</summary>
internal static class EngineWording
{
    /// <summary>Why that engine answered.</summary>
    public static string Of(EngineReason reason) => reason switch
    {
        EngineReason.AskedFor => "It was asked for.",
        EngineReason.CheapDensity => "An evaluation of the density is cheap.",
        EngineReason.GoodWeights => "An evaluation of the density is expensive, and its weights are good.",
        EngineReason.ManyCoordinates many => $"There are {many.Coordinates} variance parameters, too many for importance sampling.",
        EngineReason.NothingToIntegrate nothing => $"{FamilyWording.With(nothing.Residuals)} nothing can be integrated out.",
        EngineReason.ImportanceFailed failed => $"Importance sampling was tried first: {failed.Failure}",
        EngineReason.ImportanceInsufficient tried => FormattableString.Invariant(
            $"Importance sampling was tried first and does not do well enough: Pareto k is {tried.ParetoShape:0.00} and the draws are worth {tried.Size:0}."),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "There are no words for this reason."),
    };

    /// <summary>Why there is no answer; names an engine that can answer if the refusal itself does not.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="able">An engine that can answer; null if none is to be named.</param>
    /// <param name="advice">The wording of engines' names.</param>
    public static string Of(Refusal refusal, string? able, AdviceWords advice) =>
        refusal switch
        {
            { Reason: RefusalReason.TooManyDraws, Alternatives: var engines } =>
                $"{refusal.Detail} Ask for fewer draws, or use {advice.Engine(engines[0])} or {string.Join(" or ", engines.Skip(1))}.",
            { Reason: RefusalReason.NotInThisBuild } or { Alternatives.Count: > 0 } => refusal.Detail,
            _ => able is null ? refusal.Detail : $"{refusal.Detail} Use {advice.Engine(able)}.",
        };

    /// <summary>The distribution of an answer's draws, with the number that measures their quality: a sentence without its full stop.</summary>
    public static string Stage(EngineAnswer answer)
    {
        ConvergenceReport convergence = answer.Posterior.Convergence;
        return (answer.Posterior.Draws.Origin, answer.Posterior.MessagePassing) switch
        {
            (Trajectories, _) => FormattableString.Invariant($"the exact posterior by Hamiltonian Monte Carlo, largest R-hat {convergence.LargestRHat:0.000}"),
            (MarkovChains, _) => FormattableString.Invariant($"the exact posterior by Gibbs sampling, largest R-hat {convergence.LargestRHat:0.000}"),
            ({ Weights: not null }, null) =>
                FormattableString.Invariant($"the exact posterior by importance sampling, Pareto k {convergence.ParetoShape:0.00}"),
            ({ Weights: not null }, _) =>
                FormattableString.Invariant($"message passing refined by importance sampling to the exact posterior, Pareto k {convergence.ParetoShape:0.00}"),
            (_, { Stage: Refinement.LinearResponse }) => "the linear response of message passing",
            (_, { Stage: Refinement.Collapsed }) => "the collapsed approximation after message passing",
            (_, not null) => "message passing, its approximation as it is",
            _ => $"the draws of the engine {answer.Posterior.Engine}",
        };
    }
}
