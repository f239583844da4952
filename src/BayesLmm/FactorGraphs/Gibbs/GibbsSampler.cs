using System.Collections.Concurrent;
using BayesLmm.Design;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Models.Equations;
using BayesLmm.Numerics.Random;

namespace BayesLmm.FactorGraphs.Gibbs;

/// <summary>
/// Blocked Gibbs sampling on a model's factor graph: all coefficients and group effects in one block, from the same conditional distributions whose expectations message passing takes. Exact, and independent of the density
/// and the gradients that the No-U-Turn sampler walks on.
/// </summary>
/// <remarks>Where a variance is near 0, effects and their variance hold each other; interweaving lets go of them. Between separated modes the chain does not move: R̂ tells.</remarks>
internal static class GibbsSampler
{
    private const ulong FirstStream = 1UL << 40;

    /// <summary>The most warm-up sweeps between two news.</summary>
    private const int LongestSilence = 1000;

    /// <summary>What is kept of a draw: σ, ν, the covariance matrices, β in the coordinates of the cross-products, b.</summary>
    /// <param name="chain">Which chain.</param>
    /// <param name="draw">Which of its kept draws.</param>
    /// <param name="state">The chain at that draw.</param>
    internal delegate void Keep(int chain, int draw, GibbsChain state);

    /// <summary>Runs the chains.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How.</param>
    /// <param name="keep">Is called for every kept draw, from the chains' threads.</param>
    /// <param name="progress">Receives news.</param>
    /// <param name="cancellationToken">Ends all chains.</param>
    /// <returns>The number of draws that each chain has.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="NotSupportedException">The model has a prior with no conjugate neighbour.</exception>
    /// <exception cref="InvalidOperationException">A number broke down.</exception>
    internal static int[] Run(BoundModel model, GibbsOptions options, Keep keep, IProgress<GibbsProgress>? progress, CancellationToken cancellationToken)
    {
        options.Validate();
        MixedModelGraph graph = MixedModelGraph.Of(FactorGraph.Of(model));
        VariationalFit start = model.FitVariational(new VariationalOptions { MaxThreads = options.MaxThreads }, null, cancellationToken);
        int[] unknown = [.. Enumerable.Range(0, graph.Coefficients.Count).Where(j => graph.Coefficients[j] is not CoefficientPrior.Fixed)];
        MixedModelEquations equations = MixedModelEquations.Analyze(model.Products, unknown);
        RowTable? rows = graph.DegreesOfFreedom is null ? null : model.CreateRowTable();
        Chain[] chains = [.. Enumerable.Range(0, options.Chains).Select(chain => new Chain(
            chain, options, new GibbsChain(model, graph, equations, start.Approximation, options, rows, new RandomStream(options.Seed, FirstStream + (ulong)chain))))];
        ConcurrentQueue<Chain> waiting = new(chains);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        int threads = Math.Min(chains.Length, options.MaxThreads == 0 ? Environment.ProcessorCount : options.MaxThreads);
        if (threads == 1)
        {
            Work();
        }
        else
        {
            Task[] workers = [.. Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
            Task.WhenAll(workers).GetAwaiter().GetResult();   // rethrows what a chain threw, as it was thrown
        }

        return [.. chains.Select(chain => chain.Done)];

        void Work()
        {
            try
            {
                while (!stop.IsCancellationRequested && waiting.TryDequeue(out Chain? chain))
                {
                    chain.Advance(keep, progress, stop.Token);
                    if (chain.Done < options.Draws)
                    {
                        waiting.Enqueue(chain);
                    }
                }
            }
            catch
            {
                stop.Cancel();   // the other chains need not finish a run that has failed
                throw;
            }
        }
    }

    /// <summary>How far a chain is. Chains take turns, so that with fewer threads than chains all come forward at the same pace and a cancelled run has draws of every chain.</summary>
    private sealed class Chain(int number, GibbsOptions options, GibbsChain state)
    {
        private const int Slice = 10;
        private int sweeps;

        /// <summary>Draws that were kept.</summary>
        public int Done { get; private set; }

        /// <summary>Makes some sweeps of the warm-up, or some draws.</summary>
        public void Advance(Keep keep, IProgress<GibbsProgress>? progress, CancellationToken cancellationToken)
        {
            int every = Math.Max(1, options.Draws / 100), everySweep = Math.Clamp(options.Warmup / 10, 1, LongestSilence);
            for (int i = 0; i < Slice && Done < options.Draws && !cancellationToken.IsCancellationRequested; i++)
            {
                if (sweeps < options.Warmup)
                {
                    state.Sweep();
                    if (++sweeps % everySweep == 0)
                    {
                        progress?.Report(new GibbsProgress(number, true, sweeps, options.Warmup));
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
                    progress?.Report(new GibbsProgress(number, false, Done, options.Draws));
                }
            }
        }
    }
}
