using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>How the No-U-Turn sampler runs, beside what all engines share.</summary>
public sealed record HmcOptions
{
    /// <summary>
    /// The number of warm-up iterations a chain, at least 0. Null (the default) means 400 when the chains start around the mode with its curvature for a
    /// metric, and 1000 when they start at random.
    /// </summary>
    public int? Warmup { get; init; }

    /// <summary>
    /// The acceptance statistic δ that the step size is adapted to, in (0, 1). Higher is slower and follows sharper curvature. Default 0.9, above the sampler's
    /// own: the marginal density is cheap, and one divergence in ten thousand draws, which 0.8 can leave if a variance is near zero, costs the user more
    /// thought than a few tenths of a second.
    /// </summary>
    public double TargetAcceptance { get; init; } = 0.9;

    /// <summary>The most doublings of a trajectory, 1 … 20: at most 2^depth − 1 gradients a draw. Default 10.</summary>
    public int MaxTreeDepth { get; init; } = 10;

    /// <summary>The kind of metric. Default <see cref="MetricKind.Auto"/>.</summary>
    public MetricKind Metric { get; init; } = MetricKind.Auto;

    /// <summary>
    /// Where chains begin. Default <see cref="StartKind.Auto"/>: around the mode of a marginal density, and at random where nothing is integrated out.
    /// </summary>
    public StartKind Start { get; init; } = StartKind.Auto;

    /// <summary>The options of a model's <c>sample</c> statement; defaults for those that it leaves out.</summary>
    public static HmcOptions From(Model model)
    {
        HmcOptions defaults = new();
        return new HmcOptions
        {
            Warmup = model.Draws.Warmup,
            TargetAcceptance = model.Draws.TargetAcceptance ?? defaults.TargetAcceptance,
            MaxTreeDepth = model.Draws.MaxTreeDepth ?? defaults.MaxTreeDepth,
        };
    }

    /// <summary>The options of the sampler.</summary>
    internal SamplingOptions With(DrawOptions options) => new()
    {
        Chains = options.Chains,
        Draws = options.Draws,
        Warmup = Warmup,
        Seed = options.Seed,
        TargetAcceptance = TargetAcceptance,
        MaxTreeDepth = MaxTreeDepth,
        Metric = Metric,
        Start = Start,
        MaxThreads = options.Threads,
    };
}
