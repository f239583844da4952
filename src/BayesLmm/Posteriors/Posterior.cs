using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors;

/// <summary>Draws from a model's posterior: every parameter and every group effect by name, with the sampler's account of them. Immutable.</summary>
public sealed class Posterior
{
    private readonly Lazy<EquatableArray<QuantitySummary>> parameterSummaries;
    private readonly Lazy<EquatableArray<QuantitySummary>> groupEffectSummaries;
    private readonly Lazy<ConvergenceReport> convergence;
    private readonly Dictionary<string, DrawColumn> byName;

    internal Posterior(BoundModel model, SamplingOptions options, EngineRun run, DrawColumn[] parameters, DrawColumn[] groupEffects)
    {
        Model = model;
        Options = options;
        Engine = run.Engine;
        EngineExplanation = run.Explanation;
        Sampling = run.Draws;
        Parameters = parameters;
        GroupEffects = groupEffects;
        byName = parameters.Concat(groupEffects).ToDictionary(column => column.Name, StringComparer.Ordinal);
        parameterSummaries = new(() => Summarize(parameters));
        groupEffectSummaries = new(() => Summarize(groupEffects));
        convergence = new(() => ConvergenceReport.Of(this));
    }

    /// <summary>The model.</summary>
    public BoundModel Model { get; }

    /// <summary>How it was sampled.</summary>
    public SamplingOptions Options { get; }

    /// <summary>What drew the variance parameters: <see cref="PosteriorEngine.Hmc"/> or <see cref="PosteriorEngine.Importance"/>.</summary>
    public PosteriorEngine Engine { get; }

    /// <summary>Why it was that one, in a sentence.</summary>
    public string EngineExplanation { get; }

    /// <summary>The draws of the sampler's own coordinates, with an account of how they came about: a <see cref="SamplingResult"/> or an <see cref="ImportanceResult"/>.</summary>
    public DrawSet Sampling { get; }

    /// <summary>
    /// log p(y), the log marginal likelihood, and its standard error: a by-product of importance sampling. Null with another engine, and where a prior is improper (<c>flat</c>), so that it has no meaning.
    /// </summary>
    public (double Value, double Error)? LogEvidence =>
        Sampling is ImportanceResult importance && Model.HasProperPriors ? (importance.LogEvidence, importance.LogEvidenceError) : null;

    /// <summary>Number of chains.</summary>
    public int Chains => Sampling.Chains;

    /// <summary>Number of draws of each chain.</summary>
    public int DrawsPerChain => Sampling.DrawsPerChain;

    /// <summary>The draws of the parameters, in the order of <see cref="BoundModel.Parameters"/>.</summary>
    public IReadOnlyList<DrawColumn> Parameters { get; }

    /// <summary>The draws of the group effects, term by term, in it level by level.</summary>
    public IReadOnlyList<DrawColumn> GroupEffects { get; }

    /// <summary>The draws of a parameter or group effect.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public DrawColumn this[string name] =>
        byName.TryGetValue(name, out DrawColumn? column) ? column : throw new ArgumentException($"The posterior has no quantity '{name}'.", nameof(name));

    /// <summary>Summaries of the parameters; computed once, when first asked for.</summary>
    public EquatableArray<QuantitySummary> ParameterSummaries => parameterSummaries.Value;

    /// <summary>Summaries of the group effects; computed once, when first asked for.</summary>
    public EquatableArray<QuantitySummary> GroupEffectSummaries => groupEffectSummaries.Value;

    /// <summary>Whether the draws can be trusted; computed once, when first asked for.</summary>
    public ConvergenceReport Convergence => convergence.Value;

    private EquatableArray<QuantitySummary> Summarize(DrawColumn[] columns)
    {
        QuantitySummary[] summaries = new QuantitySummary[columns.Length];
        Parallel.For(0, columns.Length, i => summaries[i] = QuantitySummary.Of(columns[i], Sampling));
        return EquatableArray.Create<QuantitySummary>(summaries);
    }
}
