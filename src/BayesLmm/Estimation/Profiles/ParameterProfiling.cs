using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm.Estimation.Profiles;

/// <summary>Profiles of the likelihood, begun again where a better maximum turns up.</summary>
internal static class ParameterProfiling
{
    /// <summary>The level to which a profile for a plot goes unless another is asked for: lme4's.</summary>
    public const double PlotLevel = 0.99;

    /// <summary>How often profiling begins again from a better maximum that it came across.</summary>
    private const int MostMaxima = 3;

    /// <summary>The intervals of parameters, all unless the options name some.</summary>
    public static ProfileIntervals Intervals(RemlFit fit, ProfileOptions options, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        options.Validate();
        Parameter[] parameters = [.. fit.Parameters];
        if (options.Parameters is { } wanted)
        {
            parameters = [.. wanted.Select(name => Find(fit, name))];
        }

        RemlFit likelihood = RemlEstimator.ByMaximumLikelihood(fit, cancellationToken);
        parameters = [.. parameters.Where(fit.Determines).Where(likelihood.Determines)];
        double cut = LikelihoodProfiler.CutOff(options.Level);
        (EquatableArray<ProfileInterval> intervals, RemlFit best, bool improved) = FromBestMaximum(
            likelihood, profiler => profiler.Intervals(parameters, cut, options.MaxThreads, progress, cancellationToken), cancellationToken);
        return new ProfileIntervals(options.Level, cut, best.Criterion, fit.Restricted, improved, intervals);
    }

    /// <summary>The whole profile of one parameter; null where there is none.</summary>
    public static LikelihoodProfile? Profile(RemlFit fit, string parameter, double level, int pointsASide, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pointsASide, 1);
        new ProfileOptions { Level = level }.Validate();
        Parameter found = Find(fit, parameter);
        RemlFit likelihood = RemlEstimator.ByMaximumLikelihood(fit, cancellationToken);
        return likelihood.Determines(found)
            ? FromBestMaximum(
                likelihood, profiler => profiler.Profile(found, LikelihoodProfiler.CutOff(level), pointsASide, cancellationToken), cancellationToken).Found
            : null;
    }

    /// <summary>Profiles from the maximum of the likelihood, and again from each better one that profiling comes across.</summary>
    /// <returns>What the last round found, the maximum that it began from, and whether there was another before.</returns>
    private static (T Found, RemlFit Likelihood, bool Improved) FromBestMaximum<T>(
        RemlFit likelihood, Func<LikelihoodProfiler, T> work, CancellationToken cancellationToken)
    {
        for (int round = 0; ; round++)
        {
            LikelihoodProfiler profiler = new(likelihood);
            T found = work(profiler);
            if (round == MostMaxima || profiler.BetterFit(cancellationToken) is not { } better)
            {
                return (found, likelihood, round > 0);
            }

            likelihood = better;
        }
    }

    private static Parameter Find(RemlFit fit, string name)
    {
        foreach (Parameter parameter in fit.Parameters)
        {
            if (parameter.Name == name)
            {
                return parameter;
            }
        }

        throw new ArgumentException($"The model has no parameter '{name}'; it has {string.Join(", ", fit.Parameters)}.", nameof(name));
    }
}
