using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>Whether a posterior's draws can be trusted, and if not why and what to do.</summary>
/// <param name="Engine">The name of the engine that drew them.</param>
/// <param name="LargestRHat">The largest R̂ of a parameter; NaN where draws are no chains: with importance sampling, and of an approximation.</param>
/// <param name="SmallestBulkEss">The smallest bulk effective sample size of a parameter.</param>
/// <param name="SmallestTailEss">The smallest tail effective sample size of a parameter.</param>
/// <param name="Divergences">Transitions that diverged; 0 with other engines than the No-U-Turn sampler.</param>
/// <param name="TreeDepthReached">Transitions that reached the largest tree depth; 0 with other engines than the No-U-Turn sampler.</param>
/// <param name="SmallestEnergyFraction">The smallest energy fraction of missing information (E-BFMI) of a chain; NaN with other engines than the No-U-Turn
/// sampler.</param>
/// <param name="ParetoShape">k̂ of importance sampling, see <see cref="ParetoSmoothing"/>: below 0.5 good, below 0.7 usable; NaN where draws have no
/// weights.</param>
/// <param name="Interrupted">Whether sampling was cancelled before its end.</param>
/// <param name="Findings">What speaks against the draws, or must be known about them.</param>
public sealed record ConvergenceReport(
    string Engine,
    double LargestRHat,
    double SmallestBulkEss,
    double SmallestTailEss,
    int Divergences,
    int TreeDepthReached,
    double SmallestEnergyFraction,
    double ParetoShape,
    bool Interrupted,
    EquatableArray<Finding> Findings)
{
    /// <summary>Above this R̂ the chains do not agree (Vehtari et al. 2021).</summary>
    public const double RHatLimit = 1.01;

    /// <summary>Below this effective sample size a chain, estimates of the diagnostics themselves are unreliable (Vehtari et al. 2021).</summary>
    public const double EssPerChain = 100;

    /// <summary>Below this energy fraction the sampler's momentum explores the energies too slowly (Betancourt 2016).</summary>
    public const double EnergyFractionLimit = 0.2;

    /// <summary>Whether nothing speaks against the draws.</summary>
    public bool Trustworthy => Findings.All(finding => !finding.IsProblem);
}
