using BayesLmm.Engines;
using BayesLmm.Engines.Choice;

namespace BayesLmm.Cli.Fits;

/// <summary>The engine that answers, and the engines that it is compared with.</summary>
internal sealed record EngineSettings
{
    /// <summary>The engine's name.</summary>
    public string Engine { get; init; } = AutoEngine.Id;

    /// <summary>How Hamiltonian Monte Carlo runs; null for what the model asks for.</summary>
    public HmcOptions? Hmc { get; init; }

    /// <summary>The refinement of the answer of message passing.</summary>
    public Refinement Refinement { get; init; } = Refinement.Importance;

    /// <summary>Whether Infer.NET passes messages by expectation propagation, not variationally.</summary>
    public bool ExpectationPropagation { get; init; }

    /// <summary>The names of further engines, none twice.</summary>
    public IReadOnlyList<string> Against { get; init; } = [];
}
