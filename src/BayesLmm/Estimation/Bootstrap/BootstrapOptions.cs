namespace BayesLmm;

/// <summary>How to bootstrap. Immutable.</summary>
public sealed record BootstrapOptions
{
    /// <summary>The number of simulated responses, at least 2. Default 1000.</summary>
    public int Replicates { get; init; } = 1000;

    /// <summary>
    /// The seed; one seed gives the same results whatever the number of threads: each replicate has its own stream of random numbers. Default 1.
    /// </summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The most threads; 0 (the default) means one for each processor.</summary>
    public int MaxThreads { get; init; }

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it, its value and its range.</exception>
    public void Validate()
    {
        if (Replicates < 2)
        {
            throw new ArgumentException($"The number of bootstrap replicates is at least 2; it is {Replicates}.", nameof(Replicates));
        }

        if (MaxThreads < 0)
        {
            throw new ArgumentException($"The number of threads is at least 0 (0 means one for each processor); it is {MaxThreads}.", nameof(MaxThreads));
        }
    }
}
