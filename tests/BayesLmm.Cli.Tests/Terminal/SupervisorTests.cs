using BayesLmm.Cli.Terminal;
using BayesLmm.Sampling;

namespace BayesLmm.Cli.Tests.Terminal;

public sealed class SupervisorTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(30);

    private readonly StringWriter output = new();
    private readonly StringWriter error = new();
    private readonly TextWriter messages;

    public SupervisorTests() => messages = TextWriter.Synchronized(error);

    [Fact]
    public void Long_work_says_what_it_is_doing_at_intervals_that_grow()
    {
        CommandConsole console = Console();
        using Supervisor supervisor = new(console) { FirstLine = Soon };

        int exitCode = supervisor.Run(_ =>
        {
            console.Activity.Begin("sampling");
            ProgressDisplay.Furthest furthest = new("draws");
            furthest.Report(new Progress(isSampling: true, 1, 4));
            console.Activity.Follow(furthest, () => SpinWait.SpinUntil(() => Lines().Length >= 3, TimeSpan.FromMinutes(1)));
            return 7;
        });

        Assert.Equal(7, exitCode);
        Assert.Equal(["blmm: sampling, 25 % done; 0 s so far", "blmm: sampling, 25 % done; 0 s so far"], Lines().Skip(1).Take(2));
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public void Quiet_work_says_nothing()
    {
        CommandConsole console = Console();
        using Supervisor supervisor = new(console) { FirstLine = Soon };

        supervisor.Run(_ =>
        {
            console.Quiet(isQuiet: true);
            Thread.Sleep(20 * Soon);
            return 0;
        });

        Assert.Equal("", error.ToString());
    }

    [Fact]
    public void Short_work_says_nothing()
    {
        using Supervisor supervisor = new(Console());

        Assert.Equal(0, supervisor.Run(_ => 0));
        Assert.Equal("", error.ToString());
        Assert.False(supervisor.GaveUp);
    }

    [Fact]
    public void Work_that_a_report_follows_ends_at_the_second_signal()
    {
        CommandConsole console = Console();
        using ManualResetEventSlim never = new();
        using Supervisor supervisor = new(console) { Grace = Soon };

        int exitCode = supervisor.Run(_ =>
        {
            console.Activity.Begin("summarising", keeps: true);
            supervisor.Interrupt();
            SpinWait.SpinUntil(() => Lines().Length == 1, TimeSpan.FromMinutes(1));
            supervisor.Interrupt();
            never.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            return 0;
        });

        never.Set();
        Assert.Equal(ExitCode.NotTrustworthy, exitCode);
        Assert.True(supervisor.GaveUp);
        Assert.Equal("blmm: interrupted again while summarising; there is no report.", Lines()[^1]);
    }

    [Fact]
    public void A_stage_that_does_not_end_after_an_interruption_is_given_up_and_one_that_goes_on_is_not()
    {
        CommandConsole console = Console();
        using ManualResetEventSlim never = new();
        using Supervisor supervisor = new(console) { Grace = Soon, Patience = 20 * Soon };

        int exitCode = supervisor.Run(_ =>
        {
            console.Activity.Begin("summarising", keeps: true);
            supervisor.Interrupt();
            Thread.Sleep(10 * Soon);
            console.Activity.Begin("writing", keeps: true);
            never.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            return 0;
        });

        never.Set();
        Assert.Equal(ExitCode.NotTrustworthy, exitCode);
        Assert.True(supervisor.GaveUp);
        Assert.Equal("blmm: writing did not end within 1 s of the interruption; there is no report.", Lines()[^1]);
    }

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
        messages.Dispose();
    }

    private CommandConsole Console() =>
        new(output, messages, TimeProvider.System) { Activity = new Activity { IsWatched = true } };

    private string[] Lines()
    {
        lock (messages)   // as its own methods do
        {
            return error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
