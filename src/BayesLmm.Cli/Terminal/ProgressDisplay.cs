using BayesLmm.Sampling;
using Spectre.Console;

namespace BayesLmm.Cli.Terminal;

/// <summary>A bar a chain on the terminal while sampling takes longer than a moment; nothing of it is loaded otherwise.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);

    /// <summary>Does the work, and shows its progress where the console wants it.</summary>
    /// <param name="console">The console.</param>
    /// <param name="options">Number of chains.</param>
    /// <param name="work">What to do; it is handed the receiver of its progress.</param>
    public static T Watch<T>(CommandConsole console, SamplingOptions options, Func<IProgress<SamplingProgress>?, T> work)
    {
        if (!console.ShowsProgress)
        {
            return work(null);
        }

        Latest latest = new(options.Chains);
        Task<T> running = Task.Run(() => work(latest));
        if (!IsDone(running, Moment))
        {
            Show(console.Error, latest, running);
        }

        return running.GetAwaiter().GetResult();
    }

    private static bool IsDone(Task task, TimeSpan within) => Task.WaitAny([task], within) == 0;

    private static void Show(TextWriter error, Latest latest, Task running)
    {
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        terminal.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask[] bars = [.. Enumerable.Range(1, latest.Chains).Select(chain => context.AddTask($"chain {chain}"))];
                do
                {
                    for (int chain = 0; chain < bars.Length; chain++)
                    {
                        (string description, double fraction) = latest.Describe(chain);
                        bars[chain].Description = description;
                        bars[chain].Value = 100 * fraction;
                    }
                }
                while (!IsDone(running, Refresh));
            });
    }

    /// <summary>The latest news of each chain; reports come from the threads of the chains.</summary>
    internal sealed class Latest(int chains) : IProgress<SamplingProgress>
    {
        private readonly SamplingProgress[] news = new SamplingProgress[chains];
        private readonly Lock access = new();

        /// <summary>Number of chains.</summary>
        public int Chains => news.Length;

        /// <inheritdoc/>
        public void Report(SamplingProgress value)
        {
            lock (access)
            {
                news[value.Chain] = value;
            }
        }

        /// <summary>What a chain does, and how far it is, from 0 to 1.</summary>
        public (string Description, double Fraction) Describe(int chain)
        {
            SamplingProgress latest;
            lock (access)
            {
                latest = news[chain];
            }

            string phase = latest.Phase == SamplingPhase.Warmup ? "warm-up" : "sampling";
            string divergences = latest.Divergences == 0 ? "" : $", {latest.Divergences} divergences";
            return ($"chain {chain + 1} {phase}{divergences}", latest.TotalIterations == 0 ? 0 : (double)latest.Iteration / latest.TotalIterations);
        }
    }
}
