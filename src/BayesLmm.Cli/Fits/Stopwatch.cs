namespace BayesLmm.Cli.Fits;

/// <summary>A step of a run whose time is reported.</summary>
internal enum Step
{
    /// <summary>The model's text is read and parsed.</summary>
    Parse,

    /// <summary>The data file is read.</summary>
    Read,

    /// <summary>Model and data are bound.</summary>
    Bind,

    /// <summary>The REML fit; runs beside sampling.</summary>
    Reml,

    /// <summary>Sampling; runs beside REML.</summary>
    Sampling,

    /// <summary>Further engines that the answer is held against.</summary>
    Against,

    /// <summary>Tests, intervals and whatever else follows from the REML fit.</summary>
    Inference,

    /// <summary>Summaries of the draws and the agreement of the engines.</summary>
    Summaries,

    /// <summary>From the start of the command to the last number.</summary>
    Total,
}

/// <summary>How long the steps of a run took.</summary>
internal sealed class Stopwatch(TimeProvider time)
{
    private readonly long begin = time.GetTimestamp();
    private readonly List<(Step Step, TimeSpan Elapsed)> laps = [];
    private long last = time.GetTimestamp();

    /// <summary>The steps so far in their order.</summary>
    public IReadOnlyList<(Step Step, TimeSpan Elapsed)> Laps => laps;

    /// <summary>A step ends that began where the one before ended.</summary>
    public void Lap(Step step)
    {
        long now = time.GetTimestamp();
        laps.Add((step, time.GetElapsedTime(last, now)));
        last = now;
    }

    /// <summary>Adds a step that was measured elsewhere, and begins the next one now.</summary>
    public void Add(Step step, TimeSpan elapsed)
    {
        laps.Add((step, elapsed));
        last = time.GetTimestamp();
    }

    /// <summary>Adds the time since this object was made.</summary>
    public void Finish() => laps.Add((Step.Total, time.GetElapsedTime(begin)));
}
