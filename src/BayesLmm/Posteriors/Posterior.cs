using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Runs;
using BayesLmm.Posteriors.Summaries;
using BayesLmm.Posteriors.Tables;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>Draws from a model's posterior: every parameter and every group effect by name, with the sampler's account of them. Immutable.</summary>
public sealed class Posterior
{
    private readonly Lazy<EquatableArray<QuantitySummary>> parameterSummaries;
    private readonly Lazy<EquatableArray<QuantitySummary>> groupEffectSummaries;
    private readonly Lazy<ConvergenceReport> convergence;
    private readonly Dictionary<string, DrawColumn> byName;
    private readonly Lazy<IPositionSource?> source;

    /// <inheritdoc cref="DrawTable.Table.FactorsAtOrigin"/>
    internal IReadOnlyList<double[][]?> FactorsAtOrigin { get; }

    /// <summary>The most numbers that the draws of group effects may be, 1 GiB.</summary>
    internal const long MostEffectNumbers = 1L << 27;

    internal Posterior(BoundModel model, DrawOptions options, EngineRun run, DrawColumn[] parameters, DrawColumn[] groupEffects)
        : this(
            model, options, run, new((IPositionSource?)null),
            new DrawTable.Table(parameters, groupEffects, 1, [.. model.GroupTerms.Select(_ => (double[][]?)null)]))
    {
    }

    private Posterior(BoundModel model, DrawOptions options, EngineRun run, Lazy<IPositionSource?> source, DrawTable.Table table)
    {
        DrawColumn[] parameters = table.Parameters, groupEffects = table.GroupEffects;
        GroupEffectThinning = table.Thinning;
        FactorsAtOrigin = table.FactorsAtOrigin;
        this.source = source;
        Model = model;
        Options = options;
        Run = run;
        Parameters = parameters;
        GroupEffects = groupEffects;
        byName = parameters.Concat(groupEffects).ToDictionary(column => column.Name, StringComparer.Ordinal);
        parameterSummaries = new(() => Summarize(parameters, 1));
        groupEffectSummaries = new(() => Summarize(groupEffects, GroupEffectThinning));
        convergence = new(() => ConvergenceJudge.Judge(model, run, ParameterSummaries));
    }

    /// <summary>Turns draws of positions into parameters and group effects.</summary>
    internal static Posterior Create(IPositionSource source, DrawOptions options, EngineRun run, long mostEffectNumbers = MostEffectNumbers) =>
        new(source.Model, options, run, new(source), DrawTable.Create(source, options, run.Draws, mostEffectNumbers));

    /// <summary>Puts a posterior together again from what was kept of it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">The number of draws requested, and the seed.</param>
    /// <param name="run">Its draws, and where they come from.</param>
    /// <param name="source">What the draws are positions in, made when first asked for.</param>
    /// <param name="table">The draws of parameters and of group effects.</param>
    internal static Posterior Restore(BoundModel model, DrawOptions options, EngineRun run, Lazy<IPositionSource?> source, DrawTable.Table table) =>
        new(model, options, run, source, table);

    /// <summary>The same draws, of which later work takes another number of threads.</summary>
    /// <param name="threads">The most threads; 0 for one a processor.</param>
    internal Posterior OnThreads(int threads) => threads == Options.Threads
        ? this
        : new(
            Model, Options with { Threads = threads }, Run, source,
            new DrawTable.Table([.. Parameters], [.. GroupEffects], GroupEffectThinning, [.. FactorsAtOrigin]));

    /// <summary>The model.</summary>
    public BoundModel Model { get; }

    /// <summary>What the draws of the engine's coordinates are positions in; null if parameters were given themselves.</summary>
    internal IPositionSource? Source => source.Value;

    /// <summary>The draws of the engine's coordinates, the engine, and why it was used.</summary>
    internal EngineRun Run { get; }

    /// <summary>The number of draws requested, and the seed.</summary>
    public DrawOptions Options { get; }

    /// <summary>The name of the engine that drew it; if one engine chose another, the name of the chosen one.</summary>
    public string Engine => Run.Engine;

    /// <summary>Why that engine was used.</summary>
    internal EngineReason EngineReason => Run.Reason;

    /// <summary>The report of message passing, and which stage of its answer these draws are from; null for other engines.</summary>
    public MessagePassingReport? MessagePassing => Run.MessagePassing;

    /// <summary>
    /// The draws of the engine's own coordinates, with an account of how they were made: see <see cref="Origin"/>.
    /// </summary>
    public Draws Draws => Run.Draws;

    /// <summary>
    /// log p(y), the log marginal likelihood, and its standard error: a by-product of importance sampling. Null with another engine, and where a prior is
    /// improper (<c>flat</c>), so that it has no meaning.
    /// </summary>
    public (double Value, double Error)? LogEvidence =>
        Model.HasProperPriors ? Draws.Origin.LogEvidence : null;

    /// <summary>Number of chains.</summary>
    public int Chains => Draws.Chains;

    /// <summary>Number of draws of each chain.</summary>
    public int DrawsPerChain => Draws.DrawsPerChain;

    /// <summary>The draws of the parameters, in the order of <see cref="BoundModel.Parameters"/>.</summary>
    public IReadOnlyList<DrawColumn> Parameters { get; }

    /// <summary>
    /// The draws of the group effects, term by term and level by level: those of every <see cref="GroupEffectThinning"/>th draw of a chain.
    /// </summary>
    public IReadOnlyList<DrawColumn> GroupEffects { get; }

    /// <summary>
    /// k, where every k-th draw of a chain keeps the group effects: 1, or more for models with so many effects that all draws would take more than 1 GiB.
    /// <see cref="AllDrawsOf"/> recomputes the rest.
    /// </summary>
    public int GroupEffectThinning { get; }

    /// <summary>
    /// All draws of a parameter or group effect. Draws of a group effect that were not kept are recomputed from the draws of the variance parameters, which
    /// takes as long as computing all effects once.
    /// </summary>
    /// <exception cref="ArgumentException">There is no quantity of that name.</exception>
    public DrawColumn AllDrawsOf(string name)
    {
        DrawColumn kept = this[name];
        int effect = GroupEffectThinning == 1 ? -1 : EffectIndex(kept);
        return effect < 0 ? kept : new DrawColumn(name, DrawTable.Regenerate(source.Value!, Options, Draws, effect));
    }

    /// <summary>The draws of a parameter or group effect.</summary>
    /// <exception cref="ArgumentException">There is no quantity of that name.</exception>
    public DrawColumn this[string name] =>
        byName.TryGetValue(name, out DrawColumn? column) ? column : throw new ArgumentException($"The posterior has no quantity '{name}'.", nameof(name));

    /// <summary>Summaries of the parameters; computed once, when first asked for.</summary>
    public EquatableArray<QuantitySummary> ParameterSummaries => parameterSummaries.Value;

    /// <summary>Summaries of the group effects; computed once, when first asked for.</summary>
    public EquatableArray<QuantitySummary> GroupEffectSummaries => groupEffectSummaries.Value;

    /// <summary>Whether the draws can be trusted; computed once, when first asked for.</summary>
    public ConvergenceReport Convergence => convergence.Value;

    /// <summary>The index of a group effect in the effect vector; −1 for a parameter.</summary>
    private int EffectIndex(DrawColumn column)
    {
        int place = Enumerable.Range(0, GroupEffects.Count).FirstOrDefault(i => ReferenceEquals(GroupEffects[i], column), -1);
        for (int k = 0; place >= 0 && k < Model.GroupTerms.Count; k++)
        {
            int count = Model.GroupTerms[k].Width * Model.GroupTerms[k].Levels.Count;
            if (place < count)
            {
                return Model.Products.Terms[k].FirstEffect + place;
            }

            place -= count;
        }

        return -1;
    }

    private EquatableArray<QuantitySummary> Summarize(DrawColumn[] columns, int thinning)
    {
        QuantitySummary[] summaries = new QuantitySummary[columns.Length];
        Parallel.For(0, columns.Length, i => summaries[i] = QuantitySummary.Of(columns[i], Draws, thinning));
        return EquatableArray.Create<QuantitySummary>(summaries);
    }
}
