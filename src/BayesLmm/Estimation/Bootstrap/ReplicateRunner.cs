using BayesLmm.Sampling;

namespace BayesLmm.Estimation.Bootstrap;

/// <summary>Does independent pieces of work in parallel; a cancellation keeps what is done.</summary>
internal static class ReplicateRunner
{
    /// <summary>Runs them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="maxThreads">The most threads; 0 for one for each processor.</param>
    /// <param name="work">Does one, given its number from 0; its result must depend on nothing else.</param>
    /// <param name="progress">Told after each, from any thread.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The results in the order of the numbers; null where the work was cancelled.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled before any of it was done.</exception>
    public static T?[] Run<T>(int count, int maxThreads, Func<int, T> work, IProgress<Progress>? progress, CancellationToken cancellationToken)
        where T : class
    {
        T?[] results = new T?[count];
        int done = 0;
        ParallelOptions options = new() { MaxDegreeOfParallelism = maxThreads == 0 ? Environment.ProcessorCount : maxThreads };
        Parallel.For(0, count, options, (i, state) =>
        {
            if (cancellationToken.IsCancellationRequested)
            {
                state.Stop();
                return;
            }

            try
            {
                results[i] = work(i);
                progress?.Report(new Progress(isSampling: true, Interlocked.Increment(ref done), count));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                state.Stop();
            }
        });
        if (done == 0 && count > 0 && results.All(result => result is null))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return results;
    }
}
