using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Fits;

/// <summary>How message passing went, and which stage of its answer was drawn from.</summary>
internal static class MessagePassingContent
{
    private const int BoundDecimals = 2;

    /// <summary>For people.</summary>
    public static Section Section(MessagePassingReport messages, Posterior posterior)
    {
        List<Block> blocks =
        [
            Prose.Lines(
                $"{messages.Algorithm} {(messages.Converged ? "converged in" : "has NOT CONVERGED after")} "
                + $"{messages.Sweeps} {(messages.Sweeps == 1 ? "sweep" : "sweeps")}."),
        ];
        if (double.IsFinite(messages.LowerBound))
        {
            blocks.Add(Prose.Lines(
                $"{(messages.IsBound ? "Lower bound" : "Estimate")} of the log marginal likelihood "
                + $"{SignificantFormat.Fixed(messages.LowerBound, BoundDecimals)}, under the graph's priors."));
        }

        blocks.Add(new Prose($"{Stage(messages.Stage)} {MessagePassingWording.Explain(messages)}"));
        if (messages.Collapsed is { } normal)
        {
            blocks.Add(Prose.Lines(
                $"Lower bound {SignificantFormat.Fixed(normal.LowerBound, BoundDecimals)} under the model's own priors, "
                + $"after {normal.Steps} {(normal.Steps == 1 ? "step" : "steps")}."));
        }

        if (posterior.Draws.Origin.Weights is { } weights)
        {
            blocks.Add(Prose.Lines(
                $"Pareto k {SignificantFormat.Fixed(weights.ParetoShape, 2)}, "
                + $"effective size {SignificantFormat.Count(weights.EffectiveSampleSize)} of {weights.Count} weighted draws."));
        }

        if (messages.Substitutions.Count > 0)
        {
            blocks.Add(Prose.Lines("Priors that were replaced, and still are in these draws:"));
            blocks.AddRange(messages.Substitutions.Select(substitution => new Prose(substitution) { IsDetail = true }));
        }

        string compiling = messages.Compilation > TimeSpan.Zero ? $", of which compiling {Seconds(messages.Compilation)}" : "";
        blocks.Add(Prose.Lines($"Took {Seconds(messages.Elapsed)}{compiling}."));
        return new Section("Message passing", blocks);
    }

    /// <summary>For programs.</summary>
    public static Member Member(MessagePassingReport messages) => Document.Member.Group(
        "messagePassing",
        [
            new("stage", EngineWords.Option(messages.Stage)),
            new("explanation", MessagePassingWording.Explain(messages)),
            new("shortfall", MessagePassingWording.Of(messages.NotRefined)),
            new("converged", messages.Converged),
            new("sweeps", messages.Sweeps),
            new("lowerBound", messages.LowerBound),
            new("substitutions", Datum.ListOf(messages.Substitutions)),
            new("seconds", messages.Elapsed.TotalSeconds),
            new("compilingSeconds", messages.Compilation.TotalSeconds),
            .. messages.Collapsed is { } normal
                ? [Document.Member.Group(
                    "collapsed",
                    new("lowerBound", normal.LowerBound),
                    new("steps", normal.Steps),
                    new("converged", normal.Converged),
                    new("gradients", normal.Evaluations),
                    new("seconds", normal.Elapsed.TotalSeconds))]
                : (Member[])[],
        ]);

    private static string Stage(Refinement stage) => stage switch
    {
        Refinement.Importance => "Refined:",
        Refinement.LinearResponse => "Linear response:",
        Refinement.Collapsed => "Collapsed:",
        _ => "As it is:",
    };

    private static string Seconds(TimeSpan time) => $"{SignificantFormat.Fixed(time.TotalSeconds, 3)} s";
}
