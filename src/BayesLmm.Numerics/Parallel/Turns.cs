using System.Collections.Concurrent;

namespace BayesLmm.Numerics;

/// <summary>
/// Long pieces of work on a number of threads, which take turns at parts of each piece, so that with fewer threads than pieces all advance at the same pace,
/// and a cancelled run has a part of every piece.
/// </summary>
public static class Turns
{
    /// <summary>Runs all pieces until they are done or cancelled. A piece is worked on by one thread at a time, not always the same.</summary>
    /// <param name="pieces">The pieces.</param>
    /// <param name="maxThreads">The most threads; 0 means one for each processor.</param>
    /// <param name="advance">Does a part of a piece, and says whether the piece is done. An exception ends the other pieces and is rethrown unchanged.</param>
    /// <param name="cancellationToken">Ends all pieces after their turns; nothing is thrown.</param>
    public static void Run<T>(IReadOnlyList<T> pieces, int maxThreads, Func<T, CancellationToken, bool> advance, CancellationToken cancellationToken)
    {
        int threads = Math.Min(pieces.Count, maxThreads == 0 ? Environment.ProcessorCount : maxThreads);
        ConcurrentQueue<T> waiting = new(pieces);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (threads == 1)
        {
            Work();
            return;
        }

        Task[] workers = [.. Enumerable.Range(0, threads)
            .Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WhenAll(workers).GetAwaiter().GetResult();   // rethrows the exception of a piece unchanged

        void Work()
        {
            try
            {
                while (!stop.IsCancellationRequested && waiting.TryDequeue(out T? piece))
                {
                    if (!advance(piece, stop.Token))
                    {
                        waiting.Enqueue(piece);
                    }
                }
            }
            catch
            {
                stop.Cancel();   // the other pieces need not be finished in a run that has failed
                throw;
            }
        }
    }
}
