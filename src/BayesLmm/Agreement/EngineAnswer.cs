using BayesLmm.Posteriors;
using BayesLmm.Posteriors.MessagePassing;
using BayesLmm.Sampling;

namespace BayesLmm.Agreement;

/// <summary>One engine's answer in an <see cref="EngineTable"/>.</summary>
/// <param name="Name">What the table calls it, different from all others: an engine may answer several times, refined and as it is.</param>
/// <param name="Posterior">The answer.</param>
public sealed record EngineAnswer(string Name, Posterior Posterior)
{
    /// <summary>What the draws are of, with the number that says how good they are: a sentence without its full stop.</summary>
    public string Stage
    {
        get
        {
            ConvergenceReport convergence = Posterior.Convergence;
            return (Posterior.Draws.Origin, Posterior.MessagePassing) switch
            {
                (Trajectories, _) => FormattableString.Invariant($"the exact posterior by Hamiltonian Monte Carlo, largest R-hat {convergence.LargestRHat:0.000}"),
                (MarkovChains, _) => FormattableString.Invariant($"the exact posterior by Gibbs sampling, largest R-hat {convergence.LargestRHat:0.000}"),
                (Weighted, null) => FormattableString.Invariant($"the exact posterior by importance sampling, Pareto k {convergence.ParetoShape:0.00}"),
                (Weighted, _) => FormattableString.Invariant(
                    $"message passing refined by importance sampling to the exact posterior, Pareto k {convergence.ParetoShape:0.00}"),
                (_, { Stage: Refinement.LinearResponse }) => "the linear response of message passing",
                (_, { Stage: Refinement.Collapsed }) => "the collapsed approximation after message passing",
                _ => "message passing, its approximation as it is",
            };
        }
    }

    /// <summary>The priors that were replaced and still are in the draws, one sentence each.</summary>
    public IReadOnlyList<string> Substitutions => Posterior.MessagePassing is { } messages ? messages.Substitutions : [];
}
