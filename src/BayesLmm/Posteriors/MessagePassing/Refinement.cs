using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.MessagePassing;

/// <summary>What is done to the answer of message passing, whose standard deviations are too small, before it is drawn from.</summary>
public enum Refinement
{
    /// <summary>Nothing: draws of q itself, in which coefficients and group effects are independent of the precisions.</summary>
    None,

    /// <summary>
    /// The variance parameters are drawn from a normal distribution with the covariance of the linear response on the scale that the sampler uses, coefficients and group effects from their exact distribution given these. The
    /// priors are still those of the graph.
    /// </summary>
    LinearResponse,

    /// <summary>
    /// Coefficients and group effects are integrated out ("collapsed"), and the variance parameters, on the scale that the sampler uses, get the normal distribution with the largest lower bound of the evidence under the
    /// model's own priors (<see cref="VariationalNormal"/>); so do coefficients whose priors cannot be integrated out. The rest is drawn from its exact distribution given these. With student_t residuals the rest is integrated
    /// out by estimates, and drawn from these.
    /// </summary>
    Collapsed,

    /// <summary>
    /// The linear response is the proposal of importance sampling under the model's own priors, with Pareto-smoothed weights: exact but for Monte Carlo error where k̂ is good. Where it is not, the collapsed approximation is
    /// the proposal of a second attempt (not with student_t residuals).
    /// </summary>
    Importance,
}

/// <summary>How a posterior came about by message passing.</summary>
/// <param name="Stage">What the draws are of.</param>
/// <param name="LowerBound">The lower bound of log p(y) under the graph's priors; see <see cref="FactorGraphs.Approximations.VariationalApproximation.LowerBound"/>.</param>
/// <param name="Sweeps">How many sweeps over all messages were made.</param>
/// <param name="Converged">Whether message passing had converged.</param>
/// <param name="Substitutions">In words, the priors of the model that were replaced and still are in these draws.</param>
/// <param name="Explanation">What one must know of this stage, as sentences.</param>
/// <param name="Elapsed">The time of message passing alone.</param>
public sealed record MessagePassingReport(
    Refinement Stage, double LowerBound, int Sweeps, bool Converged, EquatableArray<string> Substitutions, string Explanation, TimeSpan Elapsed)
{
    /// <summary>What the built-in engine arrived at; null for another engine's answer.</summary>
    public VariationalFit? Fit { get; init; }

    /// <summary>The normal distribution of the variance parameters where <see cref="Stage"/> is <see cref="Refinement.Collapsed"/>; otherwise null.</summary>
    public VariationalNormalFit? Collapsed { get; init; }

    /// <summary>Why the answer is not refined as far as was asked for, in sentences that <see cref="Explanation"/> ends with; empty where it is.</summary>
    public string Shortfall { get; init; } = "";

    /// <summary>What one must know of draws of a variational approximation as it is.</summary>
    public const string AsItIs = VariationalPosterior.OfQ;

    /// <summary>Which messages were passed by whom, as a sentence begins.</summary>
    public string Algorithm { get; init; } = "Structured variational message passing";

    /// <summary>Whether <see cref="LowerBound"/> is one; otherwise it is an estimate of log p(y) that may lie on either side.</summary>
    public bool IsBound { get; init; } = true;

    /// <summary>The part of <see cref="Elapsed"/> in which a program was compiled; zero for the built-in engine.</summary>
    public TimeSpan Compilation { get; init; }
}
