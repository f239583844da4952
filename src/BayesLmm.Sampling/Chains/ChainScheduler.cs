using System.Collections.Concurrent;

namespace BayesLmm.Sampling.Chains;

/// <summary>
/// Runs chains on a number of threads, turn by turn a slice of iterations each, so that with fewer threads than chains all of them come
/// forward at the same pace and a cancelled run has draws of every chain.
/// </summary>
internal static class ChainScheduler
{
    private const int Slice = 10;

    /// <summary>Runs all chains until they are done or cancelled.</summary>
    public static void Run(IReadOnlyList<Chain> chains, int maxThreads, CancellationToken cancellationToken)
    {
        int threads = Math.Min(chains.Count, maxThreads == 0 ? Environment.ProcessorCount : maxThreads);
        ConcurrentQueue<Chain> waiting = new(chains);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (threads == 1)
        {
            Work(waiting, stop);
            return;
        }

        Task[] workers = [.. Enumerable.Range(0, threads).Select(_ =>
            Task.Factory.StartNew(() => Work(waiting, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WhenAll(workers).GetAwaiter().GetResult();   // rethrows what a density threw, as it was thrown
    }

    private static void Work(ConcurrentQueue<Chain> waiting, CancellationTokenSource stop)
    {
        try
        {
            while (!stop.IsCancellationRequested && waiting.TryDequeue(out Chain? chain))
            {
                chain.Advance(Slice, stop.Token);
                if (!chain.IsDone)
                {
                    waiting.Enqueue(chain);
                }
            }
        }
        catch
        {
            stop.Cancel();   // the other threads need not finish a run that has failed
            throw;
        }
    }
}
