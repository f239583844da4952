namespace BayesLmm.Cli.Terminal;

/// <summary>What a command is doing at the moment. The thread of the command says it, and another one reads it.</summary>
internal sealed class Activity
{
    private sealed record State(string What, bool Keeps);

    private volatile State state = new("starting", false);
    private volatile IBars? progress;

    /// <summary>Whether somebody reads this: reports of progress are worth their price.</summary>
    public bool IsWatched { get; init; }

    /// <summary>Whether lines about it are unwanted: the user said so, or bars on a terminal show it.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>Whether an interruption leaves something that is worth a report, so that what follows must not be cut off.</summary>
    public bool Keeps => state.Keeps;

    /// <summary>What it is, after "while".</summary>
    public string Now => state.What;

    /// <summary>What it is, with how far it is where that is known.</summary>
    public string NowWithProgress
    {
        get
        {
            if (progress is not { Count: > 0 } bars)
            {
                return Now;
            }

            double mean = Enumerable.Range(0, bars.Count).Average(part => bars.Describe(part).Fraction);
            return FormattableString.Invariant($"{Now}, {100 * mean:F0} % done");
        }
    }

    /// <summary>Begins something else.</summary>
    /// <param name="what">What it is, after "while".</param>
    /// <param name="keeps">See <see cref="Keeps"/>.</param>
    public void Begin(string what, bool keeps = false) => state = new State(what, keeps);

    /// <summary>Does work whose progress is known.</summary>
    public T Follow<T>(IBars bars, Func<T> work)
    {
        progress = bars;
        try
        {
            return work();
        }
        finally
        {
            progress = null;
        }
    }
}
