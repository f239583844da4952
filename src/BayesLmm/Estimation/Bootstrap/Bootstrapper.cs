using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm.Estimation.Bootstrap;

/// <summary>Simulates from a fit and fits again.</summary>
internal static class Bootstrapper
{
    /// <summary>A simulated statistic this much below the observed one counts as equal: both are differences of optima with about this accuracy.</summary>
    private const double StatisticTolerance = 1e-8;

    /// <summary>The distribution of the estimates.</summary>
    public static ParametricBootstrap Estimates(
        RemlFit fit, BootstrapOptions options, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        double[] Values(RemlFit refit) =>
        [
            .. refit.FixedEffects.Select(effect => effect.Estimate),
            .. refit.VarianceComponents.Where(component => fit.Determines(component.Parameter)).Select(component => component.Estimate),
        ];
        ResponseSimulator simulator = new(fit);
        Refitter refitter = new(fit);
        Replicate?[] replicates = ReplicateRunner.Run(
            options.Replicates,
            options.MaxThreads,
            i => refitter.TryFit(simulator.Draw(new RandomStream(options.Seed, (ulong)i)), out string failure, cancellationToken) is { } refit
                ? new Replicate(i, Values(refit), refit.IsSingular, null)
                : new Replicate(i, [], false, failure),
            progress,
            cancellationToken);
        Replicate[] done = [.. replicates.OfType<Replicate>()], fitted = [.. done.Where(one => one.Failure is null)];
        return new ParametricBootstrap(
            options.Seed,
            options.Replicates,
            done.Length < options.Replicates,
            fit.Parameters.Where(fit.Determines).ToEquatableArray(),
            EquatableArray.Create<double>(Values(fit)),
            fitted.Select(one => one.Number).ToEquatableArray(),
            fitted.SelectMany(one => one.Values).ToEquatableArray(),
            fitted.Where(one => one.IsSingular).Select(one => one.Number).ToEquatableArray(),
            Failures(done));
    }

    /// <summary>The distribution of the likelihood-ratio statistic under the smaller model.</summary>
    public static BootstrapTest Test(
        RemlFit small, RemlFit large, LikelihoodRatioTest test, BootstrapOptions options, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        ResponseSimulator simulator = new(small);
        Refitter ofSmall = new(small), ofLarge = new(large);
        Replicate?[] replicates = ReplicateRunner.Run(
            options.Replicates,
            options.MaxThreads,
            i =>
            {
                double[] response = simulator.Draw(new RandomStream(options.Seed, (ulong)i));
                return ofSmall.TryFit(response, out string failure, cancellationToken) is { } smallRefit
                    && ofLarge.TryFit(response, out failure, cancellationToken) is { } largeRefit
                    ? new Replicate(i, [Math.Max(0, smallRefit.Criterion - largeRefit.Criterion)], false, null)
                    : new Replicate(i, [], false, failure);
            },
            progress,
            cancellationToken);
        Replicate[] done = [.. replicates.OfType<Replicate>()];
        double[] statistics = [.. done.SelectMany(one => one.Values)];
        int above = statistics.Count(statistic => statistic >= test.Statistic - StatisticTolerance);
        return new BootstrapTest(
            test,
            options.Seed,
            options.Replicates,
            done.Length < options.Replicates,
            (above + 1.0) / (statistics.Length + 1),
            EquatableArray.Create<double>(statistics),
            Failures(done));
    }

    private static EquatableArray<BootstrapFailure> Failures(IEnumerable<Replicate> replicates) =>
        replicates.Where(one => one.Failure is not null).Select(one => new BootstrapFailure(one.Number, one.Failure!)).ToEquatableArray();

    private sealed record Replicate(int Number, double[] Values, bool IsSingular, string? Failure);
}
