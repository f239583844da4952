using BayesLmm.Estimation.Profiles;
using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>Profiles of the likelihood.</summary>
public static class ProfileExtensions
{
    /// <summary>The default level of a profile for a plot: lme4's.</summary>
    private const double PlotLevel = 0.99;

    /// <summary>How often profiling restarts from a better maximum that it found.</summary>
    private const int MostMaxima = 3;

    /// <summary>
    /// Profile-likelihood confidence intervals of the parameters: the values at which −2 log likelihood, maximised over all other parameters, exceeds its
    /// minimum by the quantile of χ²₁ (Venzon &amp; Moolgavkar 1988; Bates et al. 2015, §5.1), found by solving for them, without interpolation.
    /// </summary>
    /// <remarks>
    /// A REML fit is refitted by maximum likelihood first, because restricted likelihoods with different fixed effects cannot be compared; the result says so.
    /// It also says so if profiling found a higher likelihood than the fit's and restarted from there.
    /// </remarks>
    /// <param name="fit">A fit.</param>
    /// <param name="options">Level, parameters and threads; null for the defaults.</param>
    /// <param name="progress">Told after each parameter, from any thread; begins again when profiling does.</param>
    /// <param name="cancellationToken">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the model has no such parameter.</exception>
    public static ProfileIntervals ProfileIntervals(
        this RemlFit fit, ProfileOptions? options = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new ProfileOptions();
        options.Validate();
        Parameter[] parameters = [.. fit.Parameters];
        if (options.Parameters is { } wanted)
        {
            parameters = [.. wanted.Select(name => Find(fit, name))];
        }

        RemlFit likelihood = ByMaximumLikelihood(fit, cancellationToken);
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

    /// <summary>
    /// The whole profile of one parameter, with ζ on a grid over its profile interval of a level; null for a correlation with an effect whose variance is
    /// estimated as 0, which has no profile.
    /// </summary>
    /// <param name="fit">A fit; one by REML is refitted by maximum likelihood.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="level">The level of the interval that the grid spans, in (0, 1).</param>
    /// <param name="pointsASide">Number of points on either side of the estimate, at least 1.</param>
    /// <param name="cancellationToken">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The model has no such parameter.</exception>
    public static LikelihoodProfile? Profile(
        this RemlFit fit, string parameter, double level = PlotLevel, int pointsASide = 12, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pointsASide, 1);
        new ProfileOptions { Level = level }.Validate();
        Parameter found = Find(fit, parameter);
        RemlFit likelihood = ByMaximumLikelihood(fit, cancellationToken);
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
        fit.Restricted ? fit.Model.FitReml(restricted: false, cancellationToken) : fit;

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
