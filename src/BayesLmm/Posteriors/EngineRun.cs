using BayesLmm.Hamiltonian;
using BayesLmm.Posteriors.MessagePassing;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Posteriors;

/// <summary>Draws of φ, by which engine they were made, and why by that one.</summary>
/// <param name="Engine">Any but Auto.</param>
/// <param name="Explanation">Why, in a sentence.</param>
/// <param name="Draws">The draws.</param>
internal sealed record EngineRun(PosteriorEngine Engine, string Explanation, Draws Draws)
{
    /// <summary>How it came about by message passing; null for an engine that passes none.</summary>
    public MessagePassingReport? MessagePassing { get; init; }

    /// <summary>The most coordinates with which <see cref="PosteriorEngine.Auto"/> tries importance sampling: its efficiency falls exponentially with their number.</summary>
    public const int MostCoordinates = 10;

    /// <summary>
    /// Multiplications of a factorisation from which <see cref="PosteriorEngine.Auto"/> tries importance sampling. A million take about 0.5 ms with their gradient, and a run of HMC has 40,000
    /// gradients: from here on it takes more than a minute or two, importance sampling some seconds.
    /// </summary>
    public const double ExpensiveMultiplications = 1e7;

    /// <summary>Multiplications that importance sampling may spend on being worth as many draws as were asked for; beyond that it makes do with fewer.</summary>
    private const double Budget = 1e10;

    /// <summary>How many times the effective sample size that is trusted it aims at then: quantiles have less than means.</summary>
    private const double Reserve = 1.5;

    /// <summary>Samples with the engine that was asked for.</summary>
    public static EngineRun Of(MarginalDensity density, SamplingOptions options, PosteriorEngine engine, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        double cost = density.Equations.Structure.Multiplications;
        switch (engine)
        {
            case PosteriorEngine.Importance:
                return new(engine, "It was asked for.", ImportanceSampler.Sample(density, Translate(options, cost), progress, cancellationToken));
            case PosteriorEngine.Hmc:
                return Hamiltonian("It was asked for.");
            case PosteriorEngine.Auto when cost < ExpensiveMultiplications:
                return Hamiltonian("An evaluation of the density is cheap.");
            case PosteriorEngine.Auto when density.Dimension > MostCoordinates:
                return Hamiltonian($"There are {density.Dimension} variance parameters, too many for importance sampling.");
            case PosteriorEngine.Auto:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(engine), engine, $"The engine is one of {string.Join(", ", Enum.GetNames<PosteriorEngine>())}.");
        }

        Draws? tried = ImportanceSampler.TrySample(density, Translate(options, cost), out string failure, progress, cancellationToken);
        if (tried is null)
        {
            return Hamiltonian($"Importance sampling was tried first: {failure}");
        }

        Weighted weighted = (Weighted)tried.Origin;
        double size = Math.Min(weighted.EffectiveSampleSize, weighted.SmallestCoordinateSize), needed = Math.Min(ConvergenceReport.EssPerChain * options.Chains, options.Chains * options.Draws);
        string evidence = FormattableString.Invariant($"Pareto k is {weighted.ParetoShape:0.00} and the draws are worth {size:0}");
        return tried.Interrupted || (weighted.ParetoShape < ParetoSmoothing.GoodShape && size >= needed)
            ? new(PosteriorEngine.Importance, "An evaluation of the density is expensive, and its weights are good.", tried)
            : Hamiltonian($"Importance sampling was tried first and does not do well enough: {evidence}.");

        EngineRun Hamiltonian(string explanation) => new(PosteriorEngine.Hmc, explanation, NoUTurnSampler.Sample(density, options, progress, cancellationToken));
    }

    /// <summary>Importance sampling from a given start, of as many proposals as the budget has; null, and why, where it cannot be done.</summary>
    public static Draws? TryImportance(
        MarginalDensity density, SamplingOptions options, ImportanceStart start, out string failure, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        ImportanceOptions translated = Translate(options, density.Equations.Structure.Multiplications);
        return TryImportance(density, translated, start, out failure, progress, cancellationToken);
    }

    /// <summary>The same of an estimated density, whose start is farther off: the proposal is adapted more often.</summary>
    public static Draws? TryImportance(
        StudentMarginal density, SamplingOptions options, ImportanceStart start, out string failure, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        ImportanceOptions translated = Translate(options, density.Rows.Count + density.Gaussian.Equations.Structure.Multiplications) with { AdaptationRounds = 4 };
        return TryImportance(density, translated, start, out failure, progress, cancellationToken);
    }

    private static Draws? TryImportance(
        ILogDensity density,
        ImportanceOptions translated,
        ImportanceStart start,
        out string failure,
        IProgress<Progress>? progress,
        CancellationToken cancellationToken)
    {
        try
        {
            return ImportanceSampler.TrySample(density, translated, out failure, progress, cancellationToken, start: start);
        }
        catch (OperationCanceledException)
        {
            failure = "it was interrupted before any draw was kept.";   // what message passing arrived at is kept
            return null;
        }
    }

    /// <summary>Samples a density from which nothing is integrated out: by the No-U-Turn sampler, because importance sampling is for a handful of coordinates.</summary>
    /// <exception cref="InvalidOperationException">Importance sampling was asked for.</exception>
    public static EngineRun OfConditional(IModelDensity density, SamplingOptions options, PosteriorEngine engine, IProgress<Progress>? progress, CancellationToken cancellationToken) => engine switch
    {
        PosteriorEngine.Importance => throw new InvalidOperationException(
            $"With student_t residuals nothing can be integrated out, and {density.Dimension} coordinates are too many for importance sampling. Use the engine hmc."),
        _ => new EngineRun(
            PosteriorEngine.Hmc,
            engine == PosteriorEngine.Hmc ? "It was asked for." : "With student_t residuals nothing can be integrated out.",
            NoUTurnSampler.Sample(density, options, progress, cancellationToken)),
    };

    /// <summary>The same number of draws, in as many chains; as many proposals as make them worth it, or as the budget has.</summary>
    private static ImportanceOptions Translate(SamplingOptions options, double cost)
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
            MaxThreads = options.MaxThreads,
        };
    }
}
