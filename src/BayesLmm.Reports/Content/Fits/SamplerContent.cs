using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Origins;

namespace BayesLmm.Reports.Content.Fits;

/// <summary>Which engine drew, and how, for programs.</summary>
internal static class SamplerContent
{
    /// <summary>The member.</summary>
    public static Member Member(Posterior posterior) => Document.Member.Group(
        "sampler",
        [
            new("engine", posterior.Engine),
            new("engineReason", EngineWording.Of(posterior.EngineReason)),
            new("chains", posterior.Chains),
            new("draws", posterior.DrawsPerChain),
            new("seed", posterior.Options.Seed),
            .. posterior.Draws.Origin.Facts.Select(Member),
            .. posterior.Draws.Origin.LogEvidence is null
                ? []
                : (Member[])[new("logEvidence", posterior.LogEvidence?.Value), new("logEvidenceError", posterior.LogEvidence?.Error)],
            .. posterior.MessagePassing is { } messages ? [MessagePassingContent.Member(messages)] : (Member[])[],
        ]);

    private static Member Member(Fact fact) => fact switch
    {
        Fact.Number number => new(number.Name, number.Value),
        Fact.Word word => new(word.Name, word.Value),
        Fact.Numbers numbers => new(numbers.Name, Datum.ListOf(numbers.Values)),
        _ => new(fact.Name, Datum.Nothing),
    };
}
