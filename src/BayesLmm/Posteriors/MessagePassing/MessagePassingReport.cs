using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.MessagePassing;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Normal;

namespace BayesLmm;

/// <summary>How message passing made a posterior.</summary>
/// <param name="Stage">What the draws are of.</param>
/// <param name="LowerBound">The lower bound of log p(y) under the graph's priors; see <see cref="VariationalApproximation.LowerBound"/>.</param>
/// <param name="Sweeps">How many sweeps over all messages were made.</param>
/// <param name="Converged">Whether message passing had converged.</param>
/// <param name="Substitutions">In words, the priors of the model that were replaced and still are in these draws.</param>
/// <param name="Elapsed">The time of message passing alone.</param>
public sealed record MessagePassingReport(
    Refinement Stage, double LowerBound, int Sweeps, bool Converged, EquatableArray<string> Substitutions, TimeSpan Elapsed)
{
    /// <summary>The fit of the built-in engine; null for another engine's answer, and for one that was read from a file.</summary>
    internal VariationalFit? Fit { get; init; }

    /// <summary>Whether it is an answer of the built-in engine.</summary>
    internal bool IsBuiltIn { get; init; }

    /// <summary>Whether the linear response has no positive definite covariance matrix, so that the covariance under q took its place.</summary>
    internal bool HasIndefiniteResponse { get; init; }

    /// <summary>The normal distribution of the variance parameters where <see cref="Stage"/> is <see cref="Refinement.Collapsed"/>; otherwise null.</summary>
    internal VariationalNormalFit? Collapsed { get; init; }

    /// <summary>Why the answer is not refined as far as requested; null if it is.</summary>
    internal Shortfall? NotRefined { get; init; }

    /// <summary>Whether a refinement would make the draws those of the exact posterior.</summary>
    public bool IsRefinable => IsBuiltIn && NotRefined is null;

    /// <summary>Whether residuals are a mixture of normal ones, which message passing approximates worse.</summary>
    public bool IsScaleMixture { get; init; }

    /// <summary>Whether the distribution that was fitted has coefficients in it, whose priors cannot be integrated out.</summary>
    public bool HasFittedCoefficients { get; init; }

    /// <summary>Whether the weights of a refinement by importance sampling can be relied on.</summary>
    public bool HasReliableWeights { get; init; }

    /// <summary>What there is to know about the messages of another engine than the built-in one.</summary>
    internal EquatableArray<MessageNote> Notes { get; init; } = [];

    /// <summary>The algorithm and its engine, in words that begin a sentence.</summary>
    public string Algorithm { get; init; } = "Structured variational message passing";

    /// <summary>Whether <see cref="LowerBound"/> is a bound; otherwise it is an estimate of log p(y) that may be too high or too low.</summary>
    public bool IsBound { get; init; } = true;

    /// <summary>The part of <see cref="Elapsed"/> in which a program was compiled; zero for the built-in engine.</summary>
    public TimeSpan Compilation { get; init; }
}
