using BayesLmm.Numerics;
using BayesLmm.Sampling.Metrics;
using BayesLmm.Sampling.NoUTurn.Adaptation;
using BayesLmm.Sampling.NoUTurn.Dynamics;
using BayesLmm.Sampling.Origins;

namespace BayesLmm.Sampling.NoUTurn;

/// <summary>
/// One Markov chain, advanced a slice at a time by whichever thread owns it. Its draws are a function of the target, the options, the start and its own random
/// stream, so it does not matter which thread advances it.
/// </summary>
internal sealed class Chain
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(100);

    private readonly int number;
    private readonly int dimension;
    private readonly SamplingOptions options;
    private readonly TimeProvider time;
    private readonly IProgress<Progress>? progress;
    private readonly HamiltonianKernel kernel;
    private readonly WarmupSchedule schedule;
    private readonly DualAveraging stepSizeAdaptation;
    private readonly CovarianceEstimator estimator;
    private readonly double[] draws;
    private readonly TransitionStatistics[] statistics;
    private readonly List<Divergence> divergences = [];
    private readonly double[] before;

    private int iteration = -1;   // −1: the step size is still to be found
    private int warmupDivergences;
    private long warmupLeapfrogs;
    private TimeSpan warmupTime;
    private TimeSpan samplingTime;
    private long lastReport;

    /// <summary>Makes a chain at its starting point, whose random numbers are of a stream of the options' seed.</summary>
    public Chain(
        int number, ulong stream, ILogDensity target, SamplingOptions options, StartingPoints start, TimeProvider time, IProgress<Progress>? progress)
    {
        this.number = number;
        this.options = options;
        this.time = time;
        this.progress = progress;
        dimension = target.Dimension;
        RandomStream random = new(options.Seed, stream);
        kernel = new HamiltonianKernel(target, random, start.Metric, options.MaxTreeDepth, options.Integrator, options.StepLimit, options.Jitter);
        if (start.Center is { } center)
        {
            kernel.MoveCenter(center);
        }

        kernel.MoveTo(start.Draw(target, random));
        schedule = start.Schedule;
        stepSizeAdaptation = new DualAveraging(options.TargetAcceptance, options.StepLimit);
        estimator = new CovarianceEstimator(dimension, start.Metric is DenseMetric);
        draws = new double[options.Draws * dimension];
        statistics = new TransitionStatistics[options.Draws];
        before = new double[dimension];
        lastReport = time.GetTimestamp();
    }

    /// <summary>The number of draws kept so far.</summary>
    public int Kept => Math.Max(0, iteration - schedule.Length);

    /// <summary>Whether all draws are made.</summary>
    public bool IsDone => Kept == options.Draws;

    /// <summary>The kept draws, draw by draw.</summary>
    public ReadOnlySpan<double> Draws => draws.AsSpan(0, Kept * dimension);

    /// <summary>The sampler's columns of the kept draws.</summary>
    public ReadOnlySpan<TransitionStatistics> Statistics => statistics.AsSpan(0, Kept);

    /// <summary>The divergences among the kept draws.</summary>
    public IEnumerable<Divergence> Divergences => divergences;

    /// <summary>How the chain was run.</summary>
    public ChainReport Report => new(
        number, kernel.StepSize, kernel.Metric, schedule.Length, warmupDivergences, warmupLeapfrogs, warmupTime, samplingTime);

    /// <summary>Makes up to <paramref name="iterations"/> iterations; fewer if the chain is done or is cancelled.</summary>
    public void Advance(int iterations, CancellationToken cancellationToken)
    {
        for (int i = 0; i < iterations && !IsDone && !cancellationToken.IsCancellationRequested; i++)
        {
            long begin = time.GetTimestamp();
            bool warm = iteration < schedule.Length;
            if (iteration < 0)
            {
                FindStepSize();
                iteration = 0;
                warm = schedule.Length > 0;
            }

            if (warm)
            {
                WarmUp();
            }
            else
            {
                Keep();
            }

            iteration++;
            long end = time.GetTimestamp();
            (warm ? ref warmupTime : ref samplingTime) += time.GetElapsedTime(begin, end);
            TellProgress(warm, end);
        }
    }

    private void WarmUp()
    {
        TransitionStatistics transition = kernel.Transition();
        warmupLeapfrogs += transition.Leapfrogs;
        warmupDivergences += transition.Diverged ? 1 : 0;
        kernel.StepSize = stepSizeAdaptation.Update(transition.AcceptanceStatistic);
        if (schedule.IsInWindow(iteration))
        {
            estimator.Add(kernel.Position);
        }

        if (schedule.ClosesWindow(iteration))
        {
            EuclideanMetric metric = estimator.Estimate(fallback: kernel.Metric);
            if (!ReferenceEquals(metric, kernel.Metric))
            {
                kernel.Metric = metric;
                kernel.MoveCenter(estimator.Mean);
            }

            estimator.Clear();
            FindStepSize();
        }

        if (iteration == schedule.Length - 1)
        {
            kernel.StepSize = stepSizeAdaptation.AveragedStepSize;
        }
    }

    private void Keep()
    {
        int draw = iteration - schedule.Length;
        kernel.Position.CopyTo(before);
        TransitionStatistics transition = kernel.Transition();
        statistics[draw] = transition;
        kernel.Position.CopyTo(draws.AsSpan(draw * dimension, dimension));
        if (transition.Diverged)
        {
            divergences.Add(new Divergence(
                number, draw, EquatableArray.Create<double>(before), EquatableArray.Create(kernel.DivergentPosition), kernel.DivergenceError));
        }
    }

    private void FindStepSize()
    {
        kernel.FindStepSize();
        stepSizeAdaptation.Restart(kernel.StepSize);
    }

    private void TellProgress(bool warm, long now)
    {
        bool phaseEnds = iteration == schedule.Length || IsDone;
        if (progress is not null && (phaseEnds || time.GetElapsedTime(lastReport, now) >= ReportInterval))
        {
            lastReport = now;
            progress.Report(new Progress(!warm, iteration, schedule.Length + options.Draws) { Chain = number, Divergences = divergences.Count });
        }
    }
}
