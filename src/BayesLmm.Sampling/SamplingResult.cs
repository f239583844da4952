using BayesLmm.Numerics;

namespace BayesLmm.Sampling;

/// <summary>
/// The draws of all chains, immutable: <see cref="Chains"/> × <see cref="DrawsPerChain"/> × <see cref="Dimension"/> numbers in one array,
/// chain by chain and draw by draw, with the sampler's columns beside them and an account of how they came about.
/// </summary>
public sealed class SamplingResult
{
    private readonly double[] draws;
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
    {
        if (chainReports.Count == 0 || statistics.Length % chainReports.Count != 0 || draws.Length != statistics.Length * dimension)
        {
            throw new ArgumentException(
                $"{draws.Length} numbers and {statistics.Length} transitions are not {chainReports.Count} chains of equal length in {dimension} dimensions.");
        }

        Dimension = dimension;
        this.draws = draws;
        this.statistics = statistics;
        ChainReports = chainReports;
        Divergences = divergences;
        Start = start;
        Interrupted = interrupted;
        Elapsed = elapsed;
    }

    /// <summary>The number of chains.</summary>
    public int Chains => ChainReports.Count;

    /// <summary>The number of kept draws of each chain.</summary>
    public int DrawsPerChain => statistics.Length / Chains;

    /// <summary>The number of coordinates.</summary>
    public int Dimension { get; }

    /// <summary>Whether sampling was cancelled before all draws were made. The chains then have as many draws as the one that had come least far.</summary>
    public bool Interrupted { get; }

    /// <summary>The time on the wall, from the search for a mode to the last draw.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>How the starting points were found.</summary>
    public StartReport Start { get; }

    /// <summary>How each chain was run.</summary>
    public EquatableArray<ChainReport> ChainReports { get; }

    /// <summary>The divergences among the kept draws, by chain and draw.</summary>
    public EquatableArray<Divergence> Divergences { get; }

    /// <summary>All draws: chain by chain, in it draw by draw, in it coordinate by coordinate.</summary>
    public ReadOnlySpan<double> Draws => draws;

    /// <summary>The sampler's columns of one chain, one entry a draw.</summary>
    public ReadOnlySpan<TransitionStatistics> Statistics(int chain)
    {
        CheckIndex(chain, Chains, nameof(chain));
        return statistics.AsSpan(chain * DrawsPerChain, DrawsPerChain);
    }

    /// <summary>One draw: <see cref="Dimension"/> coordinates.</summary>
    public ReadOnlySpan<double> Draw(int chain, int draw)
    {
        CheckIndex(chain, Chains, nameof(chain));
        CheckIndex(draw, DrawsPerChain, nameof(draw));
        return draws.AsSpan(((chain * DrawsPerChain) + draw) * Dimension, Dimension);
    }

    /// <summary>All draws of one coordinate, chain by chain: what <see cref="Convergence.EffectiveSampleSize"/> and its neighbours take.</summary>
    public double[] Coordinate(int coordinate)
    {
        CheckIndex(coordinate, Dimension, nameof(coordinate));
        double[] column = new double[statistics.Length];
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = draws[(i * Dimension) + coordinate];
        }

        return column;
    }

    /// <summary>One of the sampler's columns, chain by chain, for example <c>s =&gt; s.Energy</c>.</summary>
    public double[] StatisticColumn(Func<TransitionStatistics, double> column) => [.. statistics.Select(column)];

    /// <summary>The number of kept draws whose trajectory reached <paramref name="maxTreeDepth"/> doublings: the chain would have gone on.</summary>
    public int CountTreeDepthReached(int maxTreeDepth) => statistics.Count(s => s.TreeDepth >= maxTreeDepth);

    private static void CheckIndex(int index, int count, string name)
    {
        if ((uint)index >= (uint)count)
        {
            throw new ArgumentOutOfRangeException(name, index, $"There are {count} of them, counted from 0; {index} is not one.");
        }
    }
}
