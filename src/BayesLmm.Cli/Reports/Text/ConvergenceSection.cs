using System.Text;
using BayesLmm.Posteriors;
using BayesLmm.Sampling;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>Whether the draws can be trusted, in text.</summary>
internal static class ConvergenceSection
{
    /// <summary>The diagnostics that the kind of draws has, then the verdict.</summary>
    public static void Append(StringBuilder text, ConvergenceReport convergence, Posterior posterior)
    {
        text.Append("\nConvergence\n");
        switch (posterior.Draws.Origin)
        {
            case Trajectories:
                AppendTrajectories(text, convergence, posterior);
                break;
            case Weighted importance:
                AppendImportance(text, convergence, posterior, importance);
                break;
            case { Dependence: Dependence.Chains }:
                text.Append($"  Largest R-hat {SignificantFormat.Fixed(convergence.LargestRHat, 3)}, smallest effective sample size {Sizes(convergence)}.\n");
                break;
            default:
                text.Append($"  No chains: every one of the {posterior.Chains * posterior.DrawsPerChain} draws is independent of the others.\n");
                break;
        }

        foreach (string remark in convergence.Remarks)
        {
            TextRenderer.AppendWrapped(text, "Note: " + remark);
        }

        if (convergence.Trustworthy)
        {
            text.Append(posterior.Draws.Origin.Dependence == Dependence.Independent ? "  Nothing speaks against these as draws of what the note says.\n" : "  Nothing speaks against these draws.\n");
            return;
        }

        text.Append(convergence.Interrupted ? "  INTERRUPTED; these draws should not be trusted:\n" : "  These draws should NOT BE TRUSTED:\n");
        foreach (string problem in convergence.Problems)
        {
            text.Append("  - ").Append(problem).Append('\n');
        }
    }

    private static void AppendTrajectories(StringBuilder text, ConvergenceReport convergence, Posterior posterior)
    {
        text.Append($"  Largest R-hat {SignificantFormat.Fixed(convergence.LargestRHat, 3)}, smallest effective sample size {Sizes(convergence)}, ");
        text.Append($"{convergence.Divergences} divergences,\n");
        text.Append($"  {convergence.TreeDepthReached} transitions at the largest tree depth, ");
        text.Append($"smallest E-BFMI {SignificantFormat.Fixed(convergence.SmallestEnergyFraction, 2)}.\n");
        if (posterior.EngineExplanation.StartsWith("Importance", StringComparison.Ordinal))
        {
            text.Append($"  {posterior.EngineExplanation}\n");
        }
    }

    private static void AppendImportance(StringBuilder text, ConvergenceReport convergence, Posterior posterior, Weighted importance)
    {
        text.Append(posterior.MessagePassing is null
            ? $"  By importance sampling, not by chains. {posterior.EngineExplanation}\n"
            : "  By importance sampling from the answer of message passing, not by chains.\n");
        text.Append($"  Pareto k {SignificantFormat.Fixed(convergence.ParetoShape, 2)} (below 0.5 is good); ");
        text.Append($"{importance.PointWeights.Length} weighted draws are worth {SignificantFormat.Count(importance.EffectiveSampleSize)};\n");
        text.Append($"  {importance.Evaluations} values and {importance.Start.Evaluations} gradients of the density.\n");
        text.Append($"  Smallest effective sample size {Sizes(convergence)}.\n");
        if (posterior.LogEvidence is (double value, double error))
        {
            text.Append($"  Log marginal likelihood {SignificantFormat.WithError(value, error)} +- {SignificantFormat.WithDigits(error, 2)}.\n");
        }
    }

    private static string Sizes(ConvergenceReport convergence) =>
        $"{SignificantFormat.Count(convergence.SmallestBulkEss)} (bulk) and {SignificantFormat.Count(convergence.SmallestTailEss)} (tail)";
}
