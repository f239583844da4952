namespace BayesLmm.Numerics.Parallel;

/// <summary>Work that falls into items that do not depend on each other.</summary>
internal abstract class ParallelWork
{
    /// <summary>Does one item. Called once for each item, from any thread of the team.</summary>
    public abstract void Do(int item);
}

/// <summary>
/// A few threads that share the items of a piece of work: the caller, and as many helpers from the thread pool as are free. The result of an item must not
/// depend on the thread that does it; the results then have the same bits for any number of threads. Allocates nothing after construction; one piece of work
/// at a time.
/// </summary>
internal sealed class WorkTeam
{
    private readonly Helper[] helpers;
    private ParallelWork? work;
    private int count;
    private int next;

    /// <summary>Makes a team.</summary>
    /// <param name="threads">Number of threads, the caller included; at least 1.</param>
    public WorkTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        helpers = new Helper[threads - 1];
        for (int i = 0; i < helpers.Length; i++)
        {
            helpers[i] = new Helper(this);
        }
    }

    /// <summary>Number of threads, the caller included.</summary>
    public int Threads => helpers.Length + 1;

    /// <summary>Does items 0 to <paramref name="items"/> − 1, and returns when all are done.</summary>
    /// <param name="what">The work.</param>
    /// <param name="items">The number of items.</param>
    /// <param name="isWorthSharing">Whether there is so much to do that a call of other threads costs less than they save.</param>
    public void Run(ParallelWork what, int items, bool isWorthSharing = true)
    {
        if (helpers.Length == 0 || items < 2 || !isWorthSharing)
        {
            for (int i = 0; i < items; i++)
            {
                what.Do(i);
            }

            return;
        }

        work = what;
        count = items;
        Volatile.Write(ref next, 0);
        for (int i = 0; i < Math.Min(helpers.Length, items - 1); i++)
        {
            helpers[i].Call();
        }

        TakeItems();
        foreach (Helper helper in helpers)
        {
            helper.Dismiss();
        }

        work = null;
    }

    private void TakeItems()
    {
        for (int item = Interlocked.Increment(ref next) - 1; item < count; item = Interlocked.Increment(ref next) - 1)
        {
            work!.Do(item);
        }
    }

    /// <summary>
    /// One place in the thread pool's queue. A helper that the pool did not start in time is dismissed, and may be called again while it still waits there.
    /// </summary>
    private sealed class Helper(WorkTeam team) : IThreadPoolWorkItem
    {
        private const int Idle = 0, Called = 1, Working = 2, Dismissed = 3;
        private int state;

        public void Call()
        {
            if (Interlocked.CompareExchange(ref state, Called, Dismissed) != Dismissed)
            {
                Volatile.Write(ref state, Called);
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }

        public void Dismiss()
        {
            if (Interlocked.CompareExchange(ref state, Dismissed, Called) == Called)
            {
                return;
            }

            SpinWait wait = default;
            while (Volatile.Read(ref state) == Working)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }

        void IThreadPoolWorkItem.Execute()
        {
            if (Interlocked.CompareExchange(ref state, Working, Called) == Called)
            {
                team.TakeItems();
                Volatile.Write(ref state, Idle);
            }
            else
            {
                // Dismissed: unless it is called again at this very moment, it leaves the queue. The state moves from Dismissed to Idle or stays Called.
                while (Interlocked.CompareExchange(ref state, Idle, Dismissed) != Dismissed)
                {
                    if (Interlocked.CompareExchange(ref state, Working, Called) == Called)
                    {
                        team.TakeItems();
                        Volatile.Write(ref state, Idle);
                        return;
                    }
                }
            }
        }
    }
}
