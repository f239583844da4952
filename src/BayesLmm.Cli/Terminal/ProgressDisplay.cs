using BayesLmm.Sampling;
using Spectre.Console;
using Progress = BayesLmm.Sampling.Progress;

namespace BayesLmm.Cli.Terminal;

/// <summary>Bars on the terminal while work takes longer than a moment, one for each chain or one for all; its library is loaded only then.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);

    /// <summary>Samples, and shows the progress of the chains if the console supports it.</summary>
    /// <param name="console">The console.</param>
    /// <param name="options">Number of chains.</param>
    /// <param name="work">The work; it gets the receiver of its progress.</param>
    public static T Watch<T>(CommandConsole console, DrawOptions options, Func<IProgress<Progress>?, T> work)
    {
        if (!console.ShowsProgress && !console.Activity.IsWatched)
        {
            return work(null);
        }

        Latest latest = new(options.Chains);
        return Watch(console, latest, () => work(latest));
    }

    /// <summary>Does work that is counted in steps, and shows its progress if the console supports it.</summary>
    /// <param name="console">The console.</param>
    /// <param name="name">What the work is called.</param>
    /// <param name="work">The work; it gets the receiver of its progress.</param>
    public static T Watch<T>(CommandConsole console, string name, Func<IProgress<Progress>?, T> work)
    {
        if (!console.ShowsProgress && !console.Activity.IsWatched)
        {
            return work(null);
        }

        Furthest furthest = new(name);
        return Watch(console, furthest, () => work(furthest));
    }

    private static T Watch<T>(CommandConsole console, IBars bars, Func<T> work)
    {
        if (!console.ShowsProgress)
        {
            return console.Activity.Follow(bars, work);
        }

        Task<T> running = Task.Run(work);
        if (!IsDone(running, Moment))
        {
            bool wasQuiet = console.Activity.IsQuiet;
            console.Activity.IsQuiet = true;
            Show(console.Bars, bars, running);
            console.Activity.IsQuiet = wasQuiet;
        }

        return running.GetAwaiter().GetResult();
    }

    private static bool IsDone(Task task, TimeSpan within) => Task.WaitAny([task], within) == 0;

    private static void Show(TextWriter error, IBars bars, Task running)
    {
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        terminal.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask[] tasks = [.. Enumerable.Range(0, bars.Count).Select(part => context.AddTask(bars.Describe(part).Description))];
                do
                {
                    for (int part = 0; part < tasks.Length; part++)
                    {
                        (string description, double fraction) = bars.Describe(part);
                        tasks[part].Description = description;
                        tasks[part].Value = 100 * fraction;
                    }
                }
                while (!IsDone(running, Refresh));
            });
    }

    /// <summary>The latest progress of each chain; reports come from the threads of the chains.</summary>
    internal sealed class Latest(int chains) : IProgress<Progress>, IBars
    {
        private readonly Progress[] chainProgress = new Progress[chains];
        private readonly Lock access = new();

        /// <inheritdoc/>
        public int Count => chainProgress.Length;

        /// <inheritdoc/>
        public void Report(Progress value)
        {
            lock (access)
            {
                if (value.Chain is { } chain)
                {
                    chainProgress[chain] = value;
                }
                else
                {
                    Array.Fill(chainProgress, value);   // work without chains: all bars advance together
                }
            }
        }

        /// <inheritdoc/>
        public (string Description, double Fraction) Describe(int part)
        {
            Progress latest;
            lock (access)
            {
                latest = chainProgress[part];
            }

            string phase = latest.IsSampling ? "sampling" : "warm-up";
            string divergences = latest.Divergences == 0 ? "" : $", {latest.Divergences} divergences";
            return ($"chain {part + 1} {phase}{divergences}", latest.Fraction);
        }
    }

    /// <summary>The progress of counted work; reports come from several threads, not always in order.</summary>
    internal sealed class Furthest(string name) : IProgress<Progress>, IBars
    {
        private readonly Lock access = new();
        private Progress furthest;

        /// <inheritdoc/>
        public int Count => 1;

        /// <inheritdoc/>
        public void Report(Progress value)
        {
            lock (access)
            {
                furthest = value.Fraction > furthest.Fraction ? value : furthest;
            }
        }

        /// <inheritdoc/>
        public (string Description, double Fraction) Describe(int part)
        {
            lock (access)
            {
                return (name, furthest.Fraction);
            }
        }
    }
}
