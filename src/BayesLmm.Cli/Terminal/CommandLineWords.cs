using BayesLmm.Reports.Wording;

namespace BayesLmm.Cli.Terminal;

/// <summary>Advice in flags of the command line.</summary>
internal sealed class CommandLineWords : AdviceWords
{
    /// <summary>The only one.</summary>
    public static CommandLineWords Instance { get; } = new();

    /// <inheritdoc/>
    public override string Engine(string name) => $"--engine {name}";

    /// <inheritdoc/>
    public override string Refine(Refinement refinement) => $"--refine {EngineWords.Option(refinement)}";
}
