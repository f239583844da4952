using BayesLmm.Cli.Terminal;
using BayesLmm.Sampling;

namespace BayesLmm.Cli.Tests.Terminal;

public sealed class ProgressDisplayTests
{
    [Fact]
    public void A_chain_is_described_by_its_latest_news()
    {
        ProgressDisplay.Latest latest = new(2);
        latest.Report(new Progress(isSampling: true, 700, 1400) { Chain = 1, Divergences = 3 });

        Assert.Equal(("chain 1 warm-up", 0.0), latest.Describe(0));
        Assert.Equal(("chain 2 sampling, 3 divergences", 0.5), latest.Describe(1));
    }

    [Fact]
    public void A_bar_appears_on_a_terminal_when_the_work_takes_long()
    {
        using StringWriter output = new(), error = new();
        CommandConsole console = new(output, error, TimeProvider.System) { ShowsProgress = true };

        int answer = ProgressDisplay.Watch(console, new DrawOptions(), progress =>
        {
            progress!.Report(new Progress(isSampling: false, 10, 100) { Chain = 0 });
            Thread.Sleep(1500);
            return 42;
        });

        Assert.Equal(42, answer);
        Assert.Contains("chain 1", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public void What_the_work_throws_comes_out_as_it_was_thrown()
    {
        CommandConsole console = new(TextWriter.Null, TextWriter.Null, TimeProvider.System) { ShowsProgress = true };

        Assert.Throws<InvalidOperationException>(() => ProgressDisplay.Watch<int>(console, new DrawOptions(), _ => throw new InvalidOperationException()));
    }
}
