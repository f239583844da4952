using BayesLmm.Numerics;
using BayesLmm.Sampling.NoUTurn;
using BayesLmm.Sampling.NoUTurn.Dynamics;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Sampling;

/// <summary>The multinomial No-U-Turn sampler (Hoffman &amp; Gelman 2014; Betancourt 2017) over any log density with a gradient.</summary>
public static class NoUTurnSampler
{
    /// <summary>
    /// Draws from the density. Chains run in parallel; the draws are a function of the density, the options and the machine's arithmetic, not
    /// of the number of threads.
    /// </summary>
    /// <param name="density">The target.</param>
    /// <param name="options">How to sample.</param>
    /// <param name="progress">Receives progress while the chains run, from their threads.</param>
    /// <param name="cancellationToken">
    /// Ends sampling early. What was drawn is kept: every chain is cut to the length of the shortest, and
    /// <see cref="Draws.Interrupted"/> is set. Chains that have no draw yet are left out.
    /// </param>
    /// <param name="timeProvider">The clock that durations are measured with; null for the system's.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the density has no coordinates.</exception>
    /// <exception cref="InvalidOperationException">No starting point with a finite density was found.</exception>
    /// <exception cref="OperationCanceledException">Sampling was cancelled before any draw was kept.</exception>
    public static Draws Sample(
        ILogDensity density,
        SamplingOptions options,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(density);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (density.Dimension < 1)
        {
            throw new ArgumentException($"A density to sample has at least 1 coordinate, not {density.Dimension}.", nameof(density));
        }

        TimeProvider time = timeProvider ?? TimeProvider.System;
        long begin = time.GetTimestamp();
        StartingPoints start = StartingPoints.Find(density, options, cancellationToken);
        Chain[] chains = [.. Enumerable.Range(0, options.Chains).Select(c => new Chain(c, density, options, start, time, progress))];
        ChainScheduler.Run(chains, options.MaxThreads, cancellationToken);
        return Collect(chains, density.Dimension, options, start.Report, time.GetElapsedTime(begin), cancellationToken);
    }

    private static Draws Collect(
        Chain[] chains, int dimension, SamplingOptions options, StartReport start, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        Chain[] begun = [.. chains.Where(c => c.Kept > 0)];
        if (begun.Length == 0)
        {
            throw new OperationCanceledException("Sampling was cancelled during warm-up, before any draw was kept.", cancellationToken);
        }

        int length = begun.Min(c => c.Kept);
        double[] draws = new double[begun.Length * length * dimension];
        TransitionStatistics[] statistics = new TransitionStatistics[begun.Length * length];
        for (int i = 0; i < begun.Length; i++)
        {
            begun[i].Draws[..(length * dimension)].CopyTo(draws.AsSpan(i * length * dimension));
            begun[i].Statistics[..length].CopyTo(statistics.AsSpan(i * length));
        }

        Trajectories origin = new(
            statistics,
            begun.Select(c => c.Report).ToEquatableArray(),
            begun.SelectMany(c => c.Divergences).Where(d => d.Draw < length).ToEquatableArray(),
            start,
            options);
        return new Draws(origin, dimension, draws, begun.Length, interrupted: begun.Length < chains.Length || length < options.Draws, elapsed);
    }
}
