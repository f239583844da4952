using BayesLmm.Numerics.Parallel;

namespace BayesLmm.Numerics.Tests.Parallel;

public class WorkTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_item_is_done_once_and_before_the_call_returns(int threads)
    {
        WorkTeam team = new(threads);
        Counter counter = new(300);
        for (int run = 1; run <= 2000; run++)
        {
            int items = run % 301;
            Array.Clear(counter.Counts);
            team.Run(counter, items);
            for (int i = 0; i < counter.Counts.Length; i++)
            {
                Assert.Equal(i < items ? 1 : 0, counter.Counts[i]);
            }
        }
    }

    [Fact]
    public void A_team_without_threads_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new WorkTeam(0));

    private sealed class Counter(int size) : ParallelWork
    {
        public int[] Counts { get; } = new int[size];

        public override void Do(int item)
        {
            Interlocked.Increment(ref Counts[item]);
            if (item % 50 == 0)
            {
                Thread.SpinWait(2000);
            }
        }
    }
}
