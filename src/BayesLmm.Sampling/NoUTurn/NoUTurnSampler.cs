using BayesLmm.Numerics;
using BayesLmm.Sampling.Densities;
using BayesLmm.Sampling.NoUTurn;
using BayesLmm.Sampling.NoUTurn.Dynamics;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Sampling;

/// <summary>The multinomial No-U-Turn sampler (Hoffman &amp; Gelman 2014; Betancourt 2017) over any log density with a gradient.</summary>
public static class NoUTurnSampler
{
    /// <summary>With fewer iterations a pilot says nothing about a density.</summary>
    private const int SmallestPilot = 20;

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
        Check(density, options);
        TimeProvider time = timeProvider ?? TimeProvider.System;
        long begin = time.GetTimestamp();
        Chain[] chains = Run(density, options, RandomStreams.OfChain, progress, cancellationToken, time, out StartReport start);
        return Collect(chains, density.Dimension, options, start, null, time.GetElapsedTime(begin), cancellationToken);
    }

    /// <summary>
    /// Draws in two runs. A pilot's draws say where the density is and how it is shaped; the caller then gives the same density in better coordinates, from
    /// which the draws that are kept are made. Both runs count as warm-up, half of it each. The draws do not depend on the number of threads.
    /// </summary>
    /// <param name="density">The target, in coordinates to begin with.</param>
    /// <param name="refine">Gives the target in better coordinates after the pilot's draws.</param>
    /// <param name="options">How to sample; <see cref="SamplingOptions.Warmup"/> is that of both runs and is given.</param>
    /// <param name="progress">Receives the progress of both runs as that of one.</param>
    /// <param name="cancellationToken">Ends sampling early, as in the other method.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="OperationCanceledException">Sampling was cancelled before any draw was kept.</exception>
    internal static Draws SampleWithPilot(
        ILogDensity density,
        Func<Draws, ILogDensity> refine,
        SamplingOptions options,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default,
        TimeProvider? timeProvider = null)
    {
        Check(density, options);
        TimeProvider time = timeProvider ?? TimeProvider.System;
        long begin = time.GetTimestamp();
        int warmup = options.Warmup ?? SamplingOptions.WarmupFromRandom, iterations = warmup / 2;
        if (iterations < SmallestPilot)
        {
            return Sample(density, options, progress, cancellationToken, timeProvider);
        }

        int total = warmup + options.Draws;
        SamplingOptions first = options with { Warmup = iterations / 2, Draws = iterations - (iterations / 2) };
        Chain[] pilot = Run(
            density, first, RandomStreams.OfPilot, PilotRun.Shift(progress, 0, total, isPilot: true), cancellationToken, time, out StartReport start);
        cancellationToken.ThrowIfCancellationRequested();
        Draws learnt = Collect(pilot, density.Dimension, first, start, null, time.GetElapsedTime(begin), cancellationToken);
        PilotRun run = new(
            [.. pilot.Select(chain => chain.Report)],
            [.. pilot.Select(chain => chain.Statistics.ToArray().Sum(transition => (long)transition.Leapfrogs))])
        {
            Iterations = iterations,
        };

        ILogDensity better = refine(learnt);
        SamplingOptions second = options with { Warmup = warmup - iterations };
        Chain[] chains = Run(
            better, second, RandomStreams.OfChain, PilotRun.Shift(progress, iterations, total, isPilot: false), cancellationToken, time, out start);
        return Collect(chains, better.Dimension, options, start, run, time.GetElapsedTime(begin), cancellationToken);
    }

    private static void Check(ILogDensity density, SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(density);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (density.Dimension < 1)
        {
            throw new ArgumentException($"A density to sample has at least 1 coordinate, not {density.Dimension}.", nameof(density));
        }

    }

    private static Chain[] Run(
        ILogDensity density, SamplingOptions options, Func<int, ulong> stream, IProgress<Progress>? progress, CancellationToken cancellationToken,
        TimeProvider time, out StartReport report)
    {
        StartingPoints start = StartingPoints.Find(density, options, cancellationToken);
        Chain[] chains = [.. Enumerable.Range(0, options.Chains).Select(c => new Chain(c, stream(c), density, options, start, time, progress))];
        ChainScheduler.Run(chains, options.MaxThreads, cancellationToken);
        report = start.Report;
        return chains;
    }

    private static Draws Collect(
        Chain[] chains, int dimension, SamplingOptions options, StartReport start, PilotRun? pilot, TimeSpan elapsed, CancellationToken cancellationToken)
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
            begun.Select(c => pilot?.AddTo(c.Report) ?? c.Report).ToEquatableArray(),
            begun.SelectMany(c => c.Divergences).Where(d => d.Draw < length).ToEquatableArray(),
            start,
            options);
        return new Draws(origin, dimension, draws, begun.Length, interrupted: begun.Length < chains.Length || length < options.Draws, elapsed);
    }
}
