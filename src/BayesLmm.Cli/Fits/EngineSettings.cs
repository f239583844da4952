using BayesLmm.Posteriors;
using BayesLmm.Posteriors.MessagePassing;

namespace BayesLmm.Cli.Fits;

/// <summary>Which engine answers, and which others it is held against.</summary>
internal sealed record EngineSettings
{
    /// <summary>The engine.</summary>
    public PosteriorEngine Engine { get; init; }

    /// <summary>What is done to the answer of <see cref="PosteriorEngine.Vmp"/>.</summary>
    public Refinement Refinement { get; init; } = Refinement.Importance;

    /// <summary>Whether <see cref="PosteriorEngine.InferNet"/> passes messages by expectation propagation, not variationally.</summary>
    public bool ExpectationPropagation { get; init; }

    /// <summary>Further engines, none twice.</summary>
    public IReadOnlyList<PosteriorEngine> Against { get; init; } = [];
}
