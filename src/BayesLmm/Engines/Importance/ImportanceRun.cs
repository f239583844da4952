using BayesLmm.Densities;
using BayesLmm.Sampling;

namespace BayesLmm.Engines.Importance;

/// <summary>Importance sampling of a model's densities: how much of it is worth its while, by the cost of an evaluation.</summary>
internal static class ImportanceRun
{
    /// <summary>
    /// Multiplications of a factorisation from which importance sampling is tried before chains. A million take about 0.5 ms with their gradient, and a run of
    /// HMC has 40,000 gradients: from here on it takes more than a minute or two, importance sampling some seconds.
    /// </summary>
    public const double ExpensiveMultiplications = 1e7;

    /// <summary>
    /// Multiplications that importance sampling may spend on being worth as many draws as were asked for; beyond that it makes do with fewer.
    /// </summary>
    private const double Budget = 1e10;

    /// <summary>How many times the effective sample size that is trusted it aims at then: quantiles have less than means.</summary>
    private const double Reserve = 1.5;

    /// <summary>Multiplications of an evaluation.</summary>
    public static double CostOf(MarginalDensity density) => density.Equations.Structure.Multiplications;

    /// <summary>Draws from the mode of a density; null, and why, where it cannot be done.</summary>
    public static Draws? TryFromMode(MarginalDensity density, DrawOptions options, out string failure, IProgress<Progress>? progress,
        CancellationToken cancellationToken) =>
        ImportanceSampler.TrySample(density, Translate(options, CostOf(density)), out failure, progress, cancellationToken);

    /// <summary>Draws from a given start, of as many proposals as the budget has; null, and why, where it cannot be done.</summary>
    public static Draws? TryFrom(
        ImportanceStart start, MarginalDensity density, DrawOptions options, out string failure, IProgress<Progress>? progress,
        CancellationToken cancellationToken) =>
        TryFrom(start, density, Translate(options, CostOf(density)), out failure, progress, cancellationToken);

    /// <summary>The same of an estimated density, whose start is farther off: the proposal is adapted more often.</summary>
    public static Draws? TryFrom(
        ImportanceStart start, StudentMarginal density, DrawOptions options, out string failure, IProgress<Progress>? progress,
        CancellationToken cancellationToken) =>
        TryFrom(start, density, Translate(options, density.Rows.Count + CostOf(density.Gaussian)) with { AdaptationRounds = 4 }, out failure, progress,
            cancellationToken);

    private static Draws? TryFrom(
        ImportanceStart start, ILogDensity density, ImportanceOptions options, out string failure, IProgress<Progress>? progress,
        CancellationToken cancellationToken)
    {
        try
        {
            return ImportanceSampler.TrySample(density, options, out failure, progress, cancellationToken, start: start);
        }
        catch (OperationCanceledException)
        {
            failure = "it was interrupted before any draw was kept.";   // what message passing arrived at is kept
            return null;
        }
    }

    /// <summary>The same number of draws, in as many chains; as many proposals as make them worth it, or as the budget has.</summary>
    private static ImportanceOptions Translate(DrawOptions options, double cost)
    {
        options.Validate();
        double wanted = (double)options.Chains * options.Draws;
        double least = Math.Min(wanted, Reserve * ConvergenceReport.EssPerChain * options.Chains);
        return new ImportanceOptions
        {
            Chains = options.Chains,
            Draws = options.Draws,
            AdaptationRounds = cost < ExpensiveMultiplications ? 2 : 1,   // the second makes few draws better by some parts in a hundred only
            EffectiveSize = (int)Math.Clamp(Budget / Math.Max(1, cost), least, wanted),
            Seed = options.Seed,
            MaxThreads = options.Threads,
        };
    }
}
