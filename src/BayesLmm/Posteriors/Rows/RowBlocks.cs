using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.Rows;

/// <summary>Work on rows, some at a time on each thread, with progress and an end on request.</summary>
internal static class RowBlocks
{
    /// <summary>Works on every row.</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="atATime">The rows that a thread takes at a time.</param>
    /// <param name="threads">The most threads; 0 for one a processor.</param>
    /// <param name="progress">Receives the rows done.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <param name="create">Makes a worker with memory of its own, one a thread.</param>
    /// <param name="work">Works on a row; from several threads at once, each row once.</param>
    public static void ForEach<TWorker>(
        int count, int atATime, int threads, IProgress<Progress>? progress, CancellationToken cancellationToken, Func<TWorker> create,
        Action<TWorker, int> work)
        where TWorker : class
    {
        int blocks = (count + atATime - 1) / atATime, next = -1, done = 0;
        int workers = Math.Min(Math.Max(1, blocks), threads == 0 ? Environment.ProcessorCount : threads);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken };
        Parallel.For(0, workers, parallel, _ =>
        {
            TWorker? worker = null;
            for (int block = Interlocked.Increment(ref next); block < blocks; block = Interlocked.Increment(ref next))
            {
                cancellationToken.ThrowIfCancellationRequested();
                worker ??= create();
                int last = Math.Min(count, (block + 1) * atATime);
                for (int row = block * atATime; row < last; row++)
                {
                    work(worker, row);
                }

                int reached = Interlocked.Add(ref done, last - (block * atATime));
                progress?.Report(new Progress(isSampling: true, reached, count));
            }
        });
    }
}
