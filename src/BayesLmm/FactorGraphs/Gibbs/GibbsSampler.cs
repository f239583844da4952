using BayesLmm.Equations;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Parallel;
using BayesLmm.Sampling;

namespace BayesLmm.FactorGraphs.Gibbs;

/// <summary>
/// Blocked Gibbs sampling on a model's conjugate form: all coefficients and group effects in one block, from the same conditional distributions whose
/// expectations message passing takes. Exact, and independent of the density and the gradients that the No-U-Turn sampler uses.
/// </summary>
/// <remarks>
/// If a variance is near 0, effects and their variance restrain each other; interweaving releases them. The chain does not move between separated modes, which
/// R̂ reveals.
/// </remarks>
internal static class GibbsSampler
{
    private const ulong FirstStream = 1UL << 40;

    /// <summary>The most warm-up sweeps between two reports.</summary>
    private const int LongestSilence = 1000;

    /// <summary>The parts of a draw that are kept: σ, ν, the covariance matrices, β in the coordinates of the cross-products, b.</summary>
    /// <param name="chain">Which chain.</param>
    /// <param name="draw">Which of its kept draws.</param>
    /// <param name="state">The chain at that draw.</param>
    internal delegate void Keep(int chain, int draw, GibbsChain state);

    /// <summary>Runs the chains.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How.</param>
    /// <param name="keep">Is called for every kept draw, from the chains' threads.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellationToken">Ends all chains.</param>
    /// <returns>The number of draws that each chain has.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="NotSupportedException">The model has a prior without a conjugate substitute.</exception>
    /// <exception cref="InvalidOperationException">The numerics broke down.</exception>
    internal static int[] Run(BoundModel model, GibbsOptions options, Keep keep, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        options.Validate();
        ConjugateModel conjugate = ConjugateCompiler.Compile(model);
        RowProducts? rows = conjugate.DegreesOfFreedom is null ? null : RowProducts.Create(model);
        VariationalFit start = StructuredMessagePassing.Run(conjugate, model.Products, new VariationalOptions { MaxThreads = options.MaxThreads },
            cancellationToken: cancellationToken, rows: rows);
        if (!start.Approximation.IsProper)
        {
            throw new InvalidOperationException(
                "Message passing, from whose distributions chains start, broke down: numbers of the data or of the priors are beyond what can be computed.");
        }

        int[] unknown = [.. Enumerable.Range(0, conjugate.Coefficients.Count).Where(j => conjugate.Coefficients[j] is not CoefficientPrior.Fixed)];
        MixedModelEquations equations = MixedModelEquations.Analyze(model.Products, unknown);
        Chain[] chains = [.. Enumerable.Range(0, options.Chains).Select(chain => new Chain(
            chain, options, new GibbsChain(model, conjugate, equations, start.Approximation, options, rows,
                new RandomStream(options.Seed, FirstStream + (ulong)chain))))];
        Turns.Run(
            chains,
            options.MaxThreads,
            (chain, stop) =>
            {
                chain.Advance(keep, progress, stop);
                return chain.Done == options.Draws;
            },
            cancellationToken);
        return [.. chains.Select(chain => chain.Done)];
    }

    /// <summary>The progress of a chain. Chains take turns.</summary>
    private sealed class Chain(int number, GibbsOptions options, GibbsChain state)
    {
        private const int Slice = 10;
        private int sweeps;

        /// <summary>Draws that were kept.</summary>
        public int Done { get; private set; }

        /// <summary>Makes some sweeps of the warm-up, or some draws.</summary>
        public void Advance(Keep keep, IProgress<Progress>? progress, CancellationToken cancellationToken)
        {
            int every = Math.Max(1, options.Draws / 100), everySweep = Math.Clamp(options.Warmup / 10, 1, LongestSilence);
            for (int i = 0; i < Slice && Done < options.Draws && !cancellationToken.IsCancellationRequested; i++)
            {
                if (sweeps < options.Warmup)
                {
                    state.Sweep();
                    if (++sweeps % everySweep == 0)
                    {
                        progress?.Report(new Progress(isSampling: false, sweeps, options.Warmup) { Chain = number });
                    }

                    continue;
                }

                for (int sweep = 0; sweep < options.Thinning; sweep++)
                {
                    state.Sweep();
                }

                keep(number, Done++, state);
                if (Done % every == 0)
                {
                    progress?.Report(new Progress(isSampling: true, Done, options.Draws) { Chain = number });
                }
            }
        }
    }
}
