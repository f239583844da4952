using BayesLmm.Posteriors;
using BayesLmm.Posteriors.MessagePassing;

namespace BayesLmm.Reports.Wording;

/// <summary>Which engine runs, and why, in words.</summary>
internal static class EngineWords
{
    /// <summary>Its name.</summary>
    public static string Name(bool isMarginal) => isMarginal ? "marginal Hamiltonian Monte Carlo" : "conditional Hamiltonian Monte Carlo";

    /// <summary>The reason, clause by clause.</summary>
    public static IReadOnlyList<string> Reason(bool isMarginal) => isMarginal
        ? [
            "residuals and group effects are normal, so coefficients and group effects are integrated out exactly",
            "only what is left is sampled, and the rest is drawn given it",
        ]
        : [
            "residuals are not normal, so nothing can be integrated out",
            "coefficients and group effects are sampled with the rest, in coordinates made from the fit with normal residuals",
        ];

    /// <summary>An engine's name wherever one is named.</summary>
    public static string Option(PosteriorEngine engine) => engine switch
    {
        PosteriorEngine.Hmc => "hmc",
        PosteriorEngine.Importance => "importance",
        PosteriorEngine.Vmp => "vmp",
        PosteriorEngine.Gibbs => "gibbs",
        PosteriorEngine.InferNet => "infernet",
        _ => "auto",
    };

    /// <summary>A refinement's name wherever one is named.</summary>
    public static string Option(Refinement refinement) => refinement switch
    {
        Refinement.Importance => "importance",
        Refinement.LinearResponse => "linear-response",
        Refinement.Collapsed => "collapsed",
        _ => "none",
    };

    /// <summary>What an answer is called among those of other engines.</summary>
    public static string Answer(PosteriorEngine engine, Refinement? stage, bool isExpectationPropagation) => (engine, stage) switch
    {
        (PosteriorEngine.InferNet, _) when isExpectationPropagation => "infernet, ep",
        (PosteriorEngine.Vmp, Refinement.Importance) => "vmp, refined",
        (PosteriorEngine.Vmp, Refinement.LinearResponse) => "vmp, linear",
        (PosteriorEngine.Vmp, Refinement.Collapsed) => "vmp, collapsed",
        (PosteriorEngine.Vmp, _) => "vmp, as it is",
        _ => Option(engine),
    };

    /// <summary>What an answer is called among those of other engines.</summary>
    public static string Answer(Posterior posterior) =>
        Answer(posterior.Engine, posterior.MessagePassing?.Stage, posterior.MessagePassing is { IsBound: false });
}
