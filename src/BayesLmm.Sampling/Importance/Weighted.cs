using BayesLmm.Numerics;
using BayesLmm.Sampling.Convergence;
using BayesLmm.Sampling.Origins;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Sampling;

/// <summary>
/// Draws by importance sampling: weighted points, and from them equally weighted draws by systematic resampling, shuffled and arranged as chains. Immutable.
/// </summary>
/// <remarks>
/// A resampled point may occur several times, so that diagnostics for Markov chains, which look for dependence between neighbours only, would overstate what
/// the draws are worth: <see cref="Draws.Assess"/> counts draws of one of the <see cref="Parents"/> as one. Where the target has symmetries
/// (<see cref="ILogDensity.Symmetries"/>) all draws are on the side where the pivots are not negative.
/// </remarks>
public sealed class Weighted : Origin
{
    /// <summary>
    /// The log density, the log density of the proposal (both named as CmdStan does) and the number of the weighted point: draws of one point belong together.
    /// </summary>
    private static readonly string[] FileColumns = ["lp__", "log_g__", "point__"];

    private readonly double[] points;
    private readonly double[] logDensities;
    private readonly double[] logRatios;
    private readonly double[] weights;
    private readonly int[] parents;

    internal Weighted(double[] points, double[] logDensities, double[] logRatios, double[] weights, int[] parents, StartReport start)
    {
        this.points = points;
        this.logDensities = logDensities;
        this.logRatios = logRatios;
        this.weights = weights;
        this.parents = parents;
        Start = start;
    }

    /// <summary>The weighted points, one after the other.</summary>
    public ReadOnlySpan<double> Points => points;

    /// <summary>For each point the log density of the target, up to its constant.</summary>
    public ReadOnlySpan<double> LogDensities => logDensities;

    /// <summary>For each point log target − log proposal, not smoothed.</summary>
    public ReadOnlySpan<double> LogRatios => logRatios;

    /// <summary>The points' Pareto-smoothed weights; they sum to 1.</summary>
    public ReadOnlySpan<double> PointWeights => weights;

    /// <summary>For each resampled draw, chain by chain, the number of its point.</summary>
    public ReadOnlySpan<int> Parents => parents;

    /// <summary>k̂, the shape of the weights' tail; see <see cref="ParetoSmoothing"/>. −∞ if all weights are the same.</summary>
    public required double ParetoShape { get; init; }

    /// <summary>Kish's effective sample size of the weights, 1 / Σw².</summary>
    public required double EffectiveSampleSize { get; init; }

    /// <summary>The smallest effective sample size of the mean of a coordinate, Σ w (x − x̄)² / Σ w² (x − x̄)².</summary>
    public required double SmallestCoordinateSize { get; init; }

    /// <summary>The number of evaluations of the density, adaptation included; gradients of the search for the mode are not counted.</summary>
    public required int Evaluations { get; init; }

    /// <summary>How the start of the proposal was found.</summary>
    internal StartReport Start { get; }

    /// <summary>
    /// The logarithm of the integral of the density as given: log p(y), the log marginal likelihood, if the density is a likelihood times proper priors
    /// with all their constants, and meaningless if a prior is improper. Its standard error is by the delta method from the weights before smoothing, and
    /// meaningful only if k̂ is below ½.
    /// </summary>
    public required (double Value, double Error) Evidence { get; init; }

    /// <inheritdoc/>
    internal override Dependence Dependence => Dependence.Resampled;

    /// <inheritdoc/>
    internal override WeightDiagnostics? Weights =>
        new WeightDiagnostics(weights.Length, ParetoShape, ParetoSmoothing.UsableShape(weights.Length), EffectiveSampleSize);

    /// <inheritdoc/>
    public override (double Value, double Error)? LogEvidence => Evidence;

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Columns => FileColumns;

    /// <inheritdoc/>
    internal override IReadOnlyList<Fact> Facts =>
    [
        new Fact.Number("weightedDraws", weights.Length),
        new Fact.Number("pareto_k", ParetoShape),
        new Fact.Number("ess_weights", EffectiveSampleSize),
        new Fact.Number("evaluations", Evaluations),
        new Fact.Number("gradients", Start.Evaluations),
    ];

    /// <inheritdoc/>
    internal override double Value(int column, int row)
    {
        int point = parents[row];
        return column switch
        {
            0 => logDensities[point],
            1 => logDensities[point] - logRatios[point],
            _ => point + 1,
        };
    }

    /// <inheritdoc/>
    internal override ColumnPrecision Assess(ReadOnlySpan<double> column, IDrawLayout draws, int thinning = 1)
    {
        ReadOnlySpan<int> kept = thinning == 1 ? parents : KeptParents(draws, thinning);
        return new ColumnPrecision(
            ResampledDraws.Summarize(column, kept), ResampledDraws.ErrorOfMean(column, kept), ResampledDraws.ErrorOfStandardDeviation(column, kept));
    }

    /// <summary>Draws of one point share a random stream.</summary>
    internal override IReadOnlyList<DrawRun> Runs(IDrawLayout draws) =>
        [.. Enumerable.Range(0, draws.Count).GroupBy(row => parents[row]).OrderBy(group => group.Key)
            .Select(group => new DrawRun((ulong)group.Key, group.ToEquatableArray()))];

    /// <inheritdoc/>
    internal override void Require(IDrawLayout draws)
    {
        if (draws.Count != parents.Length)
        {
            throw new ArgumentException($"{draws.Count} draws do not have {parents.Length} parents.");
        }
    }

    private int[] KeptParents(IDrawLayout draws, int thinning)
    {
        int kept = draws.DrawsPerChain / thinning;
        int[] some = new int[draws.Chains * kept];
        for (int i = 0; i < some.Length; i++)
        {
            some[i] = parents[((i / kept) * draws.DrawsPerChain) + (i % kept * thinning)];
        }

        return some;
    }
}
