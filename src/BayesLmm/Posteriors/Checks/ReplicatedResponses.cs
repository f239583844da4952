using BayesLmm.Design;
using BayesLmm.Posteriors.Rows;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.Checks;

/// <summary>Responses that a model produces at draws of its posterior, with the groups' own effects.</summary>
/// <param name="Responses">The responses, one a draw, each a number a row.</param>
internal sealed record ReplicatedResponses(IReadOnlyList<double[]> Responses)
{
    /// <summary>Rows × draws that are kept at the most, 80 MB.</summary>
    private const int MostNumbers = 10_000_000;

    private const int FewestDraws = 50, MostDraws = 1000;

    /// <summary>Simulates at draws spread evenly over the posterior's: 1,000 at the most, fewer for very many rows. The same whatever the threads.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="progress">Receives the replications done.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static ReplicatedResponses Of(Posterior posterior, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        int rows = posterior.Model.Design.RowCount;
        KeptDraws draws = new(posterior, Math.Clamp(MostNumbers / Math.Max(1, rows), FewestDraws, MostDraws));
        LinearPredictor predictor = posterior.Model.CreateWrittenPredictor();
        double[][] responses = new double[draws.Count][];
        RowBlocks.ForEach(
            draws.Count, 1, posterior.Options.Threads, progress, cancellationToken,
            () => new Worker(new Replicator(posterior.Model, draws, predictor), new double[rows], posterior.Options.Seed),
            (worker, draw) => responses[draw] = worker.Replicate(draw));
        return new ReplicatedResponses(responses);
    }

    /// <summary>Replicates with memory of its own.</summary>
    private sealed class Worker(Replicator replicator, double[] eta, ulong seed)
    {
        public double[] Replicate(int draw)
        {
            double[] response = new double[eta.Length];
            replicator.Locate(draw, eta);
            replicator.Simulate(eta, Replicator.StreamOf(seed, draw), response);
            return response;
        }
    }
}
