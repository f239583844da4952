using BayesLmm.Design;
using BayesLmm.FactorGraphs.Gibbs;
using BayesLmm.Models;
using BayesLmm.Models.Equations;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.MessagePassing;

/// <summary>Draws by Gibbs sampling.</summary>
internal static class GibbsPosterior
{
    /// <summary>Multiplications of a factorisation up to which ten sweeps are made for each draw, and up to which two are: they are dependent, and where a sweep is cheap keeping a draw costs as much.</summary>
    private const double Cheap = 1e5, Moderate = 1e7;

    /// <summary>Samples.</summary>
    /// <exception cref="NotSupportedException">The draws would not fit into memory, or a prior has no conjugate neighbour.</exception>
    public static Posterior Sample(BoundModel model, SamplingOptions options, GibbsOptions? gibbs, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        options.Validate();
        gibbs ??= Translate(model, options);
        gibbs.Validate();
        options = options with { Chains = gibbs.Chains, Draws = gibbs.Draws, Seed = gibbs.Seed };
        PlainPositions positions = new(model, effects: null);
        int d = positions.Dimension;
        if ((long)d * gibbs.Chains * gibbs.Draws > Posterior.MostEffectNumbers)
        {
            throw new NotSupportedException(
                $"Gibbs sampling keeps all group effects of every draw, and {gibbs.Chains} × {gibbs.Draws} draws of {d} numbers are more than 1 GiB. Ask for fewer draws, or use --engine hmc or vmp.");
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
        return Posterior.Create(positions, options, new EngineRun(PosteriorEngine.Gibbs, "It was asked for.", result));
    }

    private static GibbsOptions Translate(BoundModel model, SamplingOptions options)
    {
        double cost = MixedModelEquations.Analyze(model.Products, [.. Enumerable.Range(0, model.Products.FixedCount)]).Structure.Multiplications;
        GibbsOptions defaults = new();
        return new GibbsOptions
        {
            Chains = options.Chains,
            Draws = options.Draws,
            Warmup = options.Warmup ?? (cost > Moderate ? defaults.Warmup / 10 : defaults.Warmup),
            Thinning = cost <= Cheap ? defaults.Thinning : cost <= Moderate ? 2 : 1,
            Seed = options.Seed,
            MaxThreads = options.MaxThreads,
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
