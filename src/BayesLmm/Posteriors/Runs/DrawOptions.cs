using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>
/// What all engines share: how many draws, from which seed, on how many threads. Immutable; checked as a whole by <see cref="Validate"/>, which every engine
/// calls once.
/// </summary>
public sealed record DrawOptions
{
    /// <summary>The number of chains, at least 1; convergence can be judged from 4 on. Default 4.</summary>
    public int Chains { get; init; } = 4;

    /// <summary>The number of kept draws a chain, at least 1. Default 1000.</summary>
    public int Draws { get; init; } = 1000;

    /// <summary>The seed; one seed gives the same draws on one machine whatever the number of threads. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The most threads; 0 (the default) means one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>The options of a model's <c>sample</c> statement; defaults for those that it leaves out.</summary>
    public static DrawOptions From(Model model)
    {
        DrawOptions defaults = new();
        return new DrawOptions
        {
            Chains = model.Draws.Chains ?? defaults.Chains,
            Draws = model.Draws.Draws ?? defaults.Draws,
            Seed = model.Draws.Seed ?? defaults.Seed,
        };
    }

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it, its value and its range.</exception>
    public void Validate()
    {
        OptionRanges options = new(option => $"The sampling option {option}");
        options.RequireAtLeast(Chains, 1);
        options.RequireAtLeast(Draws, 1);
        options.RequireThreads(Threads);
    }
}
