using System.Runtime.ExceptionServices;
using BayesLmm.Design;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Models.Equations;
using BayesLmm.Numerics.Random;

namespace BayesLmm.FactorGraphs.Gibbs;

/// <summary>
/// Blocked Gibbs sampling on a model's factor graph: all coefficients and group effects in one block, from the same conditional distributions whose expectations message passing takes. Exact, and independent of the density
/// and the gradients that the No-U-Turn sampler walks on.
/// </summary>
/// <remarks>Where a variance is near 0 the chain moves slowly, because effects and their variance hold each other there: effective sample sizes tell.</remarks>
public static class GibbsSampler
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
    /// <returns>The number of draws that every chain has.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="NotSupportedException">The model has a prior with no conjugate neighbour.</exception>
    /// <exception cref="InvalidOperationException">A number broke down.</exception>
    internal static int Run(BoundModel model, GibbsOptions options, Keep keep, IProgress<GibbsProgress>? progress, CancellationToken cancellationToken)
    {
        options.Validate();
        MixedModelGraph graph = MixedModelGraph.Of(FactorGraph.Of(model));
        VariationalFit start = model.FitVariational(new VariationalOptions { MaxThreads = options.MaxThreads }, null, cancellationToken);
        int[] unknown = [.. Enumerable.Range(0, graph.Coefficients.Count).Where(j => graph.Coefficients[j] is not CoefficientPrior.Fixed)];
        MixedModelEquations equations = MixedModelEquations.Analyze(model.Products, unknown);
        RowTable? rows = graph.DegreesOfFreedom is null ? null : model.CreateRowTable();
        int[] done = new int[options.Chains];
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.MaxThreads == 0 ? Environment.ProcessorCount : options.MaxThreads };
        Exception?[] failures = new Exception?[options.Chains];
        Parallel.For(0, options.Chains, parallel, chain =>
        {
            try
            {
                RunChain(chain);
            }
            catch (Exception exception)
            {
                failures[chain] = exception;
                stop.Cancel();
            }
        });
        if (failures.FirstOrDefault(failure => failure is not null) is { } first)
        {
            ExceptionDispatchInfo.Throw(first);   // as itself, not as one of several
        }

        return done.Min();

        void RunChain(int chain)
        {
            GibbsChain state = new(model, graph, equations, start.Approximation, options, rows, new RandomStream(options.Seed, FirstStream + (ulong)chain));
            int every = Math.Max(1, options.Draws / 100), everySweep = Math.Max(1, Math.Min(options.Warmup / 10, LongestSilence));
            for (int sweep = 1; sweep <= options.Warmup && !stop.IsCancellationRequested; sweep++)
            {
                state.Sweep();
                if (sweep % everySweep == 0)
                {
                    progress?.Report(new GibbsProgress(chain, true, sweep, options.Warmup));
                }
            }

            while (done[chain] < options.Draws && !stop.IsCancellationRequested)
            {
                for (int sweep = 0; sweep < options.Thinning; sweep++)
                {
                    state.Sweep();
                }

                keep(chain, done[chain]++, state);
                if (done[chain] % every == 0)
                {
                    progress?.Report(new GibbsProgress(chain, false, done[chain], options.Draws));
                }
            }
        }
    }
}
