using BayesLmm.Densities;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Engines.Importance;

/// <summary>Importance sampling of a model's densities: how much of it pays, given the cost of an evaluation.</summary>
internal static class ImportanceRun
{
    /// <summary>
    /// Multiplications of a factorisation from which importance sampling is tried before chains. A million take about 0.5 ms with their gradient, and a run of
    /// HMC has 40,000 gradients: from here on it takes more than a minute or two, importance sampling some seconds.
    /// </summary>
    public const double ExpensiveMultiplications = 1e7;

    /// <summary>
    /// Multiplications that importance sampling may spend to reach the requested effective number of draws; beyond that it settles for fewer.
    /// </summary>
    private const double Budget = 1e10;

    /// <summary>The multiple of the smallest trusted effective sample size that it then aims at: quantiles have less than means.</summary>
    private const double Reserve = 1.5;

    /// <summary>Multiplications of an evaluation.</summary>
    public static double CostOf(MarginalDensity density) => density.Equations.Structure.Multiplications;

    /// <summary>Draws from the mode of a density; null with the reason if that fails.</summary>
    public static Draws? TryFromMode(MarginalDensity density, DrawOptions options, out string failure, IProgress<Progress>? progress,
        CancellationToken cancellationToken) =>
        ImportanceSampler.TrySample(density, Translate(options, CostOf(density)), out failure, progress, cancellationToken);

    /// <summary>Draws from a given start, with as many proposals as the budget allows; null with the reason if that fails.</summary>
    public static Draws? TryFrom(
        ImportanceStart start, MarginalDensity density, DrawOptions options, out string failure, IProgress<Progress>? progress,
        CancellationToken cancellationToken) =>
        TryFrom(start, density, Translate(options, CostOf(density)), out failure, progress, cancellationToken);

    /// <summary>The same for an estimated density, whose start is farther off, so that the proposal is adapted more often.</summary>
    public static Draws? TryFrom(
        ImportanceStart start, StudentMarginal density, DrawOptions options, out string failure, IProgress<Progress>? progress,
        CancellationToken cancellationToken) =>
        TryFrom(start, density, Translate(options, density.Rows.Count + CostOf(density.Gaussian)) with { AdaptationRounds = 4 }, out failure, progress,
            cancellationToken);

    private static Draws? TryFrom(
        ImportanceStart start, ILogDensity density, ImportanceOptions options, out string failure, IProgress<Progress>? progress,
        CancellationToken cancellationToken)
    {
        if (!start.IsUsable)
        {
            failure = "the approximation that it starts from is not a distribution in its coordinates: its priors are beyond what can be computed.";
            return null;
        }

        try
        {
            return ImportanceSampler.TrySample(density, options, out failure, progress, cancellationToken, start: start);
        }
        catch (OperationCanceledException)
        {
            failure = "it was interrupted before any draw was kept.";   // the result of message passing is kept
            return null;
        }
    }

    /// <summary>The same number of draws, in as many chains; as many proposals as that takes, or as the budget allows.</summary>
    private static ImportanceOptions Translate(DrawOptions options, double cost)
    {
        options.Validate();
        int rounds = cost < ExpensiveMultiplications ? 2 : 1;   // the second improves few draws by only a few per cent
        return Options(options, AffordableSize(options, Budget / Math.Max(1, cost)), rounds);
    }

    /// <summary>
    /// The effective number of draws to aim at: as many as are asked for, or as can be afforded, but no fewer than can be trusted.
    /// </summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="affordable">How many can be afforded.</param>
    public static int AffordableSize(DrawOptions options, double affordable)
    {
        double wanted = (double)options.Chains * options.Draws;
        double least = Math.Min(wanted, Reserve * ConvergenceReport.EssPerChain * options.Chains);
        return (int)Math.Clamp(affordable, least, wanted);
    }

    /// <summary>The options of importance sampling.</summary>
    /// <param name="options">Chains, draws, seed and threads.</param>
    /// <param name="effectiveSize">The effective number of draws to aim at.</param>
    /// <param name="rounds">How often the proposal is adapted.</param>
    public static ImportanceOptions Options(DrawOptions options, int effectiveSize, int rounds) => new()
    {
        Chains = options.Chains,
        Draws = options.Draws,
        AdaptationRounds = rounds,
        EffectiveSize = effectiveSize,
        Seed = options.Seed,
        MaxThreads = options.Threads,
    };
}
