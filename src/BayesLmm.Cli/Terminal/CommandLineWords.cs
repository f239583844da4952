using BayesLmm.Posteriors.MessagePassing;
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
    public override string Refine(Refinement refinement) => $"--refine {Option(refinement)}";

    /// <summary>A refinement's name on the command line and in JSON.</summary>
    public static string Option(Refinement refinement) => refinement switch
    {
        Refinement.Importance => "importance",
        Refinement.LinearResponse => "linear-response",
        Refinement.Collapsed => "collapsed",
        _ => "none",
    };
}
