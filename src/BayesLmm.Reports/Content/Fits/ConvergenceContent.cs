using BayesLmm.Posteriors;
using BayesLmm.Posteriors.Runs;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;
using BayesLmm.Sampling;

namespace BayesLmm.Reports.Content.Fits;

/// <summary>Whether the draws can be trusted.</summary>
internal static class ConvergenceContent
{
    /// <summary>The diagnostics for the kind of draws, then the verdict.</summary>
    public static Part Of(Posterior posterior, AdviceWords advice)
    {
        ConvergenceReport convergence = posterior.Convergence;
        string[] problems = [.. ConvergenceWording.Problems(convergence, advice)], remarks = [.. ConvergenceWording.Remarks(convergence, advice)];
        Facts facts = FactsOf(convergence);
        return new Part(
            [
                new Section("Convergence", [
                    .. Diagnostics(convergence, posterior),
                    .. remarks.Select(remark => new Prose("Note: " + remark)),
                    Prose.Lines(Verdict(convergence, posterior)),
                    .. convergence.Trustworthy ? [] : (Block[])[new Listing([.. problems])],
                    facts,
                ]),
            ],
            Member.Group(
                "convergence",
                [
                    .. facts.Members(),
                    new("problems", Datum.ListOf(problems)),
                    new("remarks", Datum.ListOf(remarks)),
                    .. convergence.Findings.OfType<Finding.HeldByPriors>()
                        .Select(held => new Member("heldByPriors", VarianceWording.Parameters(held.TradeOffs))),
                ]));
    }

    private static Facts FactsOf(ConvergenceReport convergence) => new(
        "convergence",
        [
            new(null, "pareto_k", "pareto_k", Cell.Data(convergence.ParetoShape)),
            new(null, "rhat", "rhat", Cell.Data(convergence.LargestRHat)),
            new(null, "ess_bulk", "ess_bulk", Cell.Data(convergence.SmallestBulkEss)),
            new(null, "ess_tail", "ess_tail", Cell.Data(convergence.SmallestTailEss)),
            new(null, "divergences", "divergences", Cell.Data(convergence.Divergences)),
            new(null, "tree_depth_reached", "treeDepthReached", Cell.Data(convergence.TreeDepthReached)),
            new(null, "ebfmi", "ebfmi", Cell.Data(convergence.SmallestEnergyFraction)),
            new(null, "interrupted", "interrupted", Cell.Data(convergence.Interrupted)),
            new(null, "trustworthy", "trustworthy", Cell.Data(convergence.Trustworthy)),
        ]);

    private static IEnumerable<Block> Diagnostics(ConvergenceReport convergence, Posterior posterior) => posterior.Draws.Origin switch
    {
        Trajectories => OfTrajectories(convergence, posterior),
        Weighted importance => OfWeights(convergence, posterior, importance),
        { Dependence: Dependence.Chains } =>
            [Prose.Lines($"Largest R-hat {SignificantFormat.Fixed(convergence.LargestRHat, 3)}, smallest effective sample size {Sizes(convergence)}.")],
        _ => [Prose.Lines($"No chains: every one of the {posterior.Chains * posterior.DrawsPerChain} draws is independent of the others.")],
    };

    private static string Verdict(ConvergenceReport convergence, Posterior posterior) =>
        !convergence.Trustworthy ? convergence.Interrupted ? "INTERRUPTED; these draws should not be trusted:" : "These draws should NOT BE TRUSTED:"
        : posterior.Draws.Origin.Dependence == Dependence.Independent ? "Nothing speaks against these as draws of what the note says."
        : "Nothing speaks against these draws.";

    private static IEnumerable<Block> OfTrajectories(ConvergenceReport convergence, Posterior posterior)
    {
        yield return Prose.Lines(
            $"Largest R-hat {SignificantFormat.Fixed(convergence.LargestRHat, 3)}, smallest effective sample size {Sizes(convergence)}, "
            + $"{convergence.Divergences} divergences,\n"
            + $"{convergence.TreeDepthReached} transitions at the largest tree depth, "
            + $"smallest E-BFMI {SignificantFormat.Fixed(convergence.SmallestEnergyFraction, 2)}.");
        if (posterior.EngineReason is EngineReason.ImportanceFailed or EngineReason.ImportanceInsufficient)
        {
            yield return Prose.Lines(EngineWording.Of(posterior.EngineReason));
        }
    }

    private static IEnumerable<Block> OfWeights(ConvergenceReport convergence, Posterior posterior, Weighted importance)
    {
        yield return Prose.Lines(posterior.MessagePassing is null
            ? $"By importance sampling, not by chains. {EngineWording.Of(posterior.EngineReason)}"
            : "By importance sampling from the answer of message passing, not by chains.");
        yield return Prose.Lines(
            $"Pareto k {SignificantFormat.Fixed(convergence.ParetoShape, 2)} (below 0.5 is good); "
            + $"{importance.PointWeights.Length} weighted draws are worth {SignificantFormat.Count(importance.EffectiveSampleSize)};\n"
            + $"{importance.Evaluations} values and {importance.Start.Evaluations} gradients of the density.");
        yield return Prose.Lines($"Smallest effective sample size {Sizes(convergence)}.");
        if (posterior.LogEvidence is (double value, double error))
        {
            yield return Prose.Lines($"Log marginal likelihood {SignificantFormat.WithError(value, error)} +- {SignificantFormat.WithDigits(error, 2)}.");
        }
    }

    private static string Sizes(ConvergenceReport convergence) =>
        $"{SignificantFormat.Count(convergence.SmallestBulkEss)} (bulk) and {SignificantFormat.Count(convergence.SmallestTailEss)} (tail)";
}
