using BayesLmm.Design.Products;
using BayesLmm.Engines;
using BayesLmm.Equations;
using BayesLmm.FactorGraphs.Gibbs;
using BayesLmm.Posteriors.Runs;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Origins;

namespace BayesLmm;

/// <summary>
/// Draws from the exact posterior by blocked Gibbs sampling on the model's factor graph: independent of the density and gradients that Hamiltonian Monte Carlo
/// uses, and so a check of it.
/// </summary>
/// <param name="warmup">The sweeps of each chain before its first draw; null for what the model's <c>sample</c> statement asks for, or 500, fewer where a sweep
/// is expensive.</param>
/// <param name="thinning">The thinning k: every k-th sweep keeps a draw; null for a k that is cheap.</param>
public sealed class GibbsEngine(int? warmup = null, int? thinning = null) : IPosteriorEngine
{
    /// <summary>The engine's name.</summary>
    public const string Id = "gibbs";

    /// <summary>
    /// Multiplications of a factorisation up to which ten sweeps are made for each draw, and up to which two are: sweeps are dependent, and keeping a draw
    /// costs as much as a cheap sweep.
    /// </summary>
    private const double Cheap = 1e5, Moderate = 1e7;

    /// <inheritdoc/>
    public string Name => Id;

    /// <inheritdoc/>
    public Support Supports(BoundModel model) => ConjugateSupport.Of(model);

    /// <inheritdoc/>
    public Posterior Draw(BoundModel model, DrawOptions? draws = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default)
    {
        draws ??= DrawOptions.From(model.Specification);
        draws.Validate();
        return Draw(model, Translate(model, draws), progress, cancellationToken);
    }

    /// <summary>Draws with all options of the sampler.</summary>
    /// <exception cref="NotSupportedException">The draws would not fit into memory, or a prior has no conjugate substitute.</exception>
    internal static Posterior Draw(BoundModel model, GibbsOptions gibbs, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        gibbs.Validate();
        DrawOptions options = new() { Chains = gibbs.Chains, Draws = gibbs.Draws, Seed = gibbs.Seed, Threads = gibbs.MaxThreads };
        PlainPositions positions = new(model, effects: null);
        int d = positions.Dimension;
        if ((long)d * gibbs.Chains * gibbs.Draws > Posterior.MostEffectNumbers)
        {
            throw new EngineRefusedException(new Refusal(
                RefusalReason.TooManyDraws,
                $"Gibbs sampling keeps all group effects of every draw, and {gibbs.Chains} × {gibbs.Draws} draws of {d} numbers are more than 1 GiB.",
                [HmcEngine.Id, MessagePassingEngine.Id]));
        }

        long start = TimeProvider.System.GetTimestamp();
        double[] draws = new double[gibbs.Chains * gibbs.Draws * d];
        int[] kept = GibbsSampler.Run(
            model, gibbs, (chain, draw, state) => Write(positions, state, draws.AsSpan(((chain * gibbs.Draws) + draw) * d, d)), progress, cancellationToken);
        int[] begun = [.. Enumerable.Range(0, gibbs.Chains).Where(chain => kept[chain] > 0)];
        if (begun.Length == 0)
        {
            throw new OperationCanceledException("Gibbs sampling was cancelled before any draw was kept.", cancellationToken);
        }

        int length = begun.Min(chain => kept[chain]);
        bool interrupted = begun.Length < gibbs.Chains || length < gibbs.Draws;
        if (interrupted)
        {
            draws = [.. begun.SelectMany(chain => draws.AsSpan(chain * gibbs.Draws * d, length * d).ToArray())];
        }

        Draws result = new(new MarkovChains(gibbs.Warmup, gibbs.Thinning), d, draws, begun.Length, interrupted, TimeProvider.System.GetElapsedTime(start));
        return Posterior.Create(positions, options, new EngineRun(Id, new EngineReason.AskedFor(), result));
    }

    private GibbsOptions Translate(BoundModel model, DrawOptions draws)
    {
        double cost = MixedModelEquations.Analyze(model.Products, [.. Enumerable.Range(0, model.Products.FixedCount)]).Structure.Multiplications;
        GibbsOptions defaults = new();
        return new GibbsOptions
        {
            Chains = draws.Chains,
            Draws = draws.Draws,
            Warmup = warmup ?? model.Specification.Draws.Warmup ?? (cost > Moderate ? defaults.Warmup / 10 : defaults.Warmup),
            Thinning = thinning ?? (cost <= Cheap ? defaults.Thinning : cost <= Moderate ? 2 : 1),
            Seed = draws.Seed,
            MaxThreads = draws.Threads,
        };
    }

    private static void Write(PlainPositions positions, GibbsChain state, Span<double> position)
    {
        BoundModel model = positions.Model;
        positions.WriteResiduals(state.Sigma, state.Nu, position);
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            positions.WriteCovariance(k, state.Covariance(k), position);
        }

        FixedProducts products = model.Products.Fixed;
        Span<double> beta = position.Slice(positions.FirstCoefficient, products.Count);
        state.Coefficients.CopyTo(beta);
        products.Coordinates.ToWritten(beta);
        state.Effects.CopyTo(position[(positions.FirstCoefficient + products.Count)..]);
    }
}
