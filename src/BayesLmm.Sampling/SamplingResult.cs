using BayesLmm.Numerics;

namespace BayesLmm.Sampling;

/// <summary>
/// The draws of all chains of the No-U-Turn sampler, with the sampler's columns beside them and an account of how they came about. If it was interrupted, the
/// chains have as many draws as the one that had come least far.
/// </summary>
public sealed class SamplingResult : DrawSet
{
    private readonly TransitionStatistics[] statistics;

    /// <summary>Puts a result together.</summary>
    /// <param name="dimension">The number of coordinates.</param>
    /// <param name="draws">Chains × draws × coordinates; not copied and not to be changed afterwards.</param>
    /// <param name="statistics">Chains × draws; not copied and not to be changed afterwards.</param>
    /// <param name="chainReports">One a chain.</param>
    /// <param name="divergences">All divergences among the kept draws.</param>
    /// <param name="start">How the starting points were found.</param>
    /// <param name="interrupted">Whether sampling was cancelled before all draws were made.</param>
    /// <param name="elapsed">The time on the wall.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public SamplingResult(
        int dimension,
        double[] draws,
        TransitionStatistics[] statistics,
        EquatableArray<ChainReport> chainReports,
        EquatableArray<Divergence> divergences,
        StartReport start,
        bool interrupted,
        TimeSpan elapsed)
        : base(dimension, draws, chainReports.Count, start, interrupted, elapsed)
    {
        if (draws.Length != statistics.Length * dimension)
        {
            throw new ArgumentException(
                $"{draws.Length} numbers and {statistics.Length} transitions do not belong together in {dimension} dimensions.");
        }

        this.statistics = statistics;
        ChainReports = chainReports;
        Divergences = divergences;
    }

    /// <summary>How each chain was run.</summary>
    public EquatableArray<ChainReport> ChainReports { get; }

    /// <summary>The divergences among the kept draws, by chain and draw.</summary>
    public EquatableArray<Divergence> Divergences { get; }

    /// <summary>The sampler's columns of one chain, one entry a draw.</summary>
    public ReadOnlySpan<TransitionStatistics> Statistics(int chain)
    {
        CheckIndex(chain, Chains, nameof(chain));
        return statistics.AsSpan(chain * DrawsPerChain, DrawsPerChain);
    }

    /// <summary>One of the sampler's columns, chain by chain, for example <c>s =&gt; s.Energy</c>.</summary>
    public double[] StatisticColumn(Func<TransitionStatistics, double> column) => [.. statistics.Select(column)];

    /// <summary>The number of kept draws whose trajectory reached <paramref name="maxTreeDepth"/> doublings: the chain would have gone on.</summary>
    public int CountTreeDepthReached(int maxTreeDepth) => statistics.Count(s => s.TreeDepth >= maxTreeDepth);
}
