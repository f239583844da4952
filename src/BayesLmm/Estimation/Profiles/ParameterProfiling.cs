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

        RemlFit likelihood = ByMaximumLikelihood(fit, cancellationToken);
        parameters = [.. parameters.Where(fit.Determines).Where(likelihood.Determines)];
        double cut = LikelihoodProfiler.CutOff(options.Level);
        for (int round = 0; ; round++)
        {
            LikelihoodProfiler profiler = new(likelihood);
            EquatableArray<ProfileInterval> intervals = profiler.Intervals(parameters, cut, options.MaxThreads, progress, cancellationToken);
            if (round == MostMaxima || profiler.BetterFit(cancellationToken) is not { } better)
            {
                return new ProfileIntervals(options.Level, cut, likelihood.Criterion, fit.Restricted, round > 0, intervals);
            }

            likelihood = better;
        }
    }

    /// <summary>The whole profile of one parameter; null where there is none.</summary>
    public static LikelihoodProfile? Profile(RemlFit fit, string parameter, double level, int pointsASide, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pointsASide, 1);
        new ProfileOptions { Level = level }.Validate();
        Parameter found = Find(fit, parameter);
        RemlFit likelihood = ByMaximumLikelihood(fit, cancellationToken);
        if (!likelihood.Determines(found))
        {
            return null;
        }

        for (int round = 0; ; round++)
        {
            LikelihoodProfiler profiler = new(likelihood);
            LikelihoodProfile? profile = profiler.Profile(found, LikelihoodProfiler.CutOff(level), pointsASide, cancellationToken);
            if (round == MostMaxima || profiler.BetterFit(cancellationToken) is not { } better)
            {
                return profile;
            }

            likelihood = better;
        }
    }

    private static RemlFit ByMaximumLikelihood(RemlFit fit, CancellationToken cancellationToken) =>
        fit.Restricted ? new RemlEstimator(fit.Model, restricted: false).Fit(cancellationToken) : fit;

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
