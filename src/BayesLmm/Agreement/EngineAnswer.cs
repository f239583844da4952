namespace BayesLmm;

/// <summary>One engine's answer in an <see cref="EngineTable"/>.</summary>
/// <param name="Name">What the table calls it, different from all others: an engine may answer several times, refined and unrefined.</param>
/// <param name="Posterior">The answer.</param>
public sealed record EngineAnswer(string Name, Posterior Posterior)
{
    /// <summary>The priors that were replaced and still are in the draws, one sentence each.</summary>
    public IReadOnlyList<string> Substitutions => Posterior.MessagePassing is { } messages ? messages.Substitutions : [];
}
