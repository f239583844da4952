using BayesLmm.Sampling.NoUTurn.Adaptation;
using CsCheck;

namespace BayesLmm.Sampling.Tests.Adaptation;

public sealed class WarmupScheduleTests
{
    [Fact]
    public void A_thousand_iterations_have_the_windows_of_Stan()
    {
        WarmupSchedule schedule = WarmupSchedule.Create(1000);
        Assert.Equal([100, 150, 250, 450, 950], schedule.WindowEnds);
        Assert.False(schedule.IsInWindow(74));
        Assert.True(schedule.IsInWindow(75));
        Assert.True(schedule.IsInWindow(949));
        Assert.False(schedule.IsInWindow(950));
        Assert.True(schedule.ClosesWindow(99));
        Assert.False(schedule.ClosesWindow(100));
    }

    [Fact]
    public void A_short_warm_up_has_one_window_between_scaled_buffers()
    {
        WarmupSchedule schedule = WarmupSchedule.Create(100);
        Assert.Equal((15, 90), (schedule.InitialBuffer, Assert.Single(schedule.WindowEnds)));
    }

    [Fact]
    public void A_very_short_warm_up_has_no_window() => Assert.Empty(WarmupSchedule.Create(19).WindowEnds);

    [Fact]
    public void Windows_always_fill_the_time_between_the_buffers() => Gen.Select(Gen.Int[20, 5000], Gen.Int[1, 300]).Sample((length, first) =>
    {
        WarmupSchedule schedule = WarmupSchedule.Create(length, firstWindow: first);
        bool fits = 75 + first + 50 <= length;
        int begin = schedule.InitialBuffer;
        foreach (int end in schedule.WindowEnds)
        {
            Assert.True(end > begin);
            begin = end;
        }

        Assert.Equal(fits ? length - 50 : length - (int)(0.1 * length), schedule.WindowEnds[^1]);
    });
}
