using BayesLmm.Numerics;
using BayesLmm.Sampling.Convergence;
using BayesLmm.Sampling.Metrics;
using BayesLmm.Sampling.NoUTurn;
using BayesLmm.Sampling.NoUTurn.Dynamics;
using BayesLmm.Sampling.Origins;
using BayesLmm.Sampling.Start;

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
    internal Trajectories(
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
    internal EquatableArray<ChainReport> ChainReports { get; }

    /// <summary>How the starting points were found.</summary>
    internal StartReport Start { get; }

    /// <summary>Where chains started: <see cref="StartKind.Mode"/> or <see cref="StartKind.Random"/>, whatever was requested.</summary>
    public StartKind StartKind => Start.Kind;

    /// <summary>Why chains started there, in a sentence.</summary>
    public string StartExplanation => Start.Explanation;

    /// <summary>How it was sampled.</summary>
    public SamplingOptions Options { get; }

    /// <inheritdoc/>
    internal override Dependence Dependence => Dependence.Chains;

    /// <inheritdoc/>
    internal override EquatableArray<Divergence> Divergences { get; }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Columns => FileColumnNames;

    /// <inheritdoc/>
    internal override TransitionDiagnostics? Transitions =>
        new TransitionDiagnostics(Divergences.Count, CountTreeDepthReached(Options.MaxTreeDepth), SmallestEnergyFraction);

    /// <inheritdoc/>
    internal override IReadOnlyList<Fact> Facts =>
    [
        new Fact.Number("warmup", Warmup(0)),
        new Fact.Number("targetAcceptance", Options.TargetAcceptance),
        new Fact.Number("maxTreeDepth", Options.MaxTreeDepth),
        new Fact.Word("metric", ChainReports[0].Metric is DenseMetric ? "dense" : Options.Metric == MetricKind.Unit ? "unit" : "diagonal"),
        .. Options.Integrator == IntegratorKind.Split ? [new Fact.Word("integrator", "split")] : Array.Empty<Fact>(),
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
    internal override double Value(int column, int row) => FileColumns[column].Value(statistics[row]);

    /// <summary>The sampler's columns of one chain, one entry a draw.</summary>
    internal ReadOnlySpan<TransitionStatistics> Statistics(int chain)
    {
        Draws.CheckIndex(chain, ChainReports.Count, nameof(chain));
        int length = statistics.Length / ChainReports.Count;
        return statistics.AsSpan(chain * length, length);
    }

    /// <summary>One of the sampler's columns, chain by chain, for example <c>s =&gt; s.Energy</c>.</summary>
    internal double[] StatisticColumn(Func<TransitionStatistics, double> column) => [.. statistics.Select(column)];

    /// <summary>
    /// The smallest E-BFMI of a chain, its energy Bayesian fraction of missing information, Σ (Eᵢ − Eᵢ₋₁)² / Σ (Eᵢ − Ē)² (Betancourt 2016, arXiv:1604.00695,
    /// eq. 13); NaN where that says nothing. Below 0.3 a chain crawls between energies, as it does in heavy tails and funnels, and its tails must not be
    /// trusted.
    /// </summary>
    public double SmallestEnergyFraction
    {
        get
        {
            double[] energies = StatisticColumn(s => s.Energy);
            int length = statistics.Length / ChainReports.Count;
            return Enumerable.Range(0, ChainReports.Count)
                .Min(chain => EnergyDiagnostics.BayesianFractionOfMissingInformation(energies.AsSpan(chain * length, length)));
        }
    }

    /// <summary>The number of kept draws whose trajectory reached <paramref name="maxTreeDepth"/> doublings: the chain would have gone on.</summary>
    public int CountTreeDepthReached(int maxTreeDepth) => statistics.Count(s => s.TreeDepth >= maxTreeDepth);

    /// <summary>The same account with divergences whose positions are in other coordinates.</summary>
    internal Trajectories WithDivergences(Func<Divergence, Divergence> convert) =>
        new(statistics, ChainReports, Divergences.Select(convert).ToEquatableArray(), Start, Options);

    /// <inheritdoc/>
    internal override void Require(IDrawLayout draws)
    {
        if (draws.Count != statistics.Length || draws.Chains != ChainReports.Count)
        {
            throw new ArgumentException(
                $"{draws.Count} draws of {draws.Chains} chains and {statistics.Length} transitions of {ChainReports.Count} do not belong together.");
        }
    }
}
