using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Normal;

namespace BayesLmm;

/// <summary>How the answer of message passing, whose standard deviations are too small, is refined before drawing.</summary>
public enum Refinement
{
    /// <summary>No refinement: draws of q itself, in which coefficients and group effects are independent of the precisions.</summary>
    None,

    /// <summary>
    /// The variance parameters are drawn from a normal distribution with the covariance of the linear response on the scale that the sampler uses, coefficients
    /// and group effects from their exact distribution given these. The priors are still those of the graph.
    /// </summary>
    LinearResponse,

    /// <summary>
    /// Coefficients and group effects are integrated out ("collapsed"), and the variance parameters, on the scale that the sampler uses, get the normal
    /// distribution with the largest lower bound of the evidence under the model's own priors (<see cref="VariationalNormal"/>); the same holds for
    /// coefficients whose priors cannot be integrated out. The rest is drawn from its exact distribution given these. With student_t residuals estimates take
    /// the place of integration, and the rest is drawn from them.
    /// </summary>
    Collapsed,

    /// <summary>
    /// The linear response is the proposal of importance sampling under the model's own priors, with Pareto-smoothed weights: exact up to Monte Carlo error if
    /// k̂ is good. Where it is not, the collapsed approximation is the proposal of a second attempt (not with student_t residuals).
    /// </summary>
    Importance,
}
