using BayesLmm.Numerics;
using BayesLmm.Numerics.Parallel;

namespace BayesLmm.Sampling.NoUTurn;

/// <summary>Runs chains by <see cref="Turns"/> of a slice of iterations each.</summary>
internal static class ChainScheduler
{
    private const int Slice = 10;

    /// <summary>Runs all chains until they are done or cancelled.</summary>
    public static void Run(IReadOnlyList<Chain> chains, int maxThreads, CancellationToken cancellationToken) => Turns.Run(
        chains,
        maxThreads,
        (chain, stop) =>
        {
            chain.Advance(Slice, stop);
            return chain.IsDone;
        },
        cancellationToken);
}
