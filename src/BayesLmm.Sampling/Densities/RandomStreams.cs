namespace BayesLmm.Sampling.Densities;

/// <summary>The owners of a seed's random streams.</summary>
internal static class RandomStreams
{
    /// <summary>The search for the posterior mode.</summary>
    public const ulong ModeSearch = 0;

    /// <summary>Chain <paramref name="chain"/>, counted from 0: its starting point and all its transitions.</summary>
    public static ulong OfChain(int chain) => 1 + (ulong)chain;

    /// <summary>The proposals of importance sampling: adaptation round by round, then those that are weighted.</summary>
    public static ulong OfProposals(int round) => (1UL << 40) + (ulong)round;

    /// <summary>The estimate of a density at point <paramref name="point"/> of a normal fit.</summary>
    public static ulong OfEstimates(int point) => (1UL << 42) + (ulong)point;

    /// <summary>Chain <paramref name="chain"/> of a pilot.</summary>
    public static ulong OfPilot(int chain) => (1UL << 43) + (ulong)chain;

    /// <summary>The resampling of weighted draws.</summary>
    public const ulong Resampling = 1UL << 41;
}
