using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Posteriors;

/// <summary>Whether a posterior's draws can be trusted, and if not why and what to do.</summary>
/// <param name="Engine">What drew them.</param>
/// <param name="LargestRHat">The largest R̂ of a parameter; NaN with importance sampling, whose draws are no chains.</param>
/// <param name="SmallestBulkEss">The smallest bulk effective sample size of a parameter.</param>
/// <param name="SmallestTailEss">The smallest tail effective sample size of a parameter.</param>
/// <param name="Divergences">Transitions that diverged; 0 with importance sampling.</param>
/// <param name="TreeDepthReached">Transitions that reached the largest tree depth; 0 with importance sampling.</param>
/// <param name="SmallestEnergyFraction">The smallest energy fraction of missing information (E-BFMI) of a chain; NaN with importance sampling.</param>
/// <param name="ParetoShape">k̂ of importance sampling, see <see cref="ParetoSmoothing"/>: below 0.5 good, below 0.7 usable; NaN with chains.</param>
/// <param name="Interrupted">Whether sampling was cancelled before its end.</param>
/// <param name="Problems">What is wrong, one sentence each with what to do about it; empty when the draws can be trusted.</param>
/// <param name="Remarks">What is not quite as it should be, though the draws can be used; one sentence each.</param>
public sealed record ConvergenceReport(
    PosteriorEngine Engine,
    double LargestRHat,
    double SmallestBulkEss,
    double SmallestTailEss,
    int Divergences,
    int TreeDepthReached,
    double SmallestEnergyFraction,
    double ParetoShape,
    bool Interrupted,
    EquatableArray<string> Problems,
    EquatableArray<string> Remarks)
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
        List<string> problems = [], remarks = [];
        SamplingResult? chains = posterior.Sampling as SamplingResult;
        ImportanceResult? importance = posterior.Sampling as ImportanceResult;
        if (importance is not null)
        {
            JudgeWeights(importance, problems, remarks);
        }

        if (chains is { Chains: < 2 })
        {
            problems.Add("There is one chain only, so that convergence cannot be judged; run 4.");
        }

        if (judged.Any(summary => (chains is not null && double.IsNaN(summary.RHat)) || double.IsNaN(summary.BulkEss) || double.IsNaN(summary.TailEss)))
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

        double energy = chains is null ? double.NaN : JudgeTransitions(chains, problems);
        bool interrupted = posterior.Sampling.Interrupted;
        if (interrupted)
        {
            problems.Add(importance is not null
                ? $"Sampling was interrupted after {importance.Weights.Length} weighted draws."
                : $"Sampling was interrupted after {posterior.DrawsPerChain} draws of each chain.");
        }

        return new ConvergenceReport(
            posterior.Engine,
            rHat,
            bulk,
            tail,
            chains?.Divergences.Count ?? 0,
            chains?.CountTreeDepthReached(posterior.Options.MaxTreeDepth) ?? 0,
            energy,
            importance?.ParetoShape ?? double.NaN,
            interrupted,
            problems.ToEquatableArray(),
            remarks.ToEquatableArray());
    }

    /// <summary>Divergences, and the smallest energy fraction of missing information, which is returned.</summary>
    private static double JudgeTransitions(SamplingResult chains, List<string> problems)
    {
        double[] energies = chains.StatisticColumn(statistics => statistics.Energy);
        double energy = Enumerable.Range(0, chains.Chains)
            .Min(c => EnergyDiagnostics.BayesianFractionOfMissingInformation(energies.AsSpan(c * chains.DrawsPerChain, chains.DrawsPerChain)));
        if (chains.Divergences.Count > 0)
        {
            problems.Add($"{chains.Divergences.Count} transitions diverged; raise target_acceptance.");
        }

        if (energy < EnergyFractionLimit)
        {
            problems.Add(FormattableString.Invariant($"The energy fraction of missing information is {energy:0.00}, less than {EnergyFractionLimit}; give tighter priors."));
        }

        return energy;
    }

    private static void JudgeWeights(ImportanceResult importance, List<string> problems, List<string> remarks)
    {
        double usable = ParetoSmoothing.UsableShape(importance.Weights.Length);
        if (!(importance.ParetoShape < usable))
        {
            problems.Add(FormattableString.Invariant(
                $"The importance weights are not to be relied on: Pareto k is {importance.ParetoShape:0.00}, not below {usable:0.00}; use --engine hmc or gibbs."));
        }
        else if (importance.ParetoShape >= ParetoSmoothing.GoodShape)
        {
            remarks.Add(FormattableString.Invariant(
                $"The importance weights have a heavy tail: Pareto k is {importance.ParetoShape:0.00}, usable but not below {ParetoSmoothing.GoodShape}; --engine hmc and gibbs are safer."));
        }
    }
}
