namespace BayesLmm.Posteriors;

/// <summary>
/// How draws of the variance parameters come about. Coefficients and group effects are drawn from their exact distribution given these, except from an approximation of message passing as it is, in which they do not
/// depend on them.
/// </summary>
public enum PosteriorEngine
{
    /// <summary>
    /// Hamiltonian Monte Carlo, except where an evaluation is expensive and there are few variance parameters: importance sampling is tried first there, and kept if its weights are good.
    /// </summary>
    Auto,

    /// <summary>The No-U-Turn sampler.</summary>
    Hmc,

    /// <summary>Importance sampling from the mode, with Pareto-smoothed weights.</summary>
    Importance,

    /// <summary>Structured variational message passing on the factor graph, refined unless asked otherwise; see <see cref="MessagePassing.Refinement"/>.</summary>
    Vmp,

    /// <summary>Blocked Gibbs sampling on the factor graph.</summary>
    Gibbs,

    /// <summary>Infer.NET on the factor graph, by the package BayesLmm.InferNet.</summary>
    InferNet,
}
