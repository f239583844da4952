namespace BayesLmm.Cli.Fits;

/// <summary>What overrides a model's own <c>sample</c> statement; null where nothing does.</summary>
internal sealed record SamplingSettings
{
    /// <summary>The number of chains.</summary>
    public int? Chains { get; init; }

    /// <summary>The number of draws that each chain keeps.</summary>
    public int? Draws { get; init; }

    /// <summary>The number of warm-up iterations of each chain.</summary>
    public int? Warmup { get; init; }

    /// <summary>The seed.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The acceptance statistic that step sizes are adapted to.</summary>
    public double? TargetAcceptance { get; init; }

    /// <summary>The most doublings of a trajectory.</summary>
    public int? MaxTreeDepth { get; init; }

    /// <summary>The most threads.</summary>
    public int? Threads { get; init; }

    /// <summary>What all engines share, overridden.</summary>
    public DrawOptions Override(DrawOptions model) => model with
    {
        Chains = Chains ?? model.Chains,
        Draws = Draws ?? model.Draws,
        Seed = Seed ?? model.Seed,
        Threads = Threads ?? model.Threads,
    };

    /// <summary>How Hamiltonian Monte Carlo runs, overridden.</summary>
    public HmcOptions Override(HmcOptions model) => model with
    {
        Warmup = Warmup ?? model.Warmup,
        TargetAcceptance = TargetAcceptance ?? model.TargetAcceptance,
        MaxTreeDepth = MaxTreeDepth ?? model.MaxTreeDepth,
    };
}
