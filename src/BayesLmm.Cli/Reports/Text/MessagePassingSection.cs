using System.Text;
using BayesLmm.Posteriors;
using BayesLmm.Posteriors.MessagePassing;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>How message passing went and what of its answer is drawn, in text.</summary>
internal static class MessagePassingSection
{
    private const int BoundDecimals = 2;

    /// <summary>The section; nothing where no messages were passed.</summary>
    public static void Append(StringBuilder text, Posterior posterior)
    {
        if (posterior.MessagePassing is not { } messages)
        {
            return;
        }

        text.Append("\nMessage passing\n");
        text.Append($"  {messages.Algorithm} {(messages.Converged ? "converged in" : "has NOT CONVERGED after")} {messages.Sweeps} {(messages.Sweeps == 1 ? "sweep" : "sweeps")}.\n");
        if (double.IsFinite(messages.LowerBound))
        {
            text.Append($"  {(messages.IsBound ? "Lower bound" : "Estimate")} of the log marginal likelihood {SignificantFormat.Fixed(messages.LowerBound, BoundDecimals)}, under the graph's priors.\n");
        }

        TextRenderer.AppendWrapped(text, $"{Stage(messages.Stage)} {messages.Explanation}");
        if (messages.Collapsed is { } normal)
        {
            text.Append($"  Lower bound {SignificantFormat.Fixed(normal.LowerBound, BoundDecimals)} under the model's own priors, after {normal.Steps} {(normal.Steps == 1 ? "step" : "steps")}.\n");
        }

        if (posterior.Draws.Origin.Weights is { } weights)
        {
            text.Append($"  Pareto k {SignificantFormat.Fixed(weights.ParetoShape, 2)}, effective size {SignificantFormat.Count(weights.EffectiveSampleSize)} ");
            text.Append($"of {weights.Count} weighted draws.\n");
        }

        if (messages.Substitutions.Count > 0)
        {
            text.Append("  Priors that were replaced, and still are in these draws:\n");
            foreach (string substitution in messages.Substitutions)
            {
                TextRenderer.AppendWrapped(text, substitution, "    ");
            }
        }

        string compiling = messages.Compilation > TimeSpan.Zero ? $", of which compiling {Seconds(messages.Compilation)}" : "";
        text.Append($"  Took {Seconds(messages.Elapsed)}{compiling}.\n");
    }

    private static string Stage(Refinement stage) => stage switch
    {
        Refinement.Importance => "Refined:",
        Refinement.LinearResponse => "Linear response:",
        Refinement.Collapsed => "Collapsed:",
        _ => "As it is:",
    };

    private static string Seconds(TimeSpan time) => $"{SignificantFormat.Fixed(time.TotalSeconds, 3)} s";
}
