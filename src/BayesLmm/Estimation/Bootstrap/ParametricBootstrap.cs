using System.Numerics.Tensors;
using BayesLmm.Distributions;
using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm;

/// <summary>
/// A parametric bootstrap of a fit: the parameters' estimates from responses simulated from the fitted model (Davison &amp; Hinkley 1997, <i>Bootstrap Methods
/// and their Application</i>, ch. 2 and 5).
/// </summary>
public sealed record ParametricBootstrap
{
    /// <summary>Creates the result of a bootstrap.</summary>
    internal ParametricBootstrap(
        ulong seed,
        int requested,
        bool isCancelled,
        EquatableArray<Parameter> parameters,
        EquatableArray<double> estimates,
        EquatableArray<int> replicates,
        EquatableArray<double> values,
        EquatableArray<int> singularReplicates,
        EquatableArray<BootstrapFailure> failures)
    {
        Seed = seed;
        Requested = requested;
        IsCancelled = isCancelled;
        Parameters = parameters;
        Estimates = estimates;
        Replicates = replicates;
        Values = values;
        SingularReplicates = singularReplicates;
        Failures = failures;
    }

    /// <summary>The seed.</summary>
    public ulong Seed { get; internal init; }

    /// <summary>The requested number of replicates.</summary>
    public int Requested { get; internal init; }

    /// <summary>Whether the work ended before all were done.</summary>
    public bool IsCancelled { get; internal init; }

    /// <summary>The parameters, in the model's order.</summary>
    public EquatableArray<Parameter> Parameters { get; internal init; }

    /// <summary>Their estimates by the fit itself; NaN for a correlation with an effect of no variance.</summary>
    public EquatableArray<double> Estimates { get; internal init; }

    /// <summary>The numbers, from 0, of the replicates that were fitted: the streams of the seed that they were drawn from.</summary>
    public EquatableArray<int> Replicates { get; internal init; }

    /// <summary>The estimates, replicates × parameters by rows; NaN for a correlation with an effect of no variance, which <see
    /// cref="BootstrapSummary.Missing"/> counts.</summary>
    public EquatableArray<double> Values { get; internal init; }

    /// <summary>The numbers of the replicates whose fit was singular; they are among <see cref="Replicates"/>.</summary>
    public EquatableArray<int> SingularReplicates { get; internal init; }

    /// <summary>The replicates that could not be fitted.</summary>
    internal EquatableArray<BootstrapFailure> Failures { get; init; }

    /// <summary>Number of replicates that were fitted.</summary>
    public int Fitted => Replicates.Count;

    /// <summary>The estimates of one parameter, replicate by replicate.</summary>
    /// <exception cref="ArgumentException">The model has no such parameter.</exception>
    public double[] Column(string parameter)
    {
        int j = IndexOf(parameter);
        return [.. Enumerable.Range(0, Fitted).Select(i => Values[(i * Parameters.Count) + j])];
    }

    /// <summary>Bias, standard error and intervals of every parameter.</summary>
    /// <param name="level">The intervals' level, in (0, 1).</param>
    public EquatableArray<BootstrapSummary> Summarize(double level = 0.95) =>
        Parameters.Select(parameter => Summarize(parameter.Name, level)).ToEquatableArray();

    /// <summary>Bias, standard error and intervals of one parameter.</summary>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="level">The intervals' level, in (0, 1).</param>
    /// <exception cref="ArgumentException">The model has no such parameter, or the level is out of range.</exception>
    public BootstrapSummary Summarize(string parameter, double level = 0.95)
    {
        if (!(level is > 0 and < 1))
        {
            throw new ArgumentException($"The level of bootstrap intervals is above 0 and below 1; it is {level}.", nameof(level));
        }

        int j = IndexOf(parameter);
        double[] all = Column(parameter), values = [.. all.Where(value => !double.IsNaN(value)).Order()];
        double? estimate = double.IsNaN(Estimates[j]) ? null : Estimates[j];
        int missing = all.Length - values.Length;
        if (values.Length < 2)
        {
            return new BootstrapSummary(Parameters[j], estimate, null, null, null, missing, level, null, null, null);
        }

        double mean = TensorPrimitives.Sum<double>(values) / values.Length;
        double sd = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        double tail = 0.5 * (1 - level);
        (double Lower, double Upper) percentile = (Quantiles.Of(values, tail), Quantiles.Of(values, 1 - tail));
        if (estimate is not { } center)
        {
            return new BootstrapSummary(Parameters[j], null, mean, null, sd, missing, level, percentile, null, null);
        }

        double bias = mean - center, reach = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 1 - tail) * sd;
        return new BootstrapSummary(
            Parameters[j],
            center,
            mean,
            bias,
            sd,
            missing,
            level,
            percentile,
            ((2 * center) - percentile.Upper, (2 * center) - percentile.Lower),
            (center - bias - reach, center - bias + reach));
    }

    private int IndexOf(string parameter)
    {
        for (int j = 0; j < Parameters.Count; j++)
        {
            if (Parameters[j].Name == parameter)
            {
                return j;
            }
        }

        throw new ArgumentException($"The model has no parameter '{parameter}'; it has {string.Join(", ", Parameters)}.", nameof(parameter));
    }
}

/// <summary>A replicate that could not be fitted.</summary>
/// <param name="Replicate">Its number, from 0.</param>
/// <param name="Reason">What went wrong.</param>
internal sealed record BootstrapFailure(int Replicate, string Reason);

/// <summary>The bootstrap summary of one parameter.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Estimate">θ̂, by the fit itself; null for a correlation with an effect of no variance.</param>
/// <param name="Mean">The replicates' mean; null with fewer than two replicates.</param>
/// <param name="Bias">Mean less estimate; null without one of them.</param>
/// <param name="StandardError">The replicates' standard deviation; null with fewer than two.</param>
/// <param name="Missing">The number of replicates without such a quantity: correlations with an effect without variance.</param>
/// <param name="Level">The intervals' level.</param>
/// <param name="Percentile">The quantiles of the replicates (type 7).</param>
/// <param name="Basic">The percentile interval reflected about the estimate, 2θ̂ less the quantiles; it may reach outside the parameter's range.</param>
/// <param name="Normal">The estimate less the bias, plus and minus the normal quantile times the standard error.</param>
public sealed record BootstrapSummary(
    Parameter Parameter,
    double? Estimate,
    double? Mean,
    double? Bias,
    double? StandardError,
    int Missing,
    double Level,
    (double Lower, double Upper)? Percentile,
    (double Lower, double Upper)? Basic,
    (double Lower, double Upper)? Normal);

/// <summary>A likelihood-ratio test whose statistic's distribution under the smaller model is simulated.</summary>
public sealed record BootstrapTest
{
    /// <summary>Creates the result of a test.</summary>
    internal BootstrapTest(
        LikelihoodRatioTest asymptotic,
        ulong seed,
        int requested,
        bool isCancelled,
        double pValue,
        EquatableArray<double> statistics,
        EquatableArray<BootstrapFailure> failures)
    {
        Asymptotic = asymptotic;
        Seed = seed;
        Requested = requested;
        IsCancelled = isCancelled;
        PValue = pValue;
        Statistics = statistics;
        Failures = failures;
    }

    /// <summary>The test by χ² and its mixture.</summary>
    public LikelihoodRatioTest Asymptotic { get; internal init; }

    /// <summary>The seed.</summary>
    public ulong Seed { get; internal init; }

    /// <summary>The requested number of replicates.</summary>
    public int Requested { get; internal init; }

    /// <summary>Whether the work ended before all were done.</summary>
    public bool IsCancelled { get; internal init; }

    /// <summary>(b + 1)/(B + 1), where b of B simulated statistics were not below the observed one.</summary>
    public double PValue { get; internal init; }

    /// <summary>The simulated statistics, in the order of the replicates that were fitted.</summary>
    public EquatableArray<double> Statistics { get; internal init; }

    /// <summary>The replicates that could not be fitted, by one or the other model.</summary>
    internal EquatableArray<BootstrapFailure> Failures { get; init; }

    /// <summary>The Monte Carlo standard error of the p-value.</summary>
    public double PValueError => Math.Sqrt(PValue * (1 - PValue) / (Statistics.Count + 1));
}
