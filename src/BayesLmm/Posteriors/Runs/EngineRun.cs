using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.Runs;

/// <summary>Draws of an engine's coordinates, the engine that made them, and why it was chosen.</summary>
/// <param name="Engine">The engine's name.</param>
/// <param name="Reason">Why that engine.</param>
/// <param name="Draws">The draws.</param>
internal sealed record EngineRun(string Engine, EngineReason Reason, Draws Draws)
{
    /// <summary>The report of message passing; null for an engine that passes no messages.</summary>
    public MessagePassingReport? MessagePassing { get; init; }
}
