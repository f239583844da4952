using BayesLmm.Numerics;

namespace BayesLmm.Sampling;

/// <summary>
/// Draws of the No-U-Turn sampler, with its columns beside them and an account of how they were made. If it was interrupted, every chain is cut to the length
/// of the shortest one.
/// </summary>
public sealed class Trajectories : Origin
{
    private static readonly (string Name, Func<TransitionStatistics, double> Value)[] FileColumns =
    [
        ("lp__", s => s.LogDensity),
        ("accept_stat__", s => s.AcceptanceStatistic),
        ("stepsize__", s => s.StepSize),
        ("treedepth__", s => s.TreeDepth),
        ("n_leapfrog__", s => s.Leapfrogs),
        ("divergent__", s => s.Diverged ? 1 : 0),
        ("energy__", s => s.Energy),
    ];

    private static readonly string[] FileColumnNames = [.. FileColumns.Select(column => column.Name)];

    private readonly TransitionStatistics[] statistics;

    /// <summary>Assembles the account of a run.</summary>
    /// <param name="statistics">Chains × draws; not copied and not to be changed afterwards.</param>
    /// <param name="chainReports">One a chain.</param>
    /// <param name="divergences">All divergences among the kept draws.</param>
    /// <param name="start">How the starting points were found.</param>
    /// <param name="options">How it was sampled.</param>
    public Trajectories(
        TransitionStatistics[] statistics, EquatableArray<ChainReport> chainReports, EquatableArray<Divergence> divergences, StartReport start,
        SamplingOptions options)
    {
        this.statistics = statistics;
        ChainReports = chainReports;
        Divergences = divergences;
        Start = start;
        Options = options;
    }

    /// <summary>How each chain was run.</summary>
    public EquatableArray<ChainReport> ChainReports { get; }

    /// <summary>How the starting points were found.</summary>
    public StartReport Start { get; }

    /// <summary>How it was sampled.</summary>
    public SamplingOptions Options { get; }

    /// <inheritdoc/>
    public override Dependence Dependence => Dependence.Chains;

    /// <inheritdoc/>
    public override EquatableArray<Divergence> Divergences { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => FileColumnNames;

    /// <inheritdoc/>
    public override TransitionDiagnostics? Transitions
    {
        get
        {
            double[] energies = StatisticColumn(s => s.Energy);
            int length = statistics.Length / ChainReports.Count;
            double energy =
                Enumerable.Range(0, ChainReports.Count).Min(c => EnergyDiagnostics.BayesianFractionOfMissingInformation(energies.AsSpan(c * length, length)));
            return new TransitionDiagnostics(Divergences.Count, CountTreeDepthReached(Options.MaxTreeDepth), energy);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Fact> Facts =>
    [
        new Fact.Number("warmup", Warmup(0)),
        new Fact.Number("targetAcceptance", Options.TargetAcceptance),
        new Fact.Number("maxTreeDepth", Options.MaxTreeDepth),
        new Fact.Word("metric", ChainReports[0].Metric is DenseMetric ? "dense" : "diagonal"),
        new Fact.Word("start", Start.Kind == StartKind.Mode ? "mode" : "random"),
        new Fact.Numbers("stepSizes", ChainReports.Select(chain => chain.StepSize).ToEquatableArray()),
    ];

    /// <inheritdoc/>
    public override int Warmup(int chain) => ChainReports[chain].WarmupIterations;

    /// <inheritdoc/>
    public override int NumberOf(int chain) => ChainReports[chain].Chain;

    /// <inheritdoc/>
    public override double? StepSize(int chain) => ChainReports[chain].StepSize;

    /// <inheritdoc/>
    public override double Value(int column, int row) => FileColumns[column].Value(statistics[row]);

    /// <summary>The sampler's columns of one chain, one entry a draw.</summary>
    public ReadOnlySpan<TransitionStatistics> Statistics(int chain)
    {
        Draws.CheckIndex(chain, ChainReports.Count, nameof(chain));
        int length = statistics.Length / ChainReports.Count;
        return statistics.AsSpan(chain * length, length);
    }

    /// <summary>One of the sampler's columns, chain by chain, for example <c>s =&gt; s.Energy</c>.</summary>
    public double[] StatisticColumn(Func<TransitionStatistics, double> column) => [.. statistics.Select(column)];

    /// <summary>The number of kept draws whose trajectory reached <paramref name="maxTreeDepth"/> doublings: the chain would have gone on.</summary>
    public int CountTreeDepthReached(int maxTreeDepth) => statistics.Count(s => s.TreeDepth >= maxTreeDepth);

    /// <inheritdoc/>
    protected internal override void Require(IDrawLayout draws)
    {
        if (draws.Count != statistics.Length || draws.Chains != ChainReports.Count)
        {
            throw new ArgumentException(
                $"{draws.Count} draws of {draws.Chains} chains and {statistics.Length} transitions of {ChainReports.Count} do not belong together.");
        }
    }
}
