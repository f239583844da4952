using BayesLmm.Posteriors.Quantities;

namespace BayesLmm;

/// <summary>What a posterior says of a hypothesis: a condition on parameters, or that a number has one value.</summary>
/// <param name="Hypothesis">The hypothesis as written.</param>
/// <param name="Probability">The posterior probability of the condition, the share of draws at which it holds; NaN for a point hypothesis.</param>
/// <param name="ProbabilityError">Its Monte Carlo standard error; NaN where the condition holds at every draw or at none, and for a point hypothesis.</param>
public sealed record HypothesisTest(string Hypothesis, double Probability, double ProbabilityError)
{
    /// <summary>
    /// P / (1 − P), the posterior odds of the condition; ∞ where it holds at every draw, which says no more than that it is large against the number of draws.
    /// NaN for a point hypothesis.
    /// </summary>
    public double EvidenceRatio => Probability / (1 - Probability);

    /// <summary>The Bayes factor of a point hypothesis; null for a condition, and where there is none.</summary>
    public PointEvidence? Point { get; internal init; }

    /// <summary>Why a point hypothesis has no Bayes factor; null where it has one, and for a condition.</summary>
    internal PointProblem? Problem { get; init; }

    /// <summary>
    /// The Bayes factor of the point against all other values by Savage and Dickey's density ratio (Dickey 1971): the posterior density at the point over the
    /// prior density there.
    /// </summary>
    /// <param name="LogBayesFactor">Its natural logarithm; positive where the data speak for the point.</param>
    /// <param name="Error">The Monte Carlo standard error of the logarithm.</param>
    /// <param name="PriorDensity">The prior density of left − right at 0.</param>
    /// <param name="PosteriorDensity">The posterior density there.</param>
    public sealed record PointEvidence(double LogBayesFactor, double Error, double PriorDensity, double PosteriorDensity)
    {
        /// <summary>The Bayes factor for the point.</summary>
        public double BayesFactor => Math.Exp(LogBayesFactor);
    }
}
