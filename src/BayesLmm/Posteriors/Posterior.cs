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

    internal Posterior(BoundModel model, SamplingOptions options, SamplingResult sampling, DrawColumn[] parameters, DrawColumn[] groupEffects)
    {
        Model = model;
        Options = options;
        Sampling = sampling;
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

    /// <summary>The sampler's draws of its own coordinates, with its statistics.</summary>
    public SamplingResult Sampling { get; }

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
        Parallel.For(0, columns.Length, i => summaries[i] = QuantitySummary.Of(columns[i], Chains));
        return EquatableArray.Create<QuantitySummary>(summaries);
    }
}
