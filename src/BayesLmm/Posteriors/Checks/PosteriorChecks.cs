using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>Posterior predictive checks of a model: its response, its groups and its assumptions, beside what the model itself produces.</summary>
/// <param name="Predictive">Statistics of the response.</param>
/// <param name="Groups">The mean response of each level of the first grouping factor; empty without one, and where levels × draws are too many.</param>
/// <param name="Assumptions">Discrepancies of residuals and group effects from what the model assumes of them.</param>
/// <param name="Draws">How many replications were made: fewer than the posterior's draws for very many rows.</param>
public sealed record PosteriorChecks(
    EquatableArray<PosteriorCheck> Predictive, EquatableArray<GroupCheck> Groups, EquatableArray<PosteriorCheck> Assumptions, int Draws);

/// <summary>A statistic of the data beside the same statistic of data that the model produces (Gelman, Meng &amp; Stern 1996).</summary>
/// <param name="Name">The statistic.</param>
/// <param name="Observed">Its value for the data; of a discrepancy, which depends on the parameters, the posterior mean.</param>
/// <param name="Mean">The mean over replications.</param>
/// <param name="Sd">The standard deviation over replications.</param>
/// <param name="PValue">
/// The share of replications in which it is at least as large as observed: near 0 or near 1 where the model does not produce such data. NaN where a
/// replication has no such statistic, as the logarithm of a negative number.
/// </param>
public sealed record PosteriorCheck(string Name, double Observed, double Mean, double Sd, double PValue)
{
    /// <summary>Below this, or above its complement, a p-value says that the model hardly produces such data.</summary>
    public const double DoubtfulTail = 0.01;

    /// <summary>The share of replications in which the statistic is as large as observed: often not 0 where the response is a whole number.</summary>
    public double Ties { get; init; }

    /// <summary>Whether the model hardly produces such data: the statistic is at least as large, or at most as large, in too few replications.</summary>
    public bool IsDoubtful => Sd > 0 && (PValue < DoubtfulTail || 1 - PValue + Ties < DoubtfulTail);
}

/// <summary>The mean response of a level beside that of replicated data.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Level">The level.</param>
/// <param name="Observed">The mean of the data.</param>
/// <param name="Mean">The mean over replications.</param>
/// <param name="Sd">The standard deviation over replications.</param>
/// <param name="PValue">The share of replications in which the mean is at least as large as observed.</param>
public sealed record GroupCheck(string Group, string Level, double Observed, double Mean, double Sd, double PValue);

/// <summary>What to check.</summary>
public sealed record CheckOptions
{
    /// <summary>
    /// Further statistics of the response: <c>mean</c>, <c>sd</c>, <c>min</c>, <c>max</c>, <c>median</c>, <c>sum</c>, <c>zeros</c> (their share),
    /// <c>skewness</c>, <c>kurtosis</c> and <c>quantile(…, p)</c> of any expression of the response, and arithmetic of them, as in
    /// <c>max(y) - min(y)</c> or <c>mean(y &gt; 300)</c>.
    /// </summary>
    public EquatableArray<string> Statistics { get; init; } = [];

    /// <summary>The seed of replications; null for that of the posterior.</summary>
    public ulong? Seed { get; init; }
}
