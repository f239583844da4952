using BayesLmm.Numerics;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Posteriors;

/// <summary>Whether a posterior's draws can be trusted, and if not why and what to do.</summary>
/// <param name="LargestRHat">The largest R̂ of a parameter.</param>
/// <param name="SmallestBulkEss">The smallest bulk effective sample size of a parameter.</param>
/// <param name="SmallestTailEss">The smallest tail effective sample size of a parameter.</param>
/// <param name="Divergences">Transitions that diverged.</param>
/// <param name="TreeDepthReached">Transitions that reached the largest tree depth.</param>
/// <param name="SmallestEnergyFraction">The smallest energy fraction of missing information (E-BFMI) of a chain.</param>
/// <param name="Interrupted">Whether sampling was cancelled before its end.</param>
/// <param name="Problems">What is wrong, one sentence each with what to do about it; empty when the draws can be trusted.</param>
public sealed record ConvergenceReport(
    double LargestRHat,
    double SmallestBulkEss,
    double SmallestTailEss,
    int Divergences,
    int TreeDepthReached,
    double SmallestEnergyFraction,
    bool Interrupted,
    EquatableArray<string> Problems)
{
    /// <summary>Above this R̂ the chains do not agree (Vehtari et al. 2021).</summary>
    public const double RHatLimit = 1.01;

    /// <summary>Below this effective sample size a chain, estimates of the diagnostics themselves are unreliable (Vehtari et al. 2021).</summary>
    public const double EssPerChain = 100;

    /// <summary>Below this energy fraction the sampler's momentum explores the energies too slowly (Betancourt 2016).</summary>
    public const double EnergyFractionLimit = 0.2;

    /// <summary>Whether nothing speaks against the draws.</summary>
    public bool Trustworthy => Problems.Count == 0;

    /// <summary>Judges a posterior.</summary>
    internal static ConvergenceReport Of(Posterior posterior)
    {
        // Constants have no diagnostics; draws that are all the same without being constant have none either, and that is a problem.
        HashSet<string> constants = [.. posterior.Model.Priors.Where(prior => prior.Distribution.StartsWith("constant(", StringComparison.Ordinal)).Select(prior => prior.Parameter)];
        QuantitySummary[] judged = [.. posterior.ParameterSummaries.Where(summary => !constants.Contains(summary.Name))];
        double rHat = judged.Select(summary => summary.RHat).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();
        double bulk = judged.Select(summary => summary.BulkEss).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min();
        double tail = judged.Select(summary => summary.TailEss).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min();
        int divergences = posterior.Sampling.Divergences.Count;
        int depth = posterior.Sampling.CountTreeDepthReached(posterior.Options.MaxTreeDepth);
        double[] energies = posterior.Sampling.StatisticColumn(statistics => statistics.Energy);
        double energy = Enumerable.Range(0, posterior.Chains)
            .Min(c => EnergyDiagnostics.BayesianFractionOfMissingInformation(energies.AsSpan(c * posterior.DrawsPerChain, posterior.DrawsPerChain)));

        List<string> problems = [];
        if (posterior.Chains < 2)
        {
            problems.Add("There is one chain only, so that convergence cannot be judged; run 4.");
        }

        if (judged.Any(summary => double.IsNaN(summary.RHat) || double.IsNaN(summary.BulkEss) || double.IsNaN(summary.TailEss)))
        {
            problems.Add("There are too few draws, or chains that never moved, so that convergence cannot be judged; draw more.");
        }

        if (rHat > RHatLimit)
        {
            problems.Add(FormattableString.Invariant($"The chains do not agree: R-hat is {rHat:0.000}, more than {RHatLimit}; draw more."));
        }

        double needed = EssPerChain * posterior.Chains;
        if (bulk < needed || tail < needed)
        {
            problems.Add(FormattableString.Invariant(
                $"The draws say too little: the smallest effective sample size is {Math.Min(bulk, tail):0}, less than {needed:0}; draw more."));
        }

        if (divergences > 0)
        {
            problems.Add($"{divergences} transitions diverged; raise target_acceptance.");
        }

        if (energy < EnergyFractionLimit)
        {
            problems.Add(FormattableString.Invariant($"The energy fraction of missing information is {energy:0.00}, less than {EnergyFractionLimit}; give tighter priors."));
        }

        if (posterior.Sampling.Interrupted)
        {
            problems.Add($"Sampling was interrupted after {posterior.DrawsPerChain} draws of each chain.");
        }

        return new ConvergenceReport(rHat, bulk, tail, divergences, depth, energy, posterior.Sampling.Interrupted, problems.ToEquatableArray());
    }
}
