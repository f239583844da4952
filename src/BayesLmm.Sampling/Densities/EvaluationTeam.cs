namespace BayesLmm.Sampling.Densities;

/// <summary>Threads with an evaluator each, which is made when it is first needed and used again in later batches.</summary>
internal sealed class EvaluationTeam(ILogDensity density, int maxThreads)
{
    private readonly (ILogDensityEvaluator Evaluator, double[] Memory)?[] members =
        new (ILogDensityEvaluator, double[])?[maxThreads == 0 ? Environment.ProcessorCount : maxThreads];

    private readonly int dimension = density.Dimension;

    /// <summary>The first member's evaluator, for work that is done in sequence.</summary>
    public ILogDensityEvaluator First => Member(0).Evaluator;

    /// <summary>Does something for 0 … count − 1; returns how many were done before the first that was not because of a cancellation.</summary>
    public int Run(int count, Action<ILogDensityEvaluator, double[], int> work, CancellationToken cancellationToken)
    {
        int next = -1;
        bool[] done = new bool[count];
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        void Work(int member)
        {
            try
            {
                (ILogDensityEvaluator evaluator, double[] memory) = Member(member);
                int i;
                while (!stop.IsCancellationRequested && (i = Interlocked.Increment(ref next)) < count)
                {
                    work(evaluator, memory, i);
                    done[i] = true;
                }
            }
            catch
            {
                stop.Cancel();   // the other threads need not finish a run that has failed
                throw;
            }
        }

        int threads = Math.Min(members.Length, count);
        if (threads <= 1)
        {
            Work(0);
        }
        else
        {
            Task[] workers = [.. Enumerable.Range(0, threads).Select(member =>
                Task.Factory.StartNew(() => Work(member), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
            Task.WhenAll(workers).GetAwaiter().GetResult();
        }

        int missing = Array.IndexOf(done, false);
        return missing < 0 ? count : missing;
    }

    private (ILogDensityEvaluator Evaluator, double[] Memory) Member(int member) =>
        members[member] ??= (density.CreateEvaluator(), new double[dimension]);
}
