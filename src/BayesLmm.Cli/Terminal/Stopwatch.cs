using BayesLmm.Reports.Content;

namespace BayesLmm.Cli.Terminal;

/// <summary>How long the steps of a run took.</summary>
internal sealed class Stopwatch(TimeProvider time)
{
    private readonly long begin = time.GetTimestamp();
    private readonly List<Timing> laps = [];
    private long last = time.GetTimestamp();

    /// <summary>The steps so far in their order.</summary>
    public IReadOnlyList<Timing> Laps => laps;

    /// <summary>Ends a step that began at the end of the previous one.</summary>
    public void Lap(Step step)
    {
        long now = time.GetTimestamp();
        laps.Add(new Timing(step, time.GetElapsedTime(last, now)));
        last = now;
    }

    /// <summary>Adds a step that was measured elsewhere, and begins the next one now.</summary>
    public void Add(Step step, TimeSpan elapsed)
    {
        laps.Add(new Timing(step, elapsed));
        last = time.GetTimestamp();
    }

    /// <summary>Adds the time since this object was made.</summary>
    public void Finish() => laps.Add(new Timing(Step.Total, time.GetElapsedTime(begin)));
}
