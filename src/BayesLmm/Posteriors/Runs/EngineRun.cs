using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.Runs;

/// <summary>Draws of an engine's coordinates, by which engine they were made, and why by that one.</summary>
/// <param name="Engine">The engine's name.</param>
/// <param name="Reason">Why it was that one.</param>
/// <param name="Draws">The draws.</param>
internal sealed record EngineRun(string Engine, EngineReason Reason, Draws Draws)
{
    /// <summary>How it came about by message passing; null for an engine that passes none.</summary>
    public MessagePassingReport? MessagePassing { get; init; }
}
