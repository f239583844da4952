using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>The kind of end of a profile interval on one side.</summary>
public enum IntervalEnd
{
    /// <summary>Where the profiled deviance crosses the cut-off.</summary>
    Crossing,

    /// <summary>
    /// At the end of the parameter's range, 0 for a standard deviation and ±1 for a correlation: the deviance there does not exceed the cut-off.
    /// </summary>
    Bound,

    /// <summary>Nowhere: the profiled deviance stays below the cut-off, however far the parameter moves.</summary>
    None,

    /// <summary>The search did not find an end.</summary>
    NotFound,
}

/// <summary>A profile-likelihood confidence interval: all values that a likelihood-ratio test at level 1 − <c>Level</c> would not reject.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Estimate">Its maximum-likelihood estimate; null for a correlation with an effect of no variance.</param>
/// <param name="Lower">The lower end; null if it does not exist or was not found.</param>
/// <param name="Upper">The upper end; null if it does not exist or was not found.</param>
/// <param name="LowerEnd">How it ends below.</param>
/// <param name="UpperEnd">How it ends above.</param>
/// <param name="Converged">Whether every constrained fit converged and none was better than the maximum-likelihood fit itself.</param>
public sealed record ProfileInterval(
    Parameter Parameter, double? Estimate, double? Lower, double? Upper, IntervalEnd LowerEnd, IntervalEnd UpperEnd, bool Converged);

/// <summary>Profile-likelihood confidence intervals of a model's parameters.</summary>
/// <param name="Level">The confidence level.</param>
/// <param name="CutOff">The quantile of χ²₁ by which the profiled deviance at an end point exceeds <paramref name="Deviance"/>.</param>
/// <param name="Deviance">−2 log likelihood at its maximum.</param>
/// <param name="Refitted">Whether the fit was by REML, so that the model was refitted by maximum likelihood: intervals are those of the likelihood.</param>
/// <param name="Improved">
/// Whether the fit had only found a local maximum of the likelihood: profiling found a better one, to which estimates and intervals refer.
/// </param>
/// <param name="Intervals">The intervals, in the order of the model's parameters.</param>
public sealed record ProfileIntervals(
    double Level, double CutOff, double Deviance, bool Refitted, bool Improved, EquatableArray<ProfileInterval> Intervals)
{
    /// <summary>The interval of a parameter.</summary>
    /// <exception cref="ArgumentException">The model has no such parameter.</exception>
    public ProfileInterval this[string parameter] => Intervals.FirstOrDefault(interval => interval.Parameter.Name == parameter)
        ?? throw new ArgumentException($"There is no profile interval of a parameter '{parameter}'.", nameof(parameter));
}

/// <summary>The profile of one parameter, for plots: straight where the likelihood is normal.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Estimate">Its maximum-likelihood estimate.</param>
/// <param name="Deviance">−2 log likelihood at its maximum.</param>
/// <param name="Points">The profile, values ascending, the estimate among them.</param>
public sealed record LikelihoodProfile(Parameter Parameter, double Estimate, double Deviance, EquatableArray<ProfilePoint> Points);

/// <summary>A point of a profile.</summary>
/// <param name="Value">The value at which the parameter is held.</param>
/// <param name="Deviance">−2 log likelihood maximised over all other parameters.</param>
/// <param name="Zeta">ζ, the signed square root of the deviance above its minimum: negative below the estimate.</param>
/// <param name="Converged">Whether the constrained fit converged.</param>
public readonly record struct ProfilePoint(double Value, double Deviance, double Zeta, bool Converged);

/// <summary>The options of profile intervals. Immutable.</summary>
public sealed record ProfileOptions
{
    /// <summary>The confidence level, in (0, 1). Default 0.95.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>The names of the parameters; null (the default) for all.</summary>
    public IReadOnlyCollection<string>? Parameters { get; init; }

    /// <summary>The most threads; 0 (the default) means one for each processor. Results do not depend on it.</summary>
    public int MaxThreads { get; init; }

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it, its value and its range.</exception>
    public void Validate()
    {
        if (!(Level is > 0 and < 1))
        {
            throw new ArgumentException($"The level of profile intervals is above 0 and below 1; it is {Level}.", nameof(Level));
        }

        if (MaxThreads < 0)
        {
            throw new ArgumentException($"The number of threads is at least 0 (0 means one for each processor); it is {MaxThreads}.", nameof(MaxThreads));
        }
    }
}
