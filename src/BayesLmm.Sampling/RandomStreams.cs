namespace BayesLmm.Sampling;

/// <summary>Which random stream of a seed is whose.</summary>
internal static class RandomStreams
{
    /// <summary>The search for the posterior mode.</summary>
    public const ulong ModeSearch = 0;

    /// <summary>Chain <paramref name="chain"/>, counted from 0: its starting point and all its transitions.</summary>
    public static ulong OfChain(int chain) => 1 + (ulong)chain;
}
