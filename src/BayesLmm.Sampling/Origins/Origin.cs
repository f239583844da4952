using BayesLmm.Numerics;
using BayesLmm.Sampling.Origins;

namespace BayesLmm.Sampling;

/// <summary>
/// How draws were made, with everything that depends on it: their errors, which of them belong together, the columns beside them in a file, the facts in a
/// report. A closed family: <see cref="Trajectories"/>, <see cref="Weighted"/>, and others that have no more to say than this type.
/// </summary>
public abstract class Origin
{
    internal Origin()
    {
    }

    /// <summary>How the draws depend on each other.</summary>
    internal abstract Dependence Dependence { get; }

    /// <summary>Facts of the run, in the order of a report; their names are those of the members of its JSON.</summary>
    internal virtual IReadOnlyList<Fact> Facts => [];

    /// <summary>The names of the columns beside the draws in a file; CmdStan's names where it has them.</summary>
    internal virtual IReadOnlyList<string> Columns => [];

    /// <summary>The thinning k: every k-th iteration of a chain kept a draw.</summary>
    public virtual int Thinning => 1;

    /// <summary>The transitions on which an integrator failed, by chain and draw.</summary>
    internal virtual EquatableArray<Divergence> Divergences => [];

    /// <summary>The kept draws whose transition diverged: the chain and the draw, counted from 0.</summary>
    public EquatableArray<(int Chain, int Draw)> DivergentDraws => Divergences.Select(divergence => (divergence.Chain, divergence.Draw)).ToEquatableArray();

    /// <summary>The diagnostics of a Hamiltonian sampler's transitions; null for other draws.</summary>
    internal virtual TransitionDiagnostics? Transitions => null;

    /// <summary>The diagnostics of importance weights; null for draws without weights.</summary>
    internal virtual WeightDiagnostics? Weights => null;

    /// <summary>The logarithm of the integral of the density as given, constants included, and its standard error; null if unknown.</summary>
    public virtual (double Value, double Error)? LogEvidence => null;

    /// <summary>The iterations of a chain before its first draw.</summary>
    /// <param name="chain">Which chain.</param>
    public virtual int Warmup(int chain) => 0;

    /// <summary>The number, counted from 0, that a chain had in its run; it differs from its place if an interruption left chains out.</summary>
    /// <param name="chain">Its place.</param>
    public virtual int NumberOf(int chain) => chain;

    /// <summary>The step size that a chain's draws were made with; null without one.</summary>
    /// <param name="chain">Which chain.</param>
    public virtual double? StepSize(int chain) => null;

    /// <summary>A value of one of <see cref="Columns"/>.</summary>
    /// <param name="column">Which column.</param>
    /// <param name="row">Which draw, counted through all chains.</param>
    internal virtual double Value(int column, int row) =>
        throw new ArgumentOutOfRangeException(nameof(column), column, "These draws have no columns beside them.");

    /// <summary>How precisely draws of one quantity determine its posterior. By default as for Markov chains.</summary>
    /// <param name="column">The draws of the quantity, chain by chain: every <paramref name="thinning"/>th draw of each.</param>
    /// <param name="draws">The draws that they belong to.</param>
    /// <param name="thinning">The thinning k: the column has every k-th of these draws.</param>
    internal virtual ColumnPrecision Assess(ReadOnlySpan<double> column, IDrawLayout draws, int thinning = 1) => ColumnPrecision.OfChains(column, draws.Chains);

    /// <summary>
    /// The draws that share one random stream for what is drawn given them, each with the number of its stream. By default every chain has a stream of its own.
    /// </summary>
    /// <param name="draws">The draws.</param>
    internal virtual IReadOnlyList<DrawRun> Runs(IDrawLayout draws) =>
        [.. Enumerable.Range(0, draws.Chains)
            .Select(chain => new DrawRun((ulong)NumberOf(chain), Enumerable.Range(chain * draws.DrawsPerChain, draws.DrawsPerChain).ToEquatableArray()))];

    /// <summary>Checks that this is the origin of draws of such sizes.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    internal virtual void Require(IDrawLayout draws)
    {
    }
}

/// <summary>How draws depend on each other.</summary>
internal enum Dependence
{
    /// <summary>They are of Markov chains: successive draws are dependent, and chains can be compared with each other.</summary>
    Chains,

    /// <summary>They are resampled from weighted points: some are the same point.</summary>
    Resampled,

    /// <summary>All are independent.</summary>
    Independent,
}

/// <summary>Draws that share one random stream.</summary>
/// <param name="Stream">The number of the stream.</param>
/// <param name="Rows">The draws, counted through all chains, in the order in which the stream is used.</param>
internal sealed record DrawRun(ulong Stream, EquatableArray<int> Rows);

/// <summary>How precisely draws of one quantity determine its posterior.</summary>
/// <param name="Convergence">R̂, NaN where draws are no chains, and effective sample sizes.</param>
/// <param name="MeanError">The Monte Carlo standard error of the mean; NaN for a constant.</param>
/// <param name="SdError">The Monte Carlo standard error of the standard deviation; NaN for a constant.</param>
internal readonly record struct ColumnPrecision(ConvergenceSummary Convergence, double MeanError, double SdError)
{
    /// <summary>Of draws of Markov chains.</summary>
    /// <param name="column">The draws, chain by chain.</param>
    /// <param name="chains">The number of chains.</param>
    public static ColumnPrecision OfChains(ReadOnlySpan<double> column, int chains) => new(
        ConvergenceSummary.Of(column, chains), MonteCarloError.OfMean(column, chains), MonteCarloError.OfStandardDeviation(column, chains));
}

/// <summary>The diagnostics of a Hamiltonian sampler's transitions.</summary>
/// <param name="Divergences">Transitions that diverged.</param>
/// <param name="TreeDepthReached">Transitions that reached the largest tree depth: the trajectory would have gone on.</param>
/// <param name="SmallestEnergyFraction">The smallest energy fraction of missing information (E-BFMI) of a chain.</param>
internal readonly record struct TransitionDiagnostics(int Divergences, int TreeDepthReached, double SmallestEnergyFraction);

/// <summary>The diagnostics of importance weights.</summary>
/// <param name="Count">The number of weighted draws.</param>
/// <param name="ParetoShape">k̂, the shape of the weights' tail; see <see cref="ParetoSmoothing"/>.</param>
/// <param name="UsableShape">The shape below which this number of weights is reliable.</param>
/// <param name="EffectiveSampleSize">Kish's effective sample size, 1 / Σw².</param>
internal readonly record struct WeightDiagnostics(int Count, double ParetoShape, double UsableShape, double EffectiveSampleSize)
{
    /// <summary>Whether they can be relied on.</summary>
    public bool AreReliable => ParetoShape < UsableShape;
}
