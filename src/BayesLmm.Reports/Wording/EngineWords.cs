namespace BayesLmm.Reports.Wording;

/// <summary>Which engine runs, and why, in words.</summary>
internal static class EngineWords
{
    /// <summary>Its name.</summary>
    public static string Name(bool isMarginal) => isMarginal ? "marginal Hamiltonian Monte Carlo" : "conditional Hamiltonian Monte Carlo";

    /// <summary>The reason, clause by clause.</summary>
    public static IReadOnlyList<string> Reason(Family family) => family.NormalForm switch
    {
        NormalForm.Exact =>
        [
            "residuals and group effects are normal, so coefficients and group effects are integrated out exactly",
            "only what is left is sampled, and the rest is drawn given it",
        ],
        NormalForm.ScaleMixture =>
        [
            "residuals are not normal, so nothing can be integrated out",
            "coefficients and group effects are sampled with the rest, in coordinates made from the fit with normal residuals",
        ],
        _ =>
        [
            $"the family is {family.Name}, so nothing can be integrated out",
            "coefficients and group effects are sampled with the rest, in coordinates in which they are nearly standard normal",
        ],
    };

    /// <summary>A refinement's name, the same everywhere.</summary>
    public static string Option(Refinement refinement) => refinement switch
    {
        Refinement.Importance => "importance",
        Refinement.LinearResponse => "linear-response",
        Refinement.Collapsed => "collapsed",
        _ => "none",
    };

    /// <summary>The name of an answer among those of other engines.</summary>
    public static string Answer(Posterior posterior) => posterior.MessagePassing switch
    {
        { IsBuiltIn: true, Stage: var stage } => Answer(posterior.Engine, stage),
        { IsBound: false } => $"{posterior.Engine}, ep",
        _ => posterior.Engine,
    };

    /// <summary>The name of an answer of message passing, by its refinement.</summary>
    public static string Answer(string engine, Refinement stage) => stage switch
    {
        Refinement.Importance => $"{engine}, refined",
        Refinement.LinearResponse => $"{engine}, linear",
        Refinement.Collapsed => $"{engine}, collapsed",
        _ => $"{engine}, as it is",
    };
}
